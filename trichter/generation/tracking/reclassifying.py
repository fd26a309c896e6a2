"""The rules of channels applied to the visits that were there before them: first what would differ, then long work."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from trichter.facts.timeline.hits.models import Visit
from trichter.facts.timeline.models import Channel
from trichter.facts.timeline.origins import versions
from trichter.facts.timeline.origins.classifying import classify
from trichter.facts.timeline.origins.content import Rules
from trichter.kernel import bulk
from trichter.kernel.words import Words
from trichter.spine.longwork import services as longwork
from trichter.spine.longwork.registry import Step, work
from trichter.spine.models import Work

NAME = "visits.reclassify"
CHUNK = 1_000
LOOKED_AT = 20_000
"""The latest visits that the preview looks at."""
Row = tuple[int, str, str, Mapping[str, str], str, Sequence[str]]
"""Number, channel, campaign, what the link said, the page before, and the sites of the source."""


@dataclass(frozen=True, slots=True)
class Would:
    """What applying the rules would change: of how many visits, how often from which channel to which."""

    visits: int
    changed: int
    moves: tuple[tuple[Channel, Channel, int], ...]
    version: int
    is_all: bool


def preview() -> Would:
    """By the rules in force, of the latest visits."""
    rules, rows = versions.in_force(), _rows(_LATEST, [LOOKED_AT])
    changed = list(_changed(rows, rules))
    was = {number: channel for number, channel, *_rest in rows}
    moves = Counter((Channel(was[number]), Channel(now)) for number, now, _campaign in changed)
    told = tuple((before, after, number) for (before, after), number in moves.most_common())
    return Would(len(rows), len(changed), told, rules.version, len(rows) < LOOKED_AT)


def start(*, seen: int, by: int | None) -> Work:
    """Have it done for all visits. Raises `OriginsChanged` unless `seen` is the version in force."""
    if versions.in_force().version != seen:
        raise versions.OriginsChanged
    return longwork.start(NAME, {"version": seen}, by=by, total=Visit.objects.count())


@work(NAME, label=Words("Apply the rules of channels to past visits", "Regeln der Kanäle auf frühere Besuche anwenden"))
def reclassify(task: Work) -> Step:
    """A batch of visits, in the order of their numbers, always by the rules that hold then."""
    last, done = task.position or (0, 0)
    rows = _rows(_NEXT, [last, CHUNK])
    if not rows:
        return Step(0, total=task.done, report={"visits": task.done, "changed": done})
    changed = list(_changed(rows, versions.in_force()))
    bulk.update("hits_visit", "id", {"id": "bigint", "channel": "text", "campaign": "text"}, changed)
    done += len(changed)
    return Step(len(rows), at=(rows[-1][0], done), report={"visits": task.done + len(rows), "changed": done})


def _changed(rows: Iterable[Row], rules: Rules) -> Iterable[tuple[int, str, str]]:
    for number, channel, campaign, utm, referrer, sites in rows:
        own = frozenset(site.partition(":")[0].removeprefix("*.") for site in sites)
        now = classify(utm, referrer, own_hosts=own, rules=rules)
        is_elsewhere = now.rule or now.channel is not Channel.REFERRAL or channel != Channel.DIRECT
        after = now.channel.value if is_elsewhere else channel  # a page of the same site is no page before
        if (after, now.campaign) != (channel, campaign):
            yield number, after, now.campaign


_LATEST = """
    SELECT v.id, v.channel, v.campaign, v.utm, v.referrer, coalesce(s.hosts, '{}')
    FROM hits_visit v LEFT JOIN hits_source s ON s.id = v.source_id ORDER BY v.id DESC LIMIT %s
"""
_NEXT = """
    SELECT v.id, v.channel, v.campaign, v.utm, v.referrer, coalesce(s.hosts, '{}')
    FROM hits_visit v LEFT JOIN hits_source s ON s.id = v.source_id WHERE v.id > %s ORDER BY v.id LIMIT %s
    FOR NO KEY UPDATE OF v
"""
"""Locked, so that a visit that goes on meanwhile is written by one after the other."""


def _rows(statement: str, values: Sequence[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [(*row[:3], bulk.read_json(row[3]), *row[4:]) for row in cursor.fetchall()]
