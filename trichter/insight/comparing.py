"""Two records side by side before they become one: what of each stays, what moves, and what may be sent then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from trichter.facts.consent import queries as consents
from trichter.facts.consent.models import State
from trichter.facts.consent.queries import Obstacle, Standing
from trichter.facts.contacts.fields import STANDARD
from trichter.facts.contacts.models import Contact
from trichter.insight.names import Names, names
from trichter.insight.properties import Property, fields
from trichter.insight.relations import Somebody, somebody
from trichter.kernel.persons import rows_of
from trichter.spine.merging import Told, mark, stays

_COUNTED = sql.SQL("""
    SELECT (SELECT count(*) FROM timeline_touchpoint WHERE contact_id = %(contact)s) AS entries,
           (SELECT count(*) FROM tasks_task WHERE contact_id = %(contact)s AND done_at IS NULL) AS tasks,
           (SELECT count(*) FROM consent_consent WHERE contact_id = %(contact)s) AS consents,
           (SELECT count(*) FROM outreach_message WHERE contact_id = %(contact)s) AS letters,
           (SELECT count(*) FROM contacts_identifier WHERE contact_id = %(contact)s) AS identifiers
""")
_MOVING = {
    "entries": _("Entries of the timeline"),
    "tasks": _("Open tasks"),
    "consents": _("Answers about consent"),
    "letters": _("Mails"),
    "identifiers": _("Addresses, numbers and devices by which they are known again"),
}
_NOES = {Obstacle.WITHDRAWN, Obstacle.REFUSED, Obstacle.OPPOSED}


@dataclass(frozen=True, slots=True)
class Value:
    """What one of the two says of a field, who told it and when."""

    text: str
    source: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of both. `can_choose` where both say something and not the same; `of_loser` if that one would stay."""

    name: str
    label: str
    ours: Value
    theirs: Value
    can_choose: bool
    of_loser: bool

    @property
    def is_same(self) -> bool:
        """Whether both say it."""
        return self.ours.text == self.theirs.text


@dataclass(frozen=True, slots=True)
class Answer:
    """A channel and purpose: how each of the two stands to it, and how the one person will. `sign` is one of four."""

    label: str
    ours: str
    theirs: str
    sign: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two, field by field; `moves` is what comes over from the loser, `mark` what the comparison rests on."""

    winner: Somebody
    loser: Somebody
    fields: tuple[Field, ...]
    tags: tuple[str, ...]
    moves: tuple[tuple[str, int], ...]
    answers: tuple[Answer, ...]
    mark: str


def compare(winner: int, loser: int) -> Comparison | None:
    """The two as they would be merged; None unless both are there, apart and not erased."""
    found = Contact.objects.select_related("company", "owner").filter(merged_into=None, erased_at=None)
    both = found.in_bulk([winner, loser])
    if len(both) != 2:
        return None
    ours, theirs, called = both[winner], both[loser], names([])
    told = Told({}, ours.sources), Told({}, theirs.sources)
    counted = rows_of(_COUNTED, {"contact": loser})[0]
    return Comparison(
        winner=somebody(ours),
        loser=somebody(theirs),
        fields=tuple(_fields(_said(ours, called), _said(theirs, called), *told)),
        tags=tuple(sorted({*ours.tags, *theirs.tags})),
        moves=tuple((str(label), counted[key]) for key, label in _MOVING.items() if counted[key]),
        answers=tuple(_answers(consents.state_of(winner), consents.state_of(loser), called)),
        mark=mark(*told),
    )


def _said(contact: Contact, called: Names) -> dict[str, Property]:
    return {one.key: one for one in fields(contact, called) if one.value}


def _fields(ours: dict[str, Property], theirs: dict[str, Property], winner: Told, loser: Told) -> Iterable[Field]:
    named = [*STANDARD, *sorted(name for name in {**ours, **theirs} if name not in STANDARD)]
    for name in named:
        one, other = ours.get(name), theirs.get(name)
        shown = one or other
        if shown is None:
            continue
        is_of_loser = stays(name, winner, loser) is loser
        yield Field(
            name=name,
            label=shown.label,
            ours=_value(one),
            theirs=_value(other),
            can_choose=name in winner.sources and name in loser.sources and _value(one).text != _value(other).text,
            of_loser=is_of_loser if name in winner.sources or name in loser.sources else one is None,
        )


def _value(said: Property | None) -> Value:
    return Value(said.value, said.source_label, said.at) if said else Value("")


def _answers(ours: tuple[Standing, ...], theirs: tuple[Standing, ...], called: Names) -> Iterable[Answer]:
    """The strictest answer of the two stays (`consent.queries`): a no of one of them outweighs a yes of the other."""
    for channel, purpose in sorted({(said.channel, said.purpose) for said in (*ours, *theirs)}):
        one, other = (
            [said for said in side if (said.channel, said.purpose) == (channel, purpose)] for side in (ours, theirs)
        )
        sign, outcome = _together([*one, *other])
        yield Answer(
            label=f"{called.purposes.get(purpose, purpose)}, {channel.label}",
            ours=_in_words(one),
            theirs=_in_words(other),
            sign=sign,
            outcome=str(outcome),
        )


def _together(said: list[Standing]) -> tuple[str, Any]:
    if any(one.obstacle in _NOES for one in said):
        return "revoked", _("Not permitted: a no stays")
    if any(one.obstacle is None for one in said):
        return "confirmed", _("Permitted")
    if all(one.state == State.REQUESTED for one in said):
        return "pending", _("Not confirmed yet")
    return "none", _("Not permitted")


def _in_words(said: list[Standing]) -> str:
    if not said:
        return gettext("says nothing")
    return " · ".join(dict.fromkeys(str(one.obstacle.label if one.obstacle else _("Permitted")) for one in said))
