"""To which segments somebody belongs and why, and whom colleagues chose for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from trichter.facts.staff import team
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.insight.lines import Line, lines
from trichter.qualification.rules.asking import Reason, explain
from trichter.qualification.rules.checking import check, read
from trichter.qualification.rules.operands import Vocabulary
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.rules.words import phrase
from trichter.qualification.segments.models import Choice, Membership, Segment

SUGGESTED = 200
"""Segments suggested while a name is typed."""
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Said:
    """What a colleague chose, who, when and why."""

    is_in: bool
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a segment's rule in words, and whether it holds for the person; what the rule excludes says so."""

    words: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Belonging:
    """A segment that somebody is in (`since` when), or kept out of by a colleague (`since` is None)."""

    id: int
    name: str
    since: datetime | None
    said: Said | None
    has_rule: bool
    is_open: bool
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Belongings:
    """All of one person; `others` are names of segments that they could be added to, the first of many."""

    within: tuple[Belonging, ...]
    without: tuple[Belonging, ...]
    others: tuple[str, ...]


def belongings(contact: int, *, why: int | None = None) -> Belongings:
    """Of somebody; with the conditions of the segment `why`."""
    rows = Membership.objects.filter(contact_id=contact, left_at=None)
    since = dict(rows.values_list("segment_id", "entered_at"))
    said = _said(contact)
    known = {row.pk: row for row in Segment.objects.filter(pk__in={*since, *said}, archived_at=None).order_by("name")}
    each = [
        Belonging(
            row.pk,
            row.name,
            since.get(row.pk),
            said.get(row.pk),
            has_rule=row.rule is not None,
            is_open=row.pk == why,
            conditions=_conditions(row, contact) if row.pk == why else (),
        )
        for row in known.values()
    ]
    within = tuple(one for one in each if one.since)
    without = tuple(one for one in each if not one.since and one.said and not one.said.is_in)
    others = Segment.objects.filter(archived_at=None).exclude(pk__in=since).order_by("name")
    return Belongings(within, without, tuple(others.values_list("name", flat=True)[:SUGGESTED]))


def in_use() -> list[tuple[int, str]]:
    """The segments in use, by number and name."""
    return list(Segment.objects.filter(archived_at=None).order_by("name").values_list("pk", "name"))


def number_of(name: str) -> int | None:
    """The segment in use that is called so, in whatever case."""
    called = Segment.objects.filter(archived_at=None, name__iexact=name.strip().replace("\x00", ""))
    return called.values_list("pk", flat=True).first()


def _said(contact: int) -> dict[int, Said]:
    choices = list(Choice.objects.filter(contact_id=contact))
    return {choice.segment_id: said for choice, said in zip(choices, _told(choices), strict=True)}


def _told(choices: Sequence[Choice]) -> list[Said]:
    """Who said it and why stands on the timeline."""
    people, numbers = {one.contact_id for one in choices}, {one.touchpoint_id for one in choices}
    rows = EffectiveTouchpoint.objects.filter(contact_id__in=people, id__in=numbers) if choices else []
    told = {row.id: row for row in rows}
    names = team.names() if choices else {}
    return [
        Said(
            one.is_in,
            names.get(told[one.touchpoint_id].actor_id or 0, "") if one.touchpoint_id in told else "",
            one.at,
            str(told[one.touchpoint_id].payload.get("reason") or "") if one.touchpoint_id in told else "",
        )
        for one in choices
    ]


def _conditions(row: Segment, contact: int) -> tuple[Condition, ...]:
    """None of a rule that cannot be asked any more."""
    if row.rule is None:
        return ()
    vocabulary = Vocabulary()
    try:
        found = explain(check(read(row.rule), vocabulary=vocabulary).rule, contact)
    except BadRule:
        return ()
    return tuple(_condition(one, vocabulary) for one in found[1]) if found else ()


def _condition(one: Reason, vocabulary: Vocabulary) -> Condition:
    words, is_excluded = phrase(one.node, vocabulary), one.place.count("not") % 2 == 1
    return Condition(_("not: %(condition)s") % {"condition": words} if is_excluded else words, one.held != is_excluded)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody whom a colleague chose for a segment or kept out of it."""

    line: Line
    said: Said


def chosen_for(segment: int, *, after: int = 0) -> tuple[list[Chosen], int | None]:
    """A page of them, and whom the next page comes after."""
    rows = list(Choice.objects.filter(segment_id=segment, contact_id__gt=after).order_by("contact_id")[: AT_ONCE + 1])
    page = rows[:AT_ONCE]
    shown = {line.id: line for line in lines(row.contact_id for row in page)}
    each = [
        Chosen(shown[row.contact_id], said)
        for row, said in zip(page, _told(page), strict=True)
        if row.contact_id in shown
    ]
    return each, page[-1].contact_id if len(rows) > AT_ONCE else None


def standing_of(segment: int, contacts: Sequence[int]) -> dict[int, bool]:
    """Of these people, who is in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT contact_id FROM segments_membership"
            " WHERE segment_id = %s AND left_at IS NULL AND contact_id = ANY(%s)",
            [segment, list(contacts)],
        )
        within = {contact for (contact,) in cursor.fetchall()}
    return {contact: contact in within for contact in contacts}
