"""From what a visit says to its channel: the first rule that fits decides, and directly came only who says nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from trichter.facts.timeline.models import Channel
from trichter.facts.timeline.origins.content import Rule, Rules
from trichter.facts.timeline.origins.patterns import folded_host
from trichter.facts.timeline.origins.reading import CLICK, bare, campaign_of
from trichter.facts.timeline.origins.shipped import SHIPPED

_NOTHING = frozenset({"(none)", "(not set)", "(direct)", "none", "null", "undefined", "-", ""})
"""What links say that say nothing."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The channel on which somebody came, the campaign if one was named, and the key of the rule that decided.

    `rule` is empty where none fits: then somebody came by another page, by a link of some campaign, or directly.
    """

    channel: Channel
    campaign: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    medium: str
    source: str
    campaign: str
    clicks: tuple[str, ...]
    host: str


def classify(
    utm: Mapping[str, str],
    referrer: str = "",
    *,
    clicks: Iterable[str] = (),
    own_hosts: frozenset[str] = frozenset(),
    rules: Rules = SHIPPED,
) -> Origin:
    """Where a visit came from.

    `utm` may say under `click` the name of a click id, `clicks` says more of them; `referrer` is the address of the
    page before or its host and path. Of pages on `own_hosts` nobody comes from elsewhere.
    """
    named = (*clicks, *filter(None, (utm.get(CLICK, ""),)))
    return _decided(
        rules,
        _Said(
            _told(utm, "utm_medium"),
            _told(utm, "utm_source"),
            _told(utm, "utm_campaign"),
            tuple(dict.fromkeys(name.lower() for name in named)),
            _page(referrer, frozenset(folded_host(host) for host in own_hosts)),
        ),
    )


@lru_cache(maxsize=8192)
def _decided(rules: Rules, said: _Said) -> Origin:
    rule = next((one for one in rules.rules if _fits(one, said)), None)
    if rule:
        return Origin(rule.channel, said.campaign or rule.counts_for, rule.key)
    if said.host:
        return Origin(Channel.REFERRAL, said.campaign)
    return Origin(Channel.OTHER if said.campaign else Channel.DIRECT, said.campaign)


def _fits(rule: Rule, said: _Said) -> bool:
    for part, fits in rule.matchers:
        told = said.clicks if part == "click" else (getattr(said, part),)
        if not any(text and fits(text) for text in told):
            return False
    return True


def _told(utm: Mapping[str, str], name: str) -> str:
    text = campaign_of(utm.get(name, ""))
    return "" if text.lower() in _NOTHING else text


def _page(referrer: str, own_hosts: frozenset[str]) -> str:
    plain = bare(referrer) if ":" in referrer.partition("/")[0] else referrer
    host, slash, path = plain.partition("/")
    known = folded_host(host)
    return "" if not known or known in own_hosts else f"{known}{slash}{path}"
