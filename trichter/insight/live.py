"""Who is on the firm's sites now: known people by name, others who agreed as visitors, all the rest as a number."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from trichter.facts.contacts.models import Contact, IdentifierKind
from trichter.facts.timeline.hits.visitors import BY_NUMBER, SYSTEM
from trichter.facts.timeline.models import Channel
from trichter.insight.people import initials, name_of, tone_of
from trichter.kernel import clock

MINUTES = (5, 30)
MOST = 100
"""Visits that are listed; all are counted."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the browser is known to be of."""

    id: int
    name: str
    company: str
    initials: str
    tone: int


@dataclass(frozen=True, slots=True)
class Present:
    """A visit that goes on; `person` if it is known whose it is."""

    id: int
    person: Person | None
    page: str
    pages: int
    channel: str
    campaign: str
    began_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Live:
    """Who is there. `many` visits of those who agreed, `known` of them by name; `events` of others in these minutes,
    `passers` of them today: of nobody who has not agreed it is kept when they came."""

    visits: tuple[Present, ...]
    many: int
    known: int
    events: int
    passers: int
    at: datetime


def live(minutes: int) -> Live:
    """Those of whom something came in these minutes, the last first."""
    now = clock.now()
    today = clock.today(now)
    given = {"since": now - timedelta(minutes=minutes), "most": MOST, "kind": IdentifierKind.VISITOR, "day": today}
    given["external"] = IdentifierKind.EXTERNAL
    rows = _ask(_THERE, given)
    (events, passers), *_none = _ask(_OTHERS, given)
    persons = _persons({row[1] for row in rows if row[1]})
    many, known = rows[0][-2:] if rows else (0, 0)
    channels = dict(Channel.choices)
    return Live(tuple(_present(row, persons, channels) for row in rows), many, known, max(0, events), passers, now)


def moved(since: datetime) -> int:
    """How many visits have gone on or begun after that time."""
    return int(_ask(_MOVED, {"since": since})[0][0])


def _present(row: tuple[Any, ...], persons: dict[int, Person], channels: dict[str, Any]) -> Present:
    number, contact, page, pages, channel, campaign, began_at, ended_at, *_counts = row
    told = str(channels.get(channel, channel))
    return Present(number, persons.get(contact), page, pages, told, campaign, began_at, ended_at)


def _persons(ids: set[int]) -> dict[int, Person]:
    rows = Contact.objects.filter(id__in=ids).select_related("company")
    return {
        row.pk: Person(row.pk, name_of(row), row.company.name if row.company else "", initials(row), tone_of(row))
        for row in rows
    }


def _ask(statement: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


# Along visit_by_end. Of who has withdrawn meanwhile no name and no browser is left, and they are not shown.
_THERE = f"""
    SELECT v.id, i.contact_id, v.last_page, v.pages, v.channel, v.campaign, v.began_at, v.ended_at,
        count(*) OVER () AS many, count(i.contact_id) OVER () AS known
    FROM hits_visit v LEFT JOIN contacts_identifier i
        ON i.kind = CASE WHEN starts_with(v.visitor, '{BY_NUMBER}') THEN %(external)s ELSE %(kind)s END
        AND i.value = CASE WHEN starts_with(v.visitor, '{BY_NUMBER}')
            THEN '{SYSTEM}' || substr(v.visitor, {len(BY_NUMBER) + 1}) ELSE v.visitor END
    WHERE v.ended_at >= %(since)s AND v.visitor NOT LIKE 'gone:%%'
    ORDER BY v.ended_at DESC, v.id DESC LIMIT %(most)s
"""  # noqa: S608 our own words
# Each event leaves its message id for some days; those of robots and of who agreed are in the log, the others not.
_OTHERS = """
    SELECT (SELECT count(*) FROM hits_message WHERE seen_at >= %(since)s)
            - (SELECT count(*) FROM hits_hit WHERE received_at >= %(since)s),
        (SELECT coalesce(sum(visitors), 0)::bigint FROM hits_channelday WHERE day = %(day)s)
"""
_MOVED = "SELECT count(*) FROM hits_visit WHERE ended_at > %(since)s AND visitor NOT LIKE 'gone:%%'"
