"""What was refused, as counts by day and site: of a source that a site may not use, or by a key that nobody has.

Kept is the host name of the page alone; how many hosts are told apart on a day is bounded, the rest are one number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, QuerySet, Sum

from trichter.facts.timeline.hits.models import Refusal

NOBODYS = 0
"""Stands for the source of a key that nobody has."""
MOST_HOSTS = 100
"""On a day, of each source."""
LOOKS_BACK = timedelta(days=7)
KEPT = timedelta(days=30)
OTHERS = ""
"""The host under which what is beyond that is counted, and whoever names none."""

STATEMENT = f"""
    WITH given AS (SELECT * FROM unnest($2::int[], $3::text[], $4::bigint[]) AS given (source_id, host, many)),
    marked AS (
        SELECT given.*, EXISTS (SELECT FROM hits_refusal r
            WHERE r.day = $1::date AND r.source_id = given.source_id AND r.host = given.host) AS is_there
        FROM given
    ),
    placed AS (
        SELECT source_id, many, CASE WHEN is_there OR {MOST_HOSTS} >=
            row_number() OVER (PARTITION BY source_id, is_there ORDER BY many DESC, host)
            + (SELECT count(*) FROM hits_refusal r WHERE r.day = $1::date AND r.source_id = marked.source_id)
            THEN host ELSE '{OTHERS}' END AS host
        FROM marked
    )
    INSERT INTO hits_refusal (day, source_id, host, many)
    SELECT $1::date, source_id, host, sum(many) FROM placed GROUP BY source_id, host ORDER BY source_id, host
    ON CONFLICT (day, source_id, host) DO UPDATE SET many = hits_refusal.many + excluded.many
"""  # noqa: S608 our own words
"""Adds to a day ($1) what was refused of sources ($2) on hosts ($3), and how often ($4); for collectors."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Of one site, in the last days."""

    host: str
    many: int
    last: date


def of_source(source: int, *, today: date) -> list[Refused]:
    """Sites that send with its key and are not among its sites, the most often first."""
    return _found(Refusal.objects.filter(source_id=source), today)


def by_unknown_key(hosts: Iterable[str], *, today: date) -> list[Refused]:
    """Those of these sites that send with a key that nobody has."""
    return _found(Refusal.objects.filter(source_id=NOBODYS, host__in=list(hosts)), today)


def forget(today: date) -> None:
    """What was refused so long ago that nobody looks at it."""
    Refusal.objects.filter(day__lt=today - KEPT).delete()


def _found(rows: QuerySet[Refusal], today: date) -> list[Refused]:
    told = rows.filter(day__gt=today - LOOKS_BACK).exclude(host=OTHERS).values_list("host")
    counted = told.annotate(all=Sum("many"), last=Max("day")).order_by("-all", "host")
    return [Refused(host, many, last) for host, many, last in counted[:MOST_HOSTS]]
