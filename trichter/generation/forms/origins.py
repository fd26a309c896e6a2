"""Where somebody who sends a form came from, by the rules of channels that hold in this house."""

from collections.abc import Mapping

from trichter.facts.timeline.origins.classifying import Origin, classify
from trichter.facts.timeline.origins.content import Rules
from trichter.facts.timeline.origins.reading import CLICK, LONGEST, UTM, bare, campaign_of, clicks_in, utm_of
from trichter.facts.timeline.origins.shipped import SHIPPED

__all__ = [
    "CARRIED",
    "LONGEST",
    "UTM",
    "Origin",
    "bare",
    "brought",
    "campaign_of",
    "carried",
    "channel_of",
    "clicked",
    "utm_of",
]

CARRIED = "utm_click"
"""Under which name a form carries the name of a click id."""


def channel_of(
    utm: Mapping[str, str], referrer: str = "", *, own_hosts: frozenset[str] = frozenset(), rules: Rules = SHIPPED
) -> Origin:
    """What the link says of itself weighs more than the page on which it stood; without either they came directly."""
    return classify(utm, referrer, own_hosts=own_hosts, rules=rules)


def brought(given: Mapping[str, str]) -> dict[str, str]:
    """What an address says of itself, as a form carries it on; of a click id the name."""
    named = clicked(given)
    return utm_of(given) | ({CARRIED: named} if named else {})


def carried(given: Mapping[str, str]) -> dict[str, str]:
    """What a form has carried along, as a visit says it."""
    named = clicked(given)
    return utm_of(given) | ({CLICK: named} if named else {})


def clicked(given: Mapping[str, str]) -> str:
    """The name of a click id among an address's parameters, or as a form carries it; never its value (LAW 5.4)."""
    return next(iter(clicks_in([*given, given.get(CARRIED, "")])), "")
