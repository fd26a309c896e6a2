"""The buying phase as the screens show it: which, since when it is told, and by what."""

from dataclasses import dataclass
from datetime import datetime

from trichter.insight.entries import kind_of
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.buying.queries import Found, Shown


@dataclass(frozen=True, slots=True)
class Sign:
    """The latest sign of a phase: what it was, and whether it still counts."""

    label: Words
    what: str
    at: datetime
    counts: bool


@dataclass(frozen=True, slots=True)
class PhaseCard:
    """In which phase somebody is, none if all signs are too old; and the signs, the furthest phase first."""

    label: Words | None
    days: int
    signs: tuple[Sign, ...]

    @property
    def sign(self) -> Sign | None:
        """That on which the phase rests."""
        return next((one for one in self.signs if one.counts), None)


def card(found: Found | None) -> PhaseCard | None:
    """For the record and the inbox; None of whom no sign is known."""
    return PhaseCard(found.label, found.days, tuple(_sign(one) for one in found.signs)) if found else None


def _sign(shown: Shown) -> Sign:
    if not shown.kind:
        return Sign(shown.label, "", shown.at, shown.counts)
    kind = kind_of(shown.kind)
    said = kind.read(dict(shown.payload)).summary()
    return Sign(shown.label, f"{kind.label}: {said}" if said else str(kind.label), shown.at, shown.counts)
