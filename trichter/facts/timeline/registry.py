"""Touchpoint kinds: each is declared once in code, in one file, and everything else about it follows from there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from types import UnionType
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from trichter.kernel.errors import DomainError
from trichter.kernel.problems import problem
from trichter.kernel.words import Words


class _Kept:
    """Marks a payload field that is no personal data and outlives erasure."""


KEPT = _Kept()
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.:-]{0,79}$")]
"""A word of our own vocabulary (a stage, a purpose), never free text."""
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""ISO 4217."""


class Payload(BaseModel):
    """What a kind carries. Every field is personal data unless marked `KEPT`; free text cannot be marked."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=20_000)

    def summary(self) -> str:
        """One line that stands under the kind's label."""
        return ""

    def quote(self) -> str:
        """Words that people wrote, if any."""
        return ""


class UnknownKind(DomainError):
    sentence = _("There is no touchpoint kind “%(kind)s”.")


class BadPayload(DomainError):
    sentence = _("A touchpoint “%(kind)s” cannot have this: %(place)s: %(problem)s.")


Team = Literal["marketing", "sales", "service", "hr", "all"]
Counts = Literal["act", "attempt", "reply", "consent", "request"]


@dataclass(frozen=True)
class Kind:
    """A touchpoint kind.

    `name` is `domain.past_tense`; `icon` a symbol of the sprite; `team` whose work it is on the timeline; `counts` says
    what it may count for (an `act` of the person, our `attempt` to reach them, their `reply`, their `request` for
    something that we then send them); `is_verdict` tells
    our own conclusions from facts, and `is_by_hand` what nobody does about themselves: it names who did it.
    """

    name: str
    label: Words
    icon: str
    payload: type[Payload] = Payload
    team: Team = "all"
    counts: frozenset[Counts] = field(default_factory=frozenset)
    is_verdict: bool = False
    is_by_hand: bool = False
    can_be_corrected: bool = True

    @cached_property
    def kept(self) -> frozenset[str]:
        """The payload fields that outlive erasure."""
        return frozenset(n for n, f in self.payload.model_fields.items() if any(m is KEPT for m in f.metadata))

    def validate(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The payload as it is stored (JSON types, nothing unset). Raises `BadPayload` with the place."""
        if not payload and self.payload is Payload:
            return {}
        try:
            valid = self.payload.model_validate(payload).model_dump(mode="json", exclude_none=True)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise BadPayload(kind=self.name, place=place, problem=problem(first)) from error
        return {name: value for name, value in valid.items() if value not in ("", {}, [])}

    def read(self, payload: Mapping[str, Any]) -> Payload:
        """A stored payload, which erasure may have emptied, without validation."""
        fields = self.payload.model_fields
        unset = {n: None if f.is_required() else f.get_default(call_default_factory=True) for n, f in fields.items()}
        return self.payload.model_construct(**{n: payload.get(n, unset[n]) for n in fields})


class _Kinds:
    """All kinds by name."""

    all: ClassVar[dict[str, Kind]] = {}


def register(kind: Kind) -> Kind:
    """Declare a kind; refuses a payload that would keep free text after erasure."""
    for name in kind.kept:
        if not _is_closed(kind.payload.model_fields[name].annotation, kind.payload.model_fields[name].metadata):
            raise TypeError(f"{kind.name}.{name} is free text and cannot be kept after erasure")
    _Kinds.all[kind.name] = kind
    return kind


def forget(name: str) -> None:
    """Take a declaration back."""
    _Kinds.all.pop(name, None)


def kind_named(name: str) -> Kind:
    """The kind. Raises `UnknownKind`."""
    try:
        return _Kinds.all[name]
    except KeyError:
        raise UnknownKind(kind=name) from None


def kinds() -> tuple[Kind, ...]:
    """All kinds, by name."""
    return tuple(_Kinds.all[name] for name in sorted(_Kinds.all))


def is_activity(name: str) -> bool:
    """Whether somebody did something: verdicts and corrections are no activity, nor is a kind that is gone."""
    kind = _Kinds.all.get(name)
    return kind is not None and not kind.is_verdict and (kind.can_be_corrected or bool(kind.counts))


def _is_closed(annotation: Any, metadata: list[Any]) -> bool:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _is_closed(get_args(annotation)[0], list(get_args(annotation)[1:]))
    if origin in (Union, UnionType):
        return all(part is type(None) or _is_closed(part, metadata) for part in get_args(annotation))
    if origin is Literal:
        return True
    if annotation is str:
        return any(getattr(m, "pattern", None) for m in metadata)
    return isinstance(annotation, type) and issubclass(annotation, bool | int | float | date | datetime | Enum)
