"""Where a visitor came from: the channel and campaign that a link's UTM parameters or the page before tell.

The first line of the tables that fits decides. Click ids (gclid, fbclid …) are never read: they name a person to
somebody else, and would need consent (LAW 5.4).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from trichter.facts.timeline.models import Channel
from trichter.kernel.text import storable

UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")
LONGEST = 200
_CAMPAIGN = re.compile(r"[^\w .:+/()&#-]+")

_BY_MEDIUM: tuple[tuple[str, Channel], ...] = (
    (r"cpc|ppc|sem|paid-?search|search-?ads?|adwords", Channel.PAID_SEARCH),
    (r"paid-?social|social-?(paid|ads?|cpc)|(cpc|paid)-?social", Channel.PAID_SOCIAL),
    (r"e-?mail|newsletter|mailing|mail", Channel.EMAIL),
    (r"social|social-?(media|network|post)|organic-?social", Channel.SOCIAL),
    (r"organic|seo|search", Channel.SEARCH),
    (r"display|banner|cpm|programmatic|native", Channel.DISPLAY),
    (r"affiliate|partner", Channel.AFFILIATE),
    (r"referral|link|blog", Channel.REFERRAL),
    (r"pr|press|presse", Channel.PR),
    (r"print|qr|qr-?code|flyer|letter|brief|magazin|anzeige|ad", Channel.PRINT),
    (r"event|fair|messe|webinar|trade-?show", Channel.EVENT),
    (r"phone|telefon|call", Channel.PHONE),
    (r"chat|whatsapp|messenger", Channel.CHAT),
)
"""`utm_medium`, whole and in lower case, hyphens or underscores or nothing between its words."""

_SOCIAL = (
    r"facebook|fb|instagram|ig|linkedin|xing|twitter|x|t\.co|lnkd\.in|youtube|youtu\.be|tiktok|pinterest|reddit|mastodon"
    r"|threads|bluesky|bsky|snapchat|kununu"
)
_ENGINES = r"google|bing|duckduckgo|ecosia|startpage|qwant|yahoo|brave|yandex|baidu|metager|kagi|swisscows|mojeek"
_ASSISTANTS = r"chatgpt|openai|claude|perplexity|gemini|copilot|mistral|deepseek|you"
_MAILERS = r"newsletter|mailchimp|brevo|sendinblue|cleverreach|rapidmail|mailjet"

_BY_SOURCE: tuple[tuple[str, Channel], ...] = (
    (_SOCIAL, Channel.SOCIAL),
    (_ENGINES, Channel.SEARCH),
    (_ASSISTANTS, Channel.REFERRAL),
    (_MAILERS, Channel.EMAIL),
)
"""`utm_source` without a medium that we know. Paid clicks that name only a network are `_PAID_SOURCES`."""
_PAID_SOURCES: tuple[tuple[str, Channel], ...] = ((_SOCIAL, Channel.PAID_SOCIAL),)
"""`cpc` of a social network buys a place in a feed, no place in a search."""

_BY_HOST: tuple[tuple[str, Channel], ...] = (
    (
        r"(mail|outlook|webmail|navigator-bs)\..+|.+\.mail\..+|deref-(gmx|web-?de)\..+|com\.google\.android\.gm",
        Channel.EMAIL,
    ),
    (
        r"(.+\.)?(gemini\.google|copilot\.microsoft|chatgpt|openai|claude|perplexity)(\.[a-z]{2,6}){1,2}",
        Channel.REFERRAL,
    ),
    (r"(.+\.)?(t\.co|lnkd\.in|youtu\.be|fb\.me|x\.com|bsky\.app|threads\.(net|com))", Channel.SOCIAL),
    (
        r"(.+\.)?(facebook|instagram|linkedin|xing|twitter|youtube|tiktok|pinterest|reddit|kununu|mastodon|snapchat)"
        r"(\.[a-z]{2,6}){1,2}",
        Channel.SOCIAL,
    ),
    (
        r"(.+\.)?(google|bing|duckduckgo|ecosia|startpage|qwant|yandex|baidu|metager|kagi|swisscows|mojeek)"
        r"(\.[a-z]{2,6}){1,2}",
        Channel.SEARCH,
    ),
    (r"search\.(yahoo|brave)\.com|(.+\.)search\.yahoo\.com|suche\.(web|gmx|t-online)\..+", Channel.SEARCH),
)
"""The host of the page before."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The channel on which somebody came, and the campaign, if one was named."""

    channel: Channel
    campaign: str = ""


def channel_of(utm: Mapping[str, str], referrer: str = "", *, own_hosts: frozenset[str] = frozenset()) -> Origin:
    """What the link says of itself weighs more than the page on which it stood; without either they came directly."""
    campaign = campaign_of(utm.get("utm_campaign", ""))
    channel = _of_utm(utm) or _of_referrer(referrer, own_hosts) or (Channel.OTHER if campaign else Channel.DIRECT)
    return Origin(channel, campaign)


def campaign_of(given: str) -> str:
    """A campaign's key as a link names it, without what no campaign is called."""
    return " ".join(_CAMPAIGN.sub(" ", str(storable(given))).split())[:LONGEST]


def utm_of(given: Mapping[str, str]) -> dict[str, str]:
    """The UTM parameters among others, bounded; those that are empty are left out."""
    found = {name: campaign_of(given.get(name, "")) for name in UTM}
    return {name: value for name, value in found.items() if value}


def bare(referrer: str) -> str:
    """Host and path of a page: its query may carry what nobody wanted to tell us."""
    try:
        parts = urlsplit(referrer.strip())
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https", "android-app") or not host:
        return ""
    return str(storable(f"{host}{parts.path}"))[:LONGEST]


def _of_utm(utm: Mapping[str, str]) -> Channel | None:
    medium, source = _plain(utm.get("utm_medium", "")), _plain(utm.get("utm_source", ""))
    by_medium = _first(_BY_MEDIUM, medium)
    if by_medium is Channel.PAID_SEARCH:
        return _first(_PAID_SOURCES, source) or by_medium
    return by_medium or _first(_BY_SOURCE, source) or (Channel.OTHER if medium or source else None)


def _of_referrer(referrer: str, own_hosts: frozenset[str]) -> Channel | None:
    host = referrer.partition("/")[0].lower().removeprefix("www.")
    if not host or host in own_hosts:
        return None
    return _first(_BY_HOST, host) or Channel.REFERRAL


def _first(table: tuple[tuple[str, Channel], ...], text: str) -> Channel | None:
    return next((channel for pattern, channel in table if re.fullmatch(pattern, text)), None)


def _plain(given: str) -> str:
    return re.sub(r"\.(com|de|net|org|ai|io|at|ch)$", "", re.sub(r"[_\s]+", "-", given.strip().lower()[:LONGEST]))
