"""What a colleague decides about a person: how they meet our criteria, and at which stage they stand."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts import queries, rows
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.kernel.errors import DomainError
from trichter.qualification.lifecycle.kinds import ANSWERS, CRITERIA, IN_WORDS, LABELS
from trichter.qualification.lifecycle.models import Standing
from trichter.spine.intake import UnknownContact, record
from trichter.spine.touch import Recorded, Touch, colleague

__all__ = ["ANSWERS", "CRITERIA", "IN_WORDS", "LABELS", "judge", "set_stage"]


class JudgedMeanwhile(DomainError):
    sentence = _("Somebody else has judged this meanwhile, as it stands there now. Nothing is saved yet: who is right?")


@transaction.atomic
def judge(
    contact: int, criterion: str, answer: str, *, evidence: str = "", source: str = "", seen: int | None = None, by: int
) -> Recorded:
    """Say how somebody meets a criterion. `seen` is the judgement that the colleague has seen, 0 if there was none.

    Raises `JudgedMeanwhile`, and `BadPayload` for a yes or no without evidence.
    """
    if seen is not None and seen != _last_judgement(_locked(contact), criterion):
        raise JudgedMeanwhile
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
        home = _locked(contact)
        if Standing.objects.filter(contact_id=home, track_id=track, decision_id__gt=seen).exists():
            raise MovedMeanwhile
    said = {"track": track, "stage": stage, "reason": reason.strip()}
    return record([Touch("stage.set", said, contact=contact, actor=colleague(by))])[0]


def _locked(contact: int) -> int:
    """Where the contact lives on; nobody decides on them before we have."""
    home = queries.survivor(contact)
    if home is None:
        raise UnknownContact(contact=contact)
    merged_into = rows.lock([home])[home].merged_into
    return home if merged_into is None else _locked(merged_into)


def _last_judgement(contact: int, criterion: str) -> int:
    told = EffectiveTouchpoint.objects.filter(contact_id=contact, kind="criterion.judged", is_void=False)
    last = told.filter(payload__criterion=criterion).order_by("-occurred_at", "-id").values_list("id", flat=True)
    return last.first() or 0
