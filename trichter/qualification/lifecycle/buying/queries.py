"""Reading the buying phase of people, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from trichter.facts.timeline.models import Touchpoint
from trichter.kernel import bulk, clock
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.buying.content import LABELS, PHASES, Content
from trichter.qualification.lifecycle.models import Buying, BuyingRules


@dataclass(frozen=True, slots=True)
class Shown:
    """The latest sign of a phase; `counts` as long as it is not too old."""

    phase: str
    label: Words
    touchpoint: int
    at: datetime
    kind: str
    payload: Mapping[str, Any]
    counts: bool


@dataclass(frozen=True, slots=True)
class Found:
    """In which phase somebody is, none if no sign counts, and the latest sign of each, the furthest phase first."""

    phase: str | None
    days: int
    signs: tuple[Shown, ...]

    @property
    def label(self) -> Words | None:
        return LABELS[self.phase] if self.phase else None

    @property
    def sign(self) -> Shown | None:
        """That on which the phase rests."""
        return next((one for one in self.signs if one.phase == self.phase), None)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the signs."""

    version: int
    content: Content
    created_at: datetime
    published_by: int | None
    is_done: bool


def of(contact: int) -> Found | None:
    """Of one person; None if nothing they did is a sign."""
    return read(Buying.objects.filter(contact_id=contact).annotate(row=_ROW).values_list("row", flat=True).first())


def of_each(contact: str = "pk") -> Subquery:
    """The signs of each contact of a query, for `read`."""
    return Subquery(Buying.objects.filter(contact_id=OuterRef(contact)).values(row=_ROW)[:1])


def read(row: Mapping[str, Any] | None) -> Found | None:
    """What that has found."""
    if row is None:
        return None
    earliest = clock.now() - timedelta(days=row["days"])
    signs = tuple(
        Shown(phase, LABELS[phase], row[f"{phase}_id"], at, **(row[phase] or _GONE), counts=at > earliest)
        for phase in reversed(PHASES)
        if row[f"{phase}_at"] and (at := datetime.fromisoformat(row[f"{phase}_at"]))
    )
    return Found(next((one.phase for one in signs if one.counts), None), row["days"], signs)


def days() -> int:
    """For how long a sign counts; without any rules none does."""
    return BuyingRules.objects.order_by("-id").values_list("content__days", flat=True).first() or 0


def versions() -> list[Version]:
    """All versions of the signs, that in force first."""
    return [
        Version(row.version, Content.model_validate(_read(row.content)), row.created_at, row.published_by, row.is_done)
        for row in BuyingRules.objects.order_by("-version")
    ]


def _read(content: Any) -> Any:
    return content if isinstance(content, dict) else bulk.read_json(content)


def _sign(phase: str) -> Subquery:
    told = Touchpoint.objects.filter(contact_id=OuterRef("contact_id"), id=OuterRef(f"{phase}_id"))
    return Subquery(told.values(told=JSONObject(kind="kind", payload="payload"))[:1])


_GONE: dict[str, Any] = {"kind": "", "payload": {}}
_ROW = JSONObject(
    days=Subquery(BuyingRules.objects.order_by("-id").values("content__days")[:1]),
    **{f"{phase}_{part}": f"{phase}_{part}" for phase in PHASES for part in ("at", "id")},
    **{phase: _sign(phase) for phase in PHASES},
)
