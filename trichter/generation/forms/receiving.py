"""What becomes of a form that was sent: mended, looked over once more, or taken."""

from dataclasses import dataclass
from enum import StrEnum

from trichter.generation.forms import doubtful, judging, tokens
from trichter.generation.forms.answers import LARGEST, Answers, Data, read, size_of
from trichter.generation.forms.form import Form, Visit
from trichter.generation.forms.judging import Verdict
from trichter.generation.forms.submissions import touch_of
from trichter.spine.gathering import record_together


class Outcome(StrEnum):
    """What the visitor sees next."""

    MEND = "mend"
    """The form again, with what was typed, and a sentence beside each field that cannot stay so."""
    REVIEW = "review"
    """Everything that was typed, and one button."""
    TAKEN = "taken"
    """The thank-you. Robots see it too."""
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Received:
    """`token` goes into the page of a review. `asked_to_confirm` says that an opt-in mail will come."""

    outcome: Outcome
    answers: Answers
    token: str = ""
    asked_to_confirm: bool = False


def receive(form: Form, data: Data, visit: Visit) -> Received:
    """Take a form that was sent; what is clear is recorded when this returns."""
    if size_of(data) > LARGEST:
        return Received(Outcome.TOO_LARGE, Answers(form))
    answers = read(form, data)
    if not answers.is_complete:
        return Received(Outcome.MEND, answers)
    judgement = judging.judge(form, data, answers, visit)
    if judgement.verdict is Verdict.REVIEW:
        digest = judging.digest_of(form, data)
        fresh = tokens.issue("review", offer=form.offer, origin=visit.origin, digest=digest)
        return Received(Outcome.REVIEW, answers, token=fresh)
    touch = touch_of(form, answers, visit, key=judgement.key)
    if judgement.verdict is Verdict.DOUBTFUL:
        doubtful.keep(form, answers, visit, judgement, touch)
    else:
        record_together([touch])
    asked = any(follower.kind == "consent.requested" for follower in touch.follows)
    return Received(Outcome.TAKEN, answers, asked_to_confirm=asked)
