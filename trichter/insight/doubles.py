"""Pairs of people who may be one, the newest suggestion first, until a colleague merges or dismisses them; and who has
dismissed which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from trichter.facts.contacts.models import Contact, DuplicateSuggestion
from trichter.facts.contacts.queries import merged_away, redirects
from trichter.insight.people import name_of
from trichter.insight.relations import Somebody, reasons_in_words, somebody

EACH = 50
_AT_ONCE = 200
_MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Pair:
    """Two contacts as they live on today; `place` is where the list goes on behind them."""

    one: Somebody
    other: Somebody
    reason: str
    suggested_at: datetime
    place: int
    dismissed: "Dismissed | None"

    @property
    def both(self) -> tuple[Somebody, Somebody]:
        """The two."""
        return self.one, self.other


@dataclass(frozen=True, slots=True)
class Dismissed:
    """Who has said when that they are two people; nobody's name where nobody is known."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Pairs, and where the next page begins; None if there is none."""

    pairs: tuple[Pair, ...]
    older: int | None


def page(*, before: int | None = None, are_dismissed: bool = False) -> Page:
    """The pairs that are open, or dismissed, from a place on. What was merged or erased is passed over: the rows stay
    for ever."""
    pairs: dict[frozenset[int], Pair] = {}
    for _round in range(_MOST_ROUNDS):
        rows = _rows(before, are_dismissed=are_dismissed)
        for pair in _pairs(rows):
            pairs.setdefault(frozenset((pair.one.id, pair.other.id)), pair)
        before = rows[-1].pk if len(rows) == _AT_ONCE else None
        if before is None or len(pairs) > EACH:
            break
    shown = list(pairs.values())[:EACH]
    return Page(tuple(shown), shown[-1].place if len(pairs) > EACH else before)


def dismissed(one: int, other: int) -> Dismissed | None:
    """Who has said last that these two are not one."""
    ones, others = ([contact, *merged_away(contact)] for contact in (one, other))
    pair = Q(contact__in=ones, other__in=others) | Q(contact__in=others, other__in=ones)
    said = DuplicateSuggestion.objects.select_related("dismissed_by").filter(pair).exclude(dismissed_at=None)
    last = said.order_by("-dismissed_at").first()
    return _dismissed(last) if last else None


def _dismissed(row: DuplicateSuggestion) -> Dismissed | None:
    return Dismissed(str(row.dismissed_by or ""), row.dismissed_at) if row.dismissed_at else None


def _rows(before: int | None, *, are_dismissed: bool) -> list[DuplicateSuggestion]:
    rows = DuplicateSuggestion.objects.select_related("dismissed_by").filter(dismissed_at__isnull=not are_dismissed)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[:_AT_ONCE])


def _pairs(rows: Sequence[DuplicateSuggestion]) -> Iterable[Pair]:
    home = redirects({contact for row in rows for contact in (row.contact_id, row.other_id)})
    people = Contact.objects.select_related("company").filter(merged_into=None, erased_at=None)
    alive = people.in_bulk({home.get(c, c) for row in rows for c in (row.contact_id, row.other_id)})
    for row in rows:
        one, other = (alive.get(home.get(contact, contact)) for contact in (row.contact_id, row.other_id))
        if one and other and one != other:
            reason = reasons_in_words([row.reason])
            yield Pair(somebody(one), somebody(other), reason, row.suggested_at, row.pk, _dismissed(row))


def name(contact: int) -> str:
    """What somebody is called on the pages about merging."""
    found = Contact.objects.select_related("company").filter(id=contact).first()
    return name_of(found) if found else ""
