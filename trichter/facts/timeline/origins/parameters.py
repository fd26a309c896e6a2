"""UTM parameters for a link of our own: such that whoever comes by it comes by the channel that was meant."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from trichter.facts.timeline.models import Channel

_PREFILLED: Mapping[Channel, tuple[str, str]] = {
    Channel.SEARCH: ("google", "organic"),
    Channel.PAID_SEARCH: ("google", "cpc"),
    Channel.SOCIAL: ("linkedin", "social"),
    Channel.PAID_SOCIAL: ("linkedin", "paid-social"),
    Channel.EMAIL: ("newsletter", "email"),
    Channel.ASSISTANT: ("chatgpt", "assistant"),
    Channel.REFERRAL: ("website", "referral"),
    Channel.AFFILIATE: ("partner", "affiliate"),
    Channel.DISPLAY: ("banner", "display"),
    Channel.PR: ("presse", "pr"),
    Channel.PRINT: ("flyer", "print"),
    Channel.EVENT: ("messe", "event"),
    Channel.PHONE: ("telefon", "phone"),
    Channel.WALK_IN: ("filiale", "walk-in"),
    Channel.ADDRESS_LIST: ("adressliste", "address-list"),
    Channel.CHAT: ("whatsapp", "chat"),
    Channel.IMPORT: ("datei", "import"),
    Channel.DIRECT: ("direkt", "direct"),
    Channel.OTHER: ("sonstiges", "other"),
}


def prefilled(channel: Channel) -> tuple[str, str]:
    """Source and medium of a link that is to count for this channel."""
    return _PREFILLED[channel]


def tagged(address: str, utm: Mapping[str, str]) -> str:
    """The address with these parameters in place of its own of the same names; those that say nothing are left out."""
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in utm]
    told = [(name, value.strip()) for name, value in utm.items() if value.strip()]
    return urlunsplit(parts._replace(query=urlencode(kept + told)))
