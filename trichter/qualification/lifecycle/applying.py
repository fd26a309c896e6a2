"""Whom the rules in force would lead on today of those who were there before them, as far as nobody decided by hand."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from trichter.kernel import clock
from trichter.qualification.lifecycle import queries
from trichter.qualification.lifecycle.deciding import Fact, Standings
from trichter.qualification.lifecycle.entering import Key, entrances_of_all
from trichter.qualification.lifecycle.rehearsing import Moved, latest
from trichter.qualification.lifecycle.standing import OFF_PATH
from trichter.qualification.lifecycle.tracks import ways

BY_HAND, ASIDE = "by_hand", "aside"
"""Why somebody stays where they are until something new happens."""


@dataclass(frozen=True, slots=True)
class Open:
    """Which rules hold for whom; and who stays whatever holds, and why."""

    held: Mapping[int, AbstractSet[Key]]
    left_out: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Preview:
    """Of so many who were looked at, who would stand elsewhere, and why others stay."""

    people: int
    moved: tuple[Moved, ...]
    left_out: tuple[str, ...]


def opened(people: Sequence[int], track: str, standings: Standings) -> Open:
    """Ask all rules of the track of these people. Raises `UnknownTrack`."""
    doors = entrances_of_all(standings.ways[track])
    held = doors.open(people) if doors and people else {}
    rules = standings.ways[track].by_key
    led = [one for one, keys in held.items() if any(standings.leads(one, track, rules[key]) for _track, key in keys)]
    left_out = _left_out(led, track, standings)
    return Open({one: held[one] for one in led if one not in left_out}, left_out)


def preview(track: str) -> Preview:
    """What applying the rules would do to those who were active last; nothing is written. Raises `UnknownTrack`."""
    people, known = latest(), ways()
    standings = Standings(queries.standings(people)(), known)
    before = {contact: standing.stage for (contact, on), standing in standings.now.items() if on == track}
    found, now = opened(people, track, standings), clock.now()
    for contact, keys in found.held.items():
        _play(contact, track, keys, standings, now=now)
    moved = [one for one in people if (one, track) in standings.moved]
    return Preview(
        len(people),
        tuple(Moved(one, before.get(one), standings.now[one, track].stage) for one in moved),
        tuple(found.left_out.values()),
    )


def _play(contact: int, track: str, keys: AbstractSet[Key], standings: Standings, *, now: datetime) -> None:
    """From stage to stage: a rule may wait for the one to which another leads."""
    rules = [standings.ways[track].by_key[key] for _track, key in keys]
    for _step in rules:
        verdict = standings.furthest(Fact(contact, 0, "", {}, now), track, rules)
        if verdict is None:
            return
        standings.move(verdict, 0)


def _left_out(people: Sequence[int], track: str, standings: Standings) -> dict[int, str]:
    """Who was set where they are by a colleague stays there, and who was set aside: what is known led nowhere then."""
    here = {one: standings.now[one, track] for one in people if (one, track) in standings.now}
    aside = {one: ASIDE for one, standing in here.items() if standing.position == OFF_PATH}
    statement = """
        SELECT d.contact_id FROM unnest(%s::bigint[], %s::bigint[]) AS last (contact, decision)
        JOIN timeline_effective d ON d.contact_id = last.contact AND d.id = last.decision AND d.kind = 'stage.set'
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(here), [standing.decision_id for standing in here.values()]])
        return aside | {contact: BY_HAND for (contact,) in cursor.fetchall()}
