"""What people have asked for by our offers, read from the timeline: what a first contact answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.kernel import clock

REMEMBERED = timedelta(days=30)
"""As long as a mail may answer a request (`outreach.grounds.RequestedService`)."""
MOST = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """A question as it was asked, what was answered, and what it means: need, interest, timing or nothing special."""

    question: str
    answer: str
    means: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A submission of an offer's form. `wants` is what the offer gives; `asset` what the file is called."""

    touchpoint: int
    at: datetime
    title: str
    wants: str
    phase: str
    language: str
    channel: str
    asset: str
    topics: tuple[str, ...]
    answers: tuple[Answer, ...]
    email: str
    phone: str
    responsible: int | None
    team: int | None

    @property
    def named(self) -> str:
        """What it was about, as the person knows it."""
        return self.asset or self.title

    def said(self, means: str) -> Answer | None:
        """The answer with that meaning, if there is one."""
        return next((answer for answer in self.answers if answer.means == means), None)

    @property
    def other_answers(self) -> tuple[Answer, ...]:
        """What was answered beside need, interest and timing."""
        return tuple(answer for answer in self.answers if not answer.means)


def unanswered(contact: int, *, after: int = 0) -> tuple[Request, ...]:
    """The latest requests of a person, newest first, of after the one that was answered last."""
    rows = EffectiveTouchpoint.objects.filter(
        contact_id=contact,
        id__gt=after,
        kind="form.submitted",
        subject_type="offer",
        is_void=False,
        occurred_at__gt=clock.now() - REMEMBERED,
    )
    return tuple(_request(row) for row in rows.order_by("-id")[:MOST])


def is_void(contact: int, touchpoint: int) -> bool:
    """Whether a submission was taken back, or turned out to be a bot's."""
    return EffectiveTouchpoint.objects.filter(contact_id=contact, id=touchpoint, is_void=True).exists()


def _request(row: EffectiveTouchpoint) -> Request:
    said, learned = row.payload, row.learned
    return Request(
        touchpoint=row.id,
        at=row.occurred_at,
        title=said.get("title", ""),
        wants=said.get("wants", ""),
        phase=said.get("phase", ""),
        language=said.get("language", ""),
        channel=row.channel or "",
        asset=said.get("asset", ""),
        topics=tuple(said.get("topics", ())),
        answers=tuple(_answers(said)),
        email=learned.get("email", ""),
        phone=learned.get("phone") or learned.get("mobile") or "",
        responsible=said.get("responsible"),
        team=said.get("team"),
    )


def _answers(said: dict[str, Any]) -> list[Answer]:
    asked = said.get("asked") or [{"question": q, "answer": str(a)} for q, a in (said.get("answers") or {}).items()]
    return [Answer(one["question"], one["answer"], one.get("means", "")) for one in asked if one.get("answer")]
