"""What our own script sends: a few events of one page, and a visitor's answer to the banner."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trichter.generation.tracking.errors import NotUnderstood
from trichter.generation.tracking.events import OLDEST, Event
from trichter.kernel.problems import problem

MOST_BYTES = 64 * 1024
MOST_EVENTS = 100
_VISITOR = r"^[0-9a-f]{32}$"
KINDS = ("page", "track", "form_started", "form_abandoned", "outbound", "download", "left")

_VALID = re.compile(_VISITOR)


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, str_max_length=8_000)


class Answer(_Model):
    """A visitor's answer to the banner: who refuses has no id."""

    k: str = Field(max_length=64)
    v: str | None = Field(default=None, pattern=_VISITOR)
    s: Literal["granted", "refused", "withdrawn"]
    w: int | None = Field(default=None, ge=1, le=2**62)
    u: str = Field(default="", max_length=2_000)
    language: Literal["de", "en"] = Field(default="de", alias="l")


@dataclass(frozen=True, slots=True)
class Parcel:
    """The key by which events came, and they themselves."""

    key: str
    events: list[Event]


def parcel(body: Any, *, now: datetime) -> Parcel:
    """Raises `NotUnderstood`."""
    if not isinstance(body, dict):
        raise NotUnderstood("no object")
    key, visitor, told = body.get("k"), body.get("v"), body.get("e")
    if not isinstance(key, str) or not isinstance(told, list) or len(told) > MOST_EVENTS:
        raise NotUnderstood("k, e")
    if visitor is not None and not (isinstance(visitor, str) and _VALID.match(visitor)):
        raise NotUnderstood("v")
    return Parcel(key, [_event(one, visitor, now) for one in told])


def answer(body: Any) -> Answer:
    """Raises `NotUnderstood`."""
    try:
        told = Answer.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise NotUnderstood(f"{'.'.join(map(str, first['loc']))}: {problem(first)}") from error
    if (told.v is None) != (told.s == "refused"):
        raise NotUnderstood("v")
    return told


def _event(told: Any, visitor: str | None, now: datetime) -> Event:
    if not isinstance(told, dict) or told.get("t") not in KINDS or not told.get("i"):
        raise NotUnderstood("e")
    return Event(
        message=str(told["i"]),
        kind=told["t"],
        at=now - _ago(told.get("a")),
        name=_text(told, "n"),
        visitor=visitor,
        url=_text(told, "u"),
        title=_text(told, "s"),
        referrer=_text(told, "r"),
        properties=_properties(told),
    )


def _ago(told: Any) -> timedelta:
    if not isinstance(told, _NUMBER) or not told > 0:
        return _NONE
    return timedelta(milliseconds=min(told, _LONGEST_AGO))


_NUMBER = (int, float)
_NONE, _LONGEST_AGO = timedelta(), OLDEST / timedelta(milliseconds=1)


def _properties(told: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the page told, with the seconds on it and how far it was scrolled."""
    more = told.get("p")
    found: dict[str, Any] = dict(more) if isinstance(more, dict) else {}
    for short, name, most in (("w", "seconds", 86_400), ("d", "depth", 100)):
        value = told.get(short)
        if isinstance(value, _NUMBER) and value >= 0:
            found[name] = int(min(value, most))
    return found or None


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""
