"""What a colleague decides about a person: how they meet our criteria, and at which stage they stand."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts import rows
from trichter.kernel.errors import DomainError
from trichter.qualification.lifecycle.kinds import ANSWERS, CRITERIA, IN_WORDS, LABELS
from trichter.qualification.lifecycle.models import Standing
from trichter.spine.intake import record
from trichter.spine.touch import Recorded, Touch, colleague

__all__ = ["ANSWERS", "CRITERIA", "IN_WORDS", "LABELS", "judge", "set_stage"]


def judge(contact: int, criterion: str, answer: str, *, evidence: str = "", source: str = "", by: int) -> Recorded:
    """Say how somebody meets a criterion. Raises `BadPayload` for a yes or no without evidence."""
    said = {"criterion": criterion, "answer": answer, "evidence": evidence.strip(), "source": source.strip()}
    return record([Touch("criterion.judged", said, contact=contact, actor=colleague(by))])[0]


class MovedMeanwhile(DomainError):
    sentence = _("The stage has changed meanwhile. Look at where the person stands now, and set it again.")


@transaction.atomic
def set_stage(
    contact: int, stage: str, *, track: str = "customer", reason: str, seen: int | None = None, by: int
) -> Recorded:
    """Lead somebody to a stage, either way; they stay until new facts lead on.

    `seen` is the latest decision that the colleague has seen: who decides on old knowledge is told so first. Raises
    `MovedMeanwhile`, `ReasonMissing`, `UnknownStage` and `UnknownTrack`.
    """
    if seen is not None:
        rows.lock([contact])
        if Standing.objects.filter(contact_id=contact, track_id=track, decision_id__gt=seen).exists():
            raise MovedMeanwhile
    said = {"track": track, "stage": stage, "reason": reason.strip()}
    return record([Touch("stage.set", said, contact=contact, actor=colleague(by))])[0]
