"""All members of a segment at once: when its rule has changed, by one set-based difference; and whose time has come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Least

from trichter.kernel import clock
from trichter.qualification.rules.asking import Statement, members
from trichter.qualification.rules.timing import candidates
from trichter.qualification.segments.catalogue import catalogue
from trichter.qualification.segments.models import Choice, Missed, Segment
from trichter.qualification.segments.services import GATHERING
from trichter.qualification.segments.settling import SEQUENCE

MOST_ALONE = 20_000
"""More than these whose time has come are gathered with all others."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """How many are in, and how many entered and left, at `at`."""

    members: int
    entered: int
    left: int
    at: datetime


def reopen(segments: Iterable[int], **also: Any) -> None:
    """From here on recordings note whom they touch, until the members of these are gathered anew. Wanted once more, a
    gathering under way does not do (`_gathered`)."""
    again = Least(F("gathered_version"), 0) - 1
    Segment.objects.filter(pk__in=list(segments)).update(gathered_version=again, **also)


def ungathered() -> list[int]:
    """The segments whose rule has changed since their members were gathered."""
    due = set(Segment.objects.filter(archived_at=None, gathered_version__lt=F("version")).values_list("pk", flat=True))
    return [one for step in catalogue().steps for batch in step for one in sorted(batch.ids & due)]


def gather(segment: int) -> Gathered | None:
    """Let the members be those for whom the rule holds now, with what colleagues chose; None if it is gone or broken.

    Recordings go on meanwhile and note whom they touch (`Missed`): ask these once more afterwards, when `settled`.
    """
    wanted_at = Segment.objects.filter(pk=segment).values_list("gathered_version", flat=True).first()
    known = catalogue().segments.get(segment)
    if wanted_at is None or known is None or known.is_broken:
        return None
    settled()
    now = clock.now()
    rule = members(known.checked.rule, now=now) if known.checked else NOBODY
    given = {**rule.given, "segment": segment, "at": now}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_DIFFERENCE.replace("{wanted}", wanted(segment, rule)), given)
        entered, left, count = cursor.fetchone()
        _gathered(segment, known.version, wanted_at, now)
        if entered or left:
            reopen(_readers(segment))
        counted = {"segment": segment, "day": clock.today(now), "members": count, "entries": entered, "exits": left}
        cursor.execute(_COUNT, counted)
    return Gathered(count, entered, left, now)


def _gathered(segment: int, version: int, wanted_at: int, now: datetime) -> None:
    """Unless somebody wants it anew since we looked: what we have read may be what was there before that."""
    Segment.objects.filter(pk=segment).update(gathered_at=now)
    Segment.objects.filter(pk=segment, gathered_version=wanted_at).update(gathered_version=version)


def wanted(segment: int, rule: Statement) -> str:
    """The part of a statement, `wanted`, with those who should be in."""
    is_chosen = Choice.objects.filter(segment_id=segment).exists()
    return (WANTED if is_chosen else UNCHOSEN).replace("{rule}", rule.text)


def _readers(segment: int) -> list[int]:
    """Whose rules read this one: they are gathered next."""
    read = f"segment:{segment}"
    return [one.id for one in catalogue().segments.values() if read in one.reads]


def settled() -> None:
    """Wait until no recording is under way that began before now."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [GATHERING])


WANTED = """
    wanted AS MATERIALIZED (
        SELECT id FROM ({rule}) AS found WHERE NOT EXISTS (
            SELECT FROM segments_choice no
            WHERE no.segment_id = %(segment)s AND no.contact_id = found.id AND NOT no.is_in)
        UNION
        SELECT yes.contact_id FROM segments_choice yes JOIN contacts_contact c ON c.id = yes.contact_id
        WHERE yes.segment_id = %(segment)s AND yes.is_in AND c.merged_into_id IS NULL AND c.erased_at IS NULL
    )
"""
"""Who should be in by a rule and by hand."""
UNCHOSEN = "wanted AS MATERIALIZED ({rule})"
"""The same where nobody was chosen by hand."""
DIFFERING = """
    differing AS MATERIALIZED (
        SELECT wanted.id, here.contact_id FROM wanted FULL JOIN (
            SELECT contact_id FROM segments_membership WHERE segment_id = %(segment)s AND left_at IS NULL
        ) AS here ON here.contact_id = wanted.id
        WHERE wanted.id IS NULL OR here.contact_id IS NULL
    )
"""
"""Those who should be in and are not (`id`), and who are and should not be (`contact_id`). A full join: whatever the
planner believes of how many there are, it reads each side once."""
NOBODY = Statement("SELECT NULL::bigint AS id LIMIT 0", {})
_DIFFERENCE = f"""
    WITH {{wanted}}, {DIFFERING},
    entered AS (
        INSERT INTO segments_membership (contact_id, id, segment_id, entered_at)
        SELECT id, nextval('{SEQUENCE}'), %(segment)s, %(at)s FROM differing WHERE id IS NOT NULL
        ON CONFLICT (contact_id, segment_id) WHERE left_at IS NULL DO NOTHING RETURNING 1
    ),
    gone AS (
        UPDATE segments_membership m SET left_at = %(at)s FROM differing
        WHERE m.contact_id = differing.contact_id AND m.segment_id = %(segment)s AND m.left_at IS NULL RETURNING 1
    )
    SELECT (SELECT count(*) FROM entered), (SELECT count(*) FROM gone), (SELECT count(*) FROM wanted)
"""  # noqa: S608 ours
_COUNT = """
    INSERT INTO segments_daycount (segment_id, day, members, entries, exits)
    VALUES (%(segment)s, %(day)s, %(members)s, %(entries)s, %(exits)s)
    ON CONFLICT (segment_id, day) DO UPDATE SET members = excluded.members,
        entries = segments_daycount.entries + excluded.entries, exits = segments_daycount.exits + excluded.exits
"""


def missed(segment: int, *, most: int) -> list[int]:
    """Some of those who were touched while the segment was gathered."""
    rows = Missed.objects.filter(segment_id=segment).order_by("contact_id")
    return list(rows.values_list("contact_id", flat=True)[:most])


def forget_missed(segment: int, contacts: list[int]) -> None:
    """They have been asked once more."""
    Missed.objects.filter(segment_id=segment, contact_id__in=contacts).delete()


@dataclass(frozen=True, slots=True)
class Due:
    """Whose answer may have changed by time alone since the segment was last looked at; None for very many."""

    segment: int
    contacts: list[int] | None


def due(until: datetime) -> Iterator[Due]:
    """The timed segments, each with those to ask. Call `looked_at` when they have been asked."""
    since = dict(Segment.objects.filter(archived_at=None).values_list("pk", "timed_until"))
    for known in catalogue().segments.values():
        if known.checked is None or not known.checked.is_timed or since.get(known.id, until) >= until:
            continue
        # A touchpoint that a browser's clock dated a little ahead, or a day's border while this runs: both sides wide.
        found = candidates(known.checked.rule, since=since[known.id] - _MARGIN, until=until)
        yield Due(known.id, _few(found) if found else [])


_MARGIN = timedelta(seconds=1)


def looked_at(segment: int, until: datetime) -> None:
    """Time up to then has been considered."""
    Segment.objects.filter(pk=segment, timed_until__lt=until).update(timed_until=until)


def _few(found: Statement) -> list[int] | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM ({found.text}) AS due LIMIT {MOST_ALONE + 1}", found.given)  # noqa: S608 ours
        ids = [contact for (contact,) in cursor.fetchall()]
    return ids if len(ids) <= MOST_ALONE else None
