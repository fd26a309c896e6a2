"""A colleague makes two records one, says of which of them each value stays, and makes them two again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts import rows
from trichter.facts.contacts.merging import NotMergeable, NotMerged, SameContact
from trichter.facts.contacts.models import Company, Merge
from trichter.facts.contacts.registers import Source, outranks
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.kernel.errors import DomainError
from trichter.spine.intake import record
from trichter.spine.touch import Recorded, Touch, colleague

__all__ = ["ChangedSince", "NotMergeable", "NotMerged", "SameContact", "Told", "mark", "merge", "stays", "unmerge"]

EDITED = "contact.edited"
TAG = "tag:"


class ChangedSince(DomainError):
    sentence = _("One of the two records has changed meanwhile. Compare them once more.")


@dataclass(frozen=True, slots=True)
class Told:
    """The values of a record and who told each of them."""

    values: Mapping[str, Any]
    sources: Mapping[str, Source]


def stays(name: str, winner: Told, loser: Told) -> Told:
    """Of which of the two records a value stays if nobody chooses: of the one whose source outranks the other's."""
    theirs, ours = loser.sources.get(name), winner.sources.get(name)
    return loser if theirs and (ours is None or outranks(theirs, ours)) else winner


def mark(winner: Told, loser: Told) -> str:
    """By which it shows later whether one of the two has changed since somebody compared them."""
    both = enumerate((winner, loser))
    told = sorted((side, name, source["tp"]) for side, one in both for name, source in one.sources.items())
    return sha256(repr(told).encode()).hexdigest()[:16]


@transaction.atomic
def merge(winner: int, loser: int, *, of_loser: Collection[str] = (), seen: str, by: int) -> Recorded:
    """Make the loser part of the winner; of the fields in `of_loser` the loser's value stays, of others the winner's.

    Where only one of them has a value, it stays in any case. What was chosen against the rank of its source is a
    colleague's word after the merge, and goes with it. `seen` is the `mark` of when they were compared. Raises
    `SameContact`, `NotMergeable`, `ChangedSince`, and what `record()` raises.
    """
    if winner == loser:
        raise SameContact
    people = rows.lock([winner, loser])
    if any(one not in people or people[one].merged_into or people[one].is_erased for one in (winner, loser)):
        raise NotMergeable
    ours, theirs = (Told(people[one].registers.values, people[one].registers.sources) for one in (winner, loser))
    if mark(ours, theirs) != seen:
        raise ChangedSince
    chosen = {
        name: picked.values.get(name)
        for name in ours.sources.keys() & theirs.sources.keys()
        if not name.startswith(TAG) and name != rows.GUESSED_FIRM
        if (picked := theirs if name in of_loser else ours) is not stays(name, ours, theirs)
        if picked.values.get(name) != stays(name, ours, theirs).values.get(name)
    }
    hand = colleague(by)
    words = (Touch(EDITED, contact=winner, learned=_as_told(chosen), held=chosen, actor=hand),) if chosen else ()
    return record([Touch("contact.merged", {"loser": loser}, contact=winner, actor=hand, follows=words)])[0]


def unmerge(winner: int, loser: int, *, by: int) -> None:
    """Make them two again, each as it was, with what came since by its own addresses. What was chosen at the merge
    is taken back first. Raises `NotMerged`, and `MergedSince` if another merge has to be undone before."""
    merged = Merge.objects.filter(winner_id=winner, loser_id=loser, undone_at=None).first()
    if merged is None:
        raise NotMerged
    hand = colleague(by)
    chosen = EffectiveTouchpoint.objects.filter(
        contact_id=winner, kind=EDITED, caused_by=merged.touchpoint_id, is_retracted=False
    )
    taken = [Touch("touchpoint.retracted", contact=winner, target=one.id, actor=hand) for one in chosen]
    record([*taken, Touch("contact.unmerged", {"loser": loser}, contact=winner, actor=hand)])


def _as_told(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """As a touch tells it: a firm by its name and domain, not by our number."""
    told = dict(chosen)
    firm = Company.objects.filter(id=chosen["company"]).first() if chosen.get("company") else None
    if firm:
        told["company"] = {"name": firm.name} | ({"domain": firm.domain} if firm.domain else {})
    return told
