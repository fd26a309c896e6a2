"""Rows into touches: a profile is compiled once into small functions, each of which checks one thing of a row.

All of them run, so that a person who mends a row learns everything that is wrong with it at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from trichter.facts.timeline.models import ActorType
from trichter.facts.timeline.registry import kind_named
from trichter.generation.imports.house import House
from trichter.generation.imports.parts import IMPORTED, PARTS
from trichter.generation.imports.picking import EMPTY, Columns, Pick
from trichter.generation.imports.profiles import Profile
from trichter.generation.imports.reading import Problem, Row
from trichter.generation.imports.workshop import Draft, Step, Workshop
from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.spine.touch import Actor, Touch

TOO_SHORT = _("the row ends after %(cells)s cells, but the profile needs %(needed)s; is it broken?")
TOO_LONG = _("the row has %(cells)s cells, but the header has %(columns)s; is a delimiter in a text?")
NAMES_NOBODY = _("the row names nobody: no e-mail address, phone number, id, name, firm or address")
DOES_NOT_FIT = _("“%(given)s” is not in a form that is possible here")
NO_KEY = _("the columns of the key are empty")
_NAMING = frozenset({"first_name", "last_name", "email", "phone", "mobile", "company", "address"})


@dataclass(frozen=True, slots=True)
class Mapper:
    """Turns rows of one file into touches. `width` is the header's, `needed` that of the last column it reads."""

    shop: Workshop
    steps: Sequence[Step]
    key: Pick
    width: int
    needed: int
    began_at: datetime

    def __call__(self, row: Row) -> Touch | list[Problem]:
        """The touch of a row, or all that is wrong with it."""
        if broken := self._broken(row):
            return [Problem("", broken)]
        draft, problems = Draft(), list[Problem]()
        for column, step in self.steps:
            try:
                step(row.cells, draft)
            except (ValueError, DomainError) as problem:
                problems.append(Problem(column, str(problem)))
        if not problems:
            problems = list(self._complaints(draft))
        return list(dict.fromkeys(problems)) or self._touch(row, draft)

    def _broken(self, row: Row) -> str:
        cells = row.cells
        if row.problem:
            return str(row.problem)
        if len(cells) < self.needed:
            return str(TOO_SHORT % {"cells": len(cells), "needed": self.needed})
        if len(cells) > self.width and any(cells[self.width :]):
            return str(TOO_LONG % {"cells": len(cells), "columns": self.width})
        return ""

    def _complaints(self, draft: Draft) -> Iterator[Problem]:
        """What can be said only of the whole row."""
        if not (draft.contact or draft.email or draft.phone or draft.external or _NAMING & draft.learned.keys()):
            yield Problem("", str(NAMES_NOBODY))
        if self.shop.kind.name == IMPORTED:
            return
        try:
            self.shop.kind.payload.model_validate(draft.payload)
        except ValidationError as error:
            for one in error.errors(include_url=False, include_context=False):
                reason = EMPTY if one["type"] == "missing" else DOES_NOT_FIT % {"given": one["input"]}
                yield Problem(self._column_of(one["loc"]), str(reason))

    def _column_of(self, place: Sequence[object]) -> str:
        item = self.shop.profile.payload.get(str(place[0])) if place else None
        return self.shop.columns.title(item) if item else ".".join(("payload", *map(str, place)))

    def _touch(self, row: Row, draft: Draft) -> Touch | list[Problem]:
        content = self.key(row.cells)
        if not content.strip("\x1f "):
            return [Problem(" / ".join(self.shop.profile.key), str(NO_KEY))]
        name = f"{self.shop.profile.name}\x1e{content}"
        return Touch(
            kind=self.shop.kind.name,
            payload=self._payload(row.line, draft.payload),
            contact=draft.contact,
            email=draft.email,
            phone=draft.phone,
            external=draft.external,
            is_organisation=self.shop.profile.organisations,
            # The later of two rows about a person counts, whichever is recorded first.
            occurred_at=draft.occurred_at or self.began_at + timedelta(microseconds=row.line),
            learned=draft.learned,
            channel=draft.channel,
            campaign=draft.campaign,
            subject=self.shop.subject,
            stage=draft.stage,
            actor=self.shop.actor,
            follows=tuple(draft.follows),
            key=f"import:{blake2b(name.encode(), digest_size=16).hexdigest()}",
        )

    def _payload(self, line: int, payload: dict[str, Any]) -> dict[str, Any]:
        if self.shop.kind.name != IMPORTED:
            return payload
        shop = self.shop
        own = {"run": shop.run, "line": line, "source": shop.profile.source, "basis": shop.profile.basis}
        return {**own, "row": payload} if payload else own


def compiled(
    profile: Profile, header: Sequence[str], house: House, *, run: int | None = None, began_at: datetime | None = None
) -> Mapper:
    """The mapper of a profile for a file with this header; `began_at` is when rows happened that do not say it.

    Raises `MissingColumns`, `RepeatedColumns`, `UnknownKind`, or `BadProfile` for what this house does not know.
    """
    columns = Columns(header)
    shop = Workshop(profile, columns, house, kind_named(profile.kind), run, Actor(ActorType.IMPORT, run))
    steps = [step for part in PARTS for step in part(shop)]
    key = [columns.place(name) for name in profile.key]
    columns.check()
    if not columns.used:
        raise shop.refuse(str(_("the top")), _("it uses no column of the file"))
    return Mapper(
        shop=shop,
        steps=steps,
        key=columns.joined(key or columns.used),
        width=len(header),
        needed=max(columns.used) + 1,
        began_at=began_at or clock.now(),
    )
