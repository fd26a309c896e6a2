"""Submissions of an offer's form as they stand on the timeline, for the tests of what sales makes of them."""

from typing import Any

from trichter.kernel.reactions import Cause
from trichter.spine import reactions
from trichter.spine.intake import record
from trichter.spine.models import Reaction
from trichter.spine.touch import Recorded, Touch

OFFER = ("offer", 1)
ANJA: dict[str, Any] = {
    "first_name": "Anja",
    "last_name": "Reimers",
    "title": "Dr.",
    "salutation": "Frau",
    "position": "Leiterin Produktion",
    "company": {"name": "Wellner Gießtechnik GmbH", "industry": "Metallverarbeitung", "employees": 180},
}


def asks(
    wants: str, *, learned: dict[str, Any] | None = None, email: str = "anja@wellner.example", **said: Any
) -> Recorded:
    """Anja sends the form of an offer that gives what she wants; keywords are the payload, or fields of `Touch`."""
    given = {name: said.pop(name) for name in ("occurred_at", "channel", "key", "follows", "phone") if name in said}
    payload = {"title": "12 Hebel gegen Stromkosten", "wants": wants, "language": "de"} | said
    touch = Touch("form.submitted", payload, email=email, subject=OFFER, learned=ANJA | (learned or {}), **given)
    return record([touch])[0]


def answered(**by_meaning: str) -> list[dict[str, str]]:
    """The answers to questions that mean need, interest or timing."""
    questions = {"need": "Was drückt?", "interest": "Was interessiert Sie?", "timing": "Bis wann?"}
    return [{"question": questions[means], "answer": said, "means": means} for means, said in by_meaning.items()]


def react() -> None:
    """Let the worker do all that is due, until nothing is; none of it may have failed."""
    while reactions.drain():
        pass
    assert not Reaction.objects.exclude(error="").exists()


def cause_of(recorded: Recorded) -> Cause:
    """As a reaction is told of it."""
    return Cause(recorded.contact_id, recorded.touchpoint_id, "form.submitted", 0)
