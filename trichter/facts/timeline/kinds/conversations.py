"""Calls, conversations, meetings and notes: what people said to each other, and who tried in vain."""

from typing import Annotated, Literal

from pydantic import Field

from trichter.facts.timeline.registry import KEPT, Counts, Key, Kind, Payload, register
from trichter.kernel.words import Words

Direction = Annotated[Literal["in", "out"], KEPT]


class Call(Payload):
    """A phone call; `reached` tells a conversation from an attempt.

    A call that advertises names the `purpose` for which the person agreed to calls (LAW 1.5); an answer to a request
    names none.
    """

    direction: Direction = "out"
    outcome: Annotated[Literal["reached", "not_reached", "voicemail"], KEPT] = "reached"
    minutes: Annotated[int | None, KEPT] = None
    purpose: Annotated[Key | None, KEPT] = None
    text: str = ""

    def summary(self) -> str:
        return f"{self.minutes} min" if self.minutes else ""

    def quote(self) -> str:
        return self.text


class Conversation(Payload):
    """Words exchanged at a stand, in a chat, at the door."""

    direction: Direction = "in"
    place: str = ""
    text: str = ""

    def summary(self) -> str:
        return self.place

    def quote(self) -> str:
        return self.text


class Meeting(Payload):
    """A meeting, agreed or held. `purpose` `follow_up` is a held second conversation about a need."""

    title: str = ""
    purpose: Annotated[Literal["first", "follow_up", "other"], KEPT] = "first"
    starts_at: str | None = None
    minutes: Annotated[int | None, KEPT] = None
    text: str = ""

    def summary(self) -> str:
        return self.title

    def quote(self) -> str:
        return self.text


class Rating(Payload):
    """How likely the person would recommend us to others, from 0 to 10: the question of the Net Promoter Score."""

    points: Annotated[int, Field(ge=0, le=10), KEPT]
    text: str = ""

    def summary(self) -> str:
        return f"{self.points}/10"

    def quote(self) -> str:
        return self.text


class Note(Payload):
    """Something a colleague wants all others to know."""

    text: str

    def quote(self) -> str:
        return self.text or ""


ATTEMPT: frozenset[Counts] = frozenset({"attempt"})
REPLY: frozenset[Counts] = frozenset({"reply"})
ACT_AND_REPLY: frozenset[Counts] = frozenset({"act", "reply"})

register(Kind("call.made", Words("Call", "Anruf"), "phone", Call, team="sales", counts=ATTEMPT | REPLY))
register(Kind("conversation.held", Words("Conversation", "Gespräch"), "chat", Conversation, counts=ACT_AND_REPLY))
register(
    Kind(
        "meeting.booked",
        Words("Meeting booked", "Termin gebucht"),
        "calendar",
        Meeting,
        team="sales",
        counts=ACT_AND_REPLY,
    )
)
register(
    Kind("meeting.held", Words("Meeting held", "Termin gehalten"), "calendar", Meeting, team="sales", counts=REPLY)
)
register(
    Kind(
        "meeting.missed",
        Words("Did not come to the meeting", "Nicht zum Termin erschienen"),
        "calendar",
        Meeting,
        team="sales",
    )
)
register(Kind("note.written", Words("Note", "Notiz"), "note", Note))
register(Kind("rating.given", Words("Rating of us", "Bewertung von uns"), "chart", Rating, counts=ACT_AND_REPLY))
