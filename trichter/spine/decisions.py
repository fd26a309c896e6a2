"""What a colleague decides about a person: how they meet our criteria, and at which stage they stand."""

from trichter.qualification.lifecycle.kinds import ANSWERS, CRITERIA, IN_WORDS, LABELS
from trichter.spine.intake import record
from trichter.spine.touch import Recorded, Touch, colleague

__all__ = ["ANSWERS", "CRITERIA", "IN_WORDS", "LABELS", "judge", "set_stage"]


def judge(contact: int, criterion: str, answer: str, *, evidence: str = "", source: str = "", by: int) -> Recorded:
    """Say how somebody meets a criterion. Raises `BadPayload` for a yes or no without evidence."""
    said = {"criterion": criterion, "answer": answer, "evidence": evidence.strip(), "source": source.strip()}
    return record([Touch("criterion.judged", said, contact=contact, actor=colleague(by))])[0]


def set_stage(contact: int, stage: str, *, track: str = "customer", reason: str, by: int) -> Recorded:
    """Lead somebody to a stage, either way; they stay until new facts lead on.

    Raises `ReasonMissing`, `UnknownStage` and `UnknownTrack`.
    """
    said = {"track": track, "stage": stage, "reason": reason.strip()}
    return record([Touch("stage.set", said, contact=contact, actor=colleague(by))])[0]
