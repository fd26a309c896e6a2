"""Two contacts become one and, if that was wrong, two again: exactly as they were, each with what came since."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts.models import Merge
from trichter.facts.contacts.queries import redirects
from trichter.kernel import append_only, persons
from trichter.kernel.errors import DomainError


class SameContact(DomainError):
    sentence = _("A contact cannot be merged with itself.")


class NotMergeable(DomainError):
    sentence = _("The other contact is gone: it was merged or erased already.")


class NotMerged(DomainError):
    sentence = _("These contacts are not merged.")


class MergedSince(DomainError):
    sentence = _("One of these contacts has been merged again since; undo that merge first.")


def merge(*, winner: int, loser: int, touchpoint: int, consent_mark: int, at: datetime) -> None:
    """Give the winner all rows of the loser, whose id redirects from now on. Both are locked by the caller.

    `consent_mark` is the last entry of the consent ledger: opt-outs up to it survive grants up to it.
    """
    with append_only.opened("merge"):
        snapshot = persons.merge(winner=winner, loser=loser)
    Merge.objects.create(
        winner_id=winner,
        loser_id=loser,
        touchpoint_id=touchpoint,
        consent_mark=consent_mark,
        merged_at=at,
        snapshot=snapshot,
    )


def undoable(*, winner: int, loser: int) -> Merge:
    """The merge that can be undone: the last one of the winner. Raises `NotMerged`, or `MergedSince` for an earlier
    one, also of a contact that lives on in the winner."""
    standing = Merge.objects.filter(undone_at=None)
    merge = standing.filter(loser_id=loser).first()
    if (
        merge is None
        or not merge.snapshot
        or winner not in (merge.winner_id, redirects([merge.winner_id]).get(merge.winner_id))
    ):
        raise NotMerged
    if merge.winner_id != winner or standing.filter(winner_id=winner, id__gt=merge.pk).exists():
        raise MergedSince
    return merge


def unmerge(merge: Merge, *, followed: list[int], at: datetime) -> None:
    """Give back what was the loser's, and the touchpoints of after the merge that came by its identifiers."""
    winner, loser = merge.winner_id, merge.loser_id
    with append_only.opened("merge"):
        persons.unmerge(winner=winner, loser=loser, kept=merge.snapshot, followed=followed)
    merge.undone_at = at
    merge.save(update_fields=["undone_at"])
