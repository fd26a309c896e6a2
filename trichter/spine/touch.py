"""What callers hand to `record()`, and what they get back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from trichter.facts.timeline.models import ActorType


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it. The type also says how far the fields that come with it are trusted (DESIGN §3)."""

    type: ActorType
    id: int | None = None


PERSON = Actor(ActorType.PERSON)
SYSTEM = Actor(ActorType.SYSTEM)


def colleague(user_id: int) -> Actor:
    """The user of that id."""
    return Actor(ActorType.COLLEAGUE, user_id)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage that a file claims with a touchpoint; it only leads forward, and aside only for a reason.

    By hand it is a touch `stage.set`.
    """

    stage: str
    track: str = "customer"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Touch:
    """Something that happened to a person, before it is recorded.

    Whose it is say `contact` or the identifiers; with neither, a new contact is made (a badge with nothing but a
    name). `learned` are contact fields told by it: names of `contacts.fields.STANDARD`, `custom:<key>`, `tag:<name>`
    (bool), `company` (a mapping with name, domain, …) and `address` (a mapping). `follows` are touches about the same
    person that this one causes (a form and the consent ticked on it). `key` makes a retried request record once.
    `target` is the touchpoint that a correction corrects. `held` are choices that stand there already, for fields in
    `learned`: they may stay though the house offers them no more.
    """

    kind: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    contact: int | None = None
    email: str | None = None
    phone: str | None = None
    visitor: str | None = None
    external: tuple[str, str] | None = None
    is_organisation: bool = False
    occurred_at: datetime | None = None
    learned: Mapping[str, Any] = field(default_factory=dict)
    held: Mapping[str, Any] | None = None
    channel: str | None = None
    campaign: str | None = None
    subject: tuple[str, int] | None = None
    actor: Actor = PERSON
    target: int | None = None
    stage: Stage | None = None
    follows: tuple["Touch", ...] = ()
    caused_by: int | None = None
    depth: int = 0
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a touch: `created` if it made its contact, `repeated` if its key was recorded before."""

    contact_id: int
    touchpoint_id: int
    created: bool = False
    repeated: bool = False
