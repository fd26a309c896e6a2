"""Who was merged into somebody, as they were before: for whoever wants to make them two again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trichter.facts.contacts.models import Company, Merge
from trichter.facts.contacts.registers import Registers
from trichter.facts.staff.models import User
from trichter.facts.timeline import queries as timeline
from trichter.facts.timeline.models import ActorType, Touchpoint

_NAMES = ("title", "first_name", "last_name")


@dataclass(frozen=True, slots=True)
class Merged:
    """One who lives on in somebody; only the last merge can be undone, then the one before it."""

    id: int
    name: str
    detail: str
    entries: int
    merged_at: datetime
    by: str
    is_last: bool


def merged_into(contact: int) -> tuple[Merged, ...]:
    """The last merge first."""
    merges = list(Merge.objects.filter(winner_id=contact, undone_at=None).exclude(snapshot={}).order_by("-id"))
    told = timeline.told([contact]) if merges else []
    by = _authors(contact, [merge.touchpoint_id for merge in merges])
    return tuple(_merged(merge, told, by, is_last=merge is merges[0]) for merge in merges)


def _merged(merge: Merge, told: list[timeline.Told], by: dict[int, str], *, is_last: bool) -> Merged:
    theirs = set(merge.snapshot["timeline_touchpoint"])
    values = _folded([one for one in told if one.id in theirs])
    name = " ".join(filter(None, (values.get(part) for part in _NAMES)))
    firm = Company.objects.filter(id=values.get("company") or 0).values_list("name", flat=True).first() or ""
    reached = values.get("email") or values.get("phone") or values.get("mobile") or ""
    return Merged(
        id=merge.loser_id,
        name=name or firm or reached or f"#{merge.loser_id}",
        detail=" · ".join(part for part in (firm, reached) if part and part != name),
        entries=len(theirs),
        merged_at=merge.merged_at,
        by=by.get(merge.touchpoint_id, ""),
        is_last=is_last,
    )


def _folded(told: list[timeline.Told]) -> dict[str, Any]:
    """What they alone had told, as the unmerge will find it."""
    registers = Registers()
    for one in told:
        at = one.occurred_at.isoformat(timespec="microseconds")
        registers.learn(one.learned, {"by": one.actor_type, "at": at, "tp": one.id})
    return registers.values


def _authors(contact: int, touchpoints: list[int]) -> dict[int, str]:
    by = Touchpoint.objects.filter(contact_id=contact, id__in=touchpoints, actor_type=ActorType.COLLEAGUE)
    authors = {touchpoint: author or 0 for touchpoint, author in by.values_list("id", "actor_id")}
    names = {user.pk: str(user) for user in User.objects.filter(id__in=set(authors.values()))}
    return {touchpoint: names.get(author, "") for touchpoint, author in authors.items()}
