"""What a colleague decides about a person: how they meet our criteria, and at which stage they stand."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts import queries as contacts
from trichter.facts.contacts import rows
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.kernel.errors import DomainError
from trichter.qualification.lifecycle import queries
from trichter.qualification.lifecycle.kinds import ANSWERS, CRITERIA, IN_WORDS, LABELS
from trichter.qualification.lifecycle.models import Standing
from trichter.qualification.lifecycle.tracks import ways
from trichter.spine.intake import UnknownContact, record
from trichter.spine.taking_back import take_back
from trichter.spine.touch import Recorded, Touch, colleague

__all__ = ["ANSWERS", "CRITERIA", "IN_WORDS", "LABELS", "Led", "judge", "set_stage", "unset_stage"]


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


@dataclass(frozen=True, slots=True)
class Led:
    """By which touchpoint somebody was led to a stage, and which decisions were taken back as errors."""

    contact_id: int
    touchpoint_id: int
    errors: tuple[int, ...] = ()


@transaction.atomic
def set_stage(
    contact: int,
    stage: str,
    *,
    track: str = "customer",
    reason: str,
    seen: int | None = None,
    in_error: bool = False,
    by: int,
) -> Led:
    """Lead somebody to a stage, either way; they stay until new facts lead on.

    Who falls back has reached what they reached. Where they stood further only `in_error`, the decisions that led there
    are taken back: they count as never reached. `seen` is the latest decision that the colleague has seen: who decides
    on old knowledge is told so first. Raises `MovedMeanwhile`, `ReasonMissing`, `UnknownStage` and `UnknownTrack`.
    """
    home = _locked(contact)
    if seen is not None and Standing.objects.filter(contact_id=home, track_id=track, decision_id__gt=seen).exists():
        raise MovedMeanwhile
    errors = queries.in_error(home, track, stage, ways()) if in_error else []
    hand = colleague(by)
    # First the stage by hand: taken back before it, rules would lead on at once.
    touches = [Touch("stage.set", {"track": track, "stage": stage, "reason": reason.strip()}, contact=home, actor=hand)]
    touches += [Touch("touchpoint.retracted", contact=home, target=one, actor=hand) for one in errors]
    made = record(touches)[0]
    return Led(made.contact_id, made.touchpoint_id, tuple(errors))


@transaction.atomic
def unset_stage(led: Led, *, by: int) -> None:
    """Take back that one has led somebody to a stage; what was taken back with it counts again.

    Raises `NothingToTakeBack`.
    """
    home = _locked(led.contact_id)
    gone = EffectiveTouchpoint.objects.filter(contact_id=home, id__in=led.errors, is_retracted=True)
    take_back(home, [led.touchpoint_id], by=by)
    record([Touch("touchpoint.restored", contact=home, target=one.id, actor=colleague(by)) for one in gone])


def _locked(contact: int) -> int:
    """Where the contact lives on; nobody decides on them before we have."""
    home = contacts.survivor(contact)
    if home is None:
        raise UnknownContact(contact=contact)
    merged_into = rows.lock([home])[home].merged_into
    return home if merged_into is None else _locked(merged_into)


def _last_judgement(contact: int, criterion: str) -> int:
    told = EffectiveTouchpoint.objects.filter(contact_id=contact, kind="criterion.judged", is_void=False)
    last = told.filter(payload__criterion=criterion).order_by("-occurred_at", "-id").values_list("id", flat=True)
    return last.first() or 0
