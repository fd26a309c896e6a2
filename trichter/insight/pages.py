"""Which pages are read, by whom, and which led to leads. Those who agreed and those only counted stand apart."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from trichter.facts.contacts.models import IdentifierKind
from trichter.facts.timeline.hits.counting import MOST_PATHS, OTHER
from trichter.facts.timeline.hits.readings import IS_READ, PATH
from trichter.facts.timeline.hits.visitors import NUMBERED, SYSTEM
from trichter.generation.tracking.contents import Contents
from trichter.qualification.lifecycle.buying.content import LABELS

PAGE = 50
LATER = timedelta(days=30)
"""Within which a form that is sent counts for a page."""
SINCE_EVER = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Read:
    """A page by its path: `counted` are views of those who have not agreed, `views` and the others of those who have.

    `readers` count once for each day. `leads` are known readers who sent a form within 30 days after they first read
    it in these days.
    """

    path: str
    counted: int
    views: int
    readers: int
    known: int
    leads: int
    phase: str

    @property
    def is_rest(self) -> bool:
        """Whether these are the views of all pages that were too many to be told apart."""
        return self.path == OTHER


@dataclass(frozen=True, slots=True)
class Pages:
    """One page of the list, and of all that fit: how many paths, and their views on either side."""

    rows: tuple[Read, ...]
    paths: int
    counted: int
    views: int

    @property
    def most_paths(self) -> int:
        """So many of a source are told apart on a day, if any were too many; else none."""
        return MOST_PATHS if any(row.is_rest for row in self.rows) else 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at: days, both included, by the house's clock; paths that have `words`; of one source or all."""

    zone: ZoneInfo
    until: date
    since: date | None = None
    words: str = ""
    source: int | None = None
    page: int = 1


def pages(asked: Asked) -> Pages:
    """The most viewed first."""
    first = asked.since or SINCE_EVER
    since, until = _midnight(first, asked.zone), _midnight(asked.until + timedelta(days=1), asked.zone)
    given: dict[str, Any] = {
        "first": first,
        "last": asked.until,
        "words": asked.words.strip().lower(),
        "source": asked.source,
    }
    given |= {"since": since, "until": until, "later": LATER}
    given |= {"visitor": IdentifierKind.VISITOR, "external": IdentifierKind.EXTERNAL}
    given |= {"most": PAGE, "skip": (asked.page - 1) * PAGE}
    with connection.cursor() as cursor:
        cursor.execute(_PAGES, given)
        rows = list(cursor.fetchall())
    contents = Contents.now()
    found = tuple(
        Read(path, counted, views, readers, known, leads, _phase(contents, path))
        for path, counted, views, readers, known, leads, *_totals in rows
    )
    totals = rows[0][6:] if rows else (0, 0, 0)
    return Pages(found, *totals)


def _phase(contents: Contents, path: str) -> str:
    phase = contents.of(path).phase if path != OTHER else ""
    return str(LABELS[phase]) if phase else ""


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


# Views and readers from the sums of days. Leads are asked for only of known readers, of whom there are few, and only of
# the paths that are shown: along the log of their browsers, over the months of the period.
_PAGES: Any = f"""
    WITH read AS (
        SELECT path, sum(views)::bigint AS views, sum(readers)::bigint AS readers FROM hits_readday
        WHERE day BETWEEN %(first)s AND %(last)s AND (%(source)s::bigint IS NULL OR source_id = %(source)s::bigint)
        GROUP BY path HAVING sum(views) > 0
    ),
    counted AS (
        SELECT path, sum(views)::bigint AS views FROM hits_pageday
        WHERE day BETWEEN %(first)s AND %(last)s AND (%(source)s::bigint IS NULL OR source_id = %(source)s::bigint)
        GROUP BY path
    ),
    shown AS MATERIALIZED (
        SELECT path, coalesce(counted.views, 0) AS counted, coalesce(read.views, 0) AS views,
            coalesce(read.readers, 0) AS readers, count(*) OVER () AS paths,
            (sum(coalesce(counted.views, 0)) OVER ())::bigint AS all_counted,
            (sum(coalesce(read.views, 0)) OVER ())::bigint AS all_views
        FROM read FULL JOIN counted USING (path)
        WHERE %(words)s = '' OR position(%(words)s IN lower(path)) > 0
        ORDER BY coalesce(counted.views, 0) + coalesce(read.views, 0) DESC, path LIMIT %(most)s OFFSET %(skip)s
    ),
    people AS (
        SELECT path, contact_id, min(at) AS first_at FROM (
            SELECT {PATH} AS path, i.contact_id, h.at FROM (
                SELECT contact_id, value AS visitor FROM contacts_identifier WHERE kind = %(visitor)s
                UNION ALL SELECT contact_id, {NUMBERED} FROM contacts_identifier
                WHERE kind = %(external)s AND starts_with(value, '{SYSTEM}')
            ) AS i JOIN hits_hit h ON h.visitor = i.visitor AND {IS_READ}
            WHERE h.received_at >= %(since)s AND h.at >= %(since)s AND h.at < %(until)s
                AND (%(source)s::bigint IS NULL OR h.source_id = %(source)s::bigint)
        ) AS each WHERE path IN (SELECT path FROM shown) GROUP BY path, contact_id
    ),
    known AS (
        SELECT path, count(*) AS known, count(*) FILTER (WHERE EXISTS (
            SELECT FROM timeline_effective t WHERE t.contact_id = people.contact_id AND t.kind = 'form.submitted'
                AND NOT t.is_void AND t.occurred_at BETWEEN people.first_at AND people.first_at + %(later)s
        )) AS leads FROM people GROUP BY path
    )
    SELECT path, counted, views, readers, coalesce(known, 0), coalesce(leads, 0), paths, all_counted, all_views
    FROM shown LEFT JOIN known USING (path) ORDER BY counted + views DESC, path
"""  # noqa: S608 our own words
