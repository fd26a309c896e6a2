"""What people were offered, ordered and bought, as far as somebody has recorded it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.insight.entries import kind_of

KINDS = frozenset({"deal.opened", "deal.won", "deal.lost", "quote.sent", "purchase.made"})
MOST = 20


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal, a quote or a purchase as it stands today, and with whom."""

    label: str
    icon: str
    title: str
    amount_cents: int | None
    currency: str
    at: datetime
    contact_id: int
    person: str
    kind: str

    @property
    def sign(self) -> str:
        """How it went: good or bad, or nothing while it is open."""
        return {"deal.lost": "bad", "deal.won": "good", "purchase.made": "good"}.get(self.kind, "")


def deals_of(latest_first: Iterable[EffectiveTouchpoint], called: Mapping[int, str]) -> tuple[Deal, ...]:
    """Of what was opened, quoted and won under one name the last word; each purchase for itself. `called` are the
    names of the people whose touchpoints these are."""
    return tuple(islice(_standing(latest_first, called), MOST))


def _standing(latest_first: Iterable[EffectiveTouchpoint], called: Mapping[int, str]) -> Iterable[Deal]:
    shown: set[tuple[str, str]] = set()
    for t in latest_first:
        name = t.payload.get("external_id") or f"{t.contact_id} {t.payload.get('title') or t.id}"
        what = ("purchase", str(t.id)) if t.kind == "purchase.made" else ("deal", name)
        if what not in shown:
            shown.add(what)
            yield _deal(t, called)


def _deal(t: EffectiveTouchpoint, called: Mapping[int, str]) -> Deal:
    kind = kind_of(t.kind)
    return Deal(
        label=str(kind.label),
        icon=kind.icon,
        title=kind.read(t.payload).summary(),
        amount_cents=t.payload.get("amount_cents"),
        currency=t.payload.get("currency", "EUR"),
        at=t.occurred_at,
        contact_id=t.contact_id,
        person=called.get(t.contact_id, ""),
        kind=t.kind,
    )
