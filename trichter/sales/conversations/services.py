"""What colleagues note of their work on a person: notes, calls, meetings, answers. Each is a touchpoint.

`once` names the page it was written on: the same from there again is recorded once.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext_lazy as _

from trichter.kernel.errors import DomainError
from trichter.spine.intake import record
from trichter.spine.touch import Recorded, Touch, colleague

Outcome = Literal["reached", "not_reached", "voicemail"]
Direction = Literal["in", "out"]
Purpose = Literal["first", "follow_up", "other"]


class NothingSaid(DomainError):
    sentence = _("Write what the others should know.")


def note(contact: int, text: str, *, by: int, once: str = "") -> Recorded:
    """Something that all others should know. Raises `NothingSaid`."""
    if not text.strip():
        raise NothingSaid
    return _told("note.written", {"text": text.strip()}, contact, by, once)


def call(
    contact: int,
    *,
    direction: Direction,
    outcome: Outcome,
    text: str,
    minutes: int | None = None,
    purpose: str = "",
    at: datetime | None = None,
    by: int,
    once: str = "",
) -> Recorded:
    """A call and how it went: reached is a conversation, anything else an attempt. Whoever calls us is reached.

    `purpose` is what it advertised, if anything. Raises `NoGroundToCall` if nobody agreed to that (LAW 1.5).
    """
    said = {
        "direction": direction,
        "outcome": outcome if direction == "out" else "reached",
        "minutes": minutes,
        "purpose": purpose or None,
        "text": text.strip(),
    }
    return _told("call.made", said, contact, by, once, at=at)


def meet(
    contact: int,
    *,
    title: str,
    text: str,
    purpose: Purpose = "first",
    minutes: int | None = None,
    at: datetime | None = None,
    by: int,
    once: str = "",
) -> Recorded:
    """A meeting that was held; the second one about a need makes an opportunity."""
    said = {"title": title.strip(), "purpose": purpose, "minutes": minutes, "text": text.strip()}
    return _told("meeting.held", said, contact, by, once, at=at)


def answered(
    contact: int, text: str, *, title: str = "", at: datetime | None = None, by: int, once: str = ""
) -> Recorded:
    """The person has answered by mail or letter, and no machine of ours has seen it. Raises `NothingSaid`."""
    if not text.strip():
        raise NothingSaid
    return _told("mail.received", {"title": title.strip(), "text": text.strip()}, contact, by, once, at=at)


def rated(
    contact: int, *, points: int, text: str = "", at: datetime | None = None, by: int, once: str = ""
) -> Recorded:
    """How likely the person would recommend us, from 0 to 10, as they said it."""
    return _told("rating.given", {"points": points, "text": text.strip()}, contact, by, once, at=at)


def _told(
    kind: str, said: Mapping[str, object], contact: int, by: int, once: str, *, at: datetime | None = None
) -> Recorded:
    key = f"composed {once} {kind} {contact} {json.dumps([said, str(at)], sort_keys=True)}" if once else None
    return record([Touch(kind, said, contact=contact, actor=colleague(by), occurred_at=at, key=key)])[0]
