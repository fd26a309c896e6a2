"""Whom the passing of time leads to a stage: by the rules of entry whose answer changes though nothing happens."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction

from trichter.facts.contacts import rows
from trichter.facts.timeline.services import Line
from trichter.kernel import clock
from trichter.kernel.errors import discreetly
from trichter.qualification.lifecycle import policies, queries
from trichter.qualification.lifecycle.deciding import Standings
from trichter.qualification.lifecycle.entering import Entrances, Key, entrances
from trichter.qualification.lifecycle.tracks import Rule, Way, ways
from trichter.qualification.rules.timing import candidates
from trichter.qualification.scoring import reigning
from trichter.qualification.segments import gathering
from trichter.qualification.segments import services as segments
from trichter.spine import concerning, reckoning
from trichter.spine.reckoning import InForce
from trichter.spine.timetable import every

_log = structlog.get_logger(__name__)

CHUNK = 1_000
_MARGIN = timedelta(seconds=1)
"""A browser's clock may date a touchpoint a little ahead."""


@every(timedelta(minutes=1), "stages.tick")
def tick() -> int:
    """Lead on those for whom time alone has opened a rule; answers how many were asked."""
    until = clock.now()
    gathering.settled()  # what began before this moment and has not ended yet would be asked by nobody
    asked = 0
    known = ways()
    doors = entrances(known, mark=reigning.mark())
    for track, way in known.items():
        try:
            asked += _lead_on_by_time(way, doors, until=until)
        except Exception as error:
            if not connection.is_usable():
                raise
            # The other tracks shall not wait for it; it is asked again in a minute, from where it stopped.
            _log.warning("stages not led on", track=track, error=discreetly(error))
    return asked


def _lead_on_by_time(way: Way, doors: Entrances | None, *, until: datetime) -> int:
    since, asked = policies.timed_until(way.track), 0
    keys = [key for key, one in doors.checked.items() if key[0] == way.track and one.is_timed] if doors else []
    for key in keys:
        contacts = due(way, doors, key, since=since, until=until) if doors else []
        for first in range(0, len(contacts), CHUNK):
            lead_on(contacts[first : first + CHUNK], key, since=since)
        asked += len(contacts)
    policies.timed(way.track, way.policy, until)
    return asked


def due(way: Way, doors: Entrances, key: Key, *, since: datetime, until: datetime) -> list[int]:
    """Whom to ask of this rule: its answer may have changed between the two, and it would lead them on."""
    rule = way.by_key[key[1]]
    found = candidates(doors.checked[key].rule, since=since - _MARGIN, until=until, vocabulary=doors.known)
    if found is None:
        return []
    given = {**found.given, "track": way.track, "goal": way.position(rule.stage)}
    statement = f"""
        SELECT DISTINCT due.id FROM ({found.text}) AS due
        LEFT JOIN lifecycle_standing s ON s.contact_id = due.id AND s.track_id = %(track)s
        WHERE {_leads(way, rule)} ORDER BY 1
    """  # noqa: S608 ours
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [contact for (contact,) in cursor.fetchall()]


@transaction.atomic
def lead_on(contacts: Sequence[int], key: Key, *, since: datetime) -> None:
    """Decide by this rule about those for whom it holds. Who was set somewhere by hand since then stays there."""
    rules_of = reckoning.asked_rules(len(contacts))
    here = [one for one, row in rows.lock(contacts).items() if row.merged_into is None and not row.is_erased]
    rules = rules_of(ways())
    if rules.doors is None or key not in rules.doors.checked:
        return
    now = clock.now()
    standings = Standings(queries.standings(here)(), rules.tracks)
    by_hand = queries.set_by_hand(here)
    rule = rules.tracks[key[0]].by_key[key[1]]
    free = [one for one in sorted(here) if (one, key[0]) not in by_hand or by_hand[one, key[0]] <= since]
    causes = {(one, key): concerning.nothing(one, now) for one in free if standings.leads(one, key[0], rule)}
    follow(reckoning.lead(causes, rules, standings, now=now), rules, now=now)


def follow(decisions: Sequence[Line], rules: InForce, *, now: datetime) -> None:
    """What decisions that no touchpoint caused mean beyond themselves: segments, and rules about colleagues."""
    if not decisions:
        return
    moved = sorted({one.contact_id for one in decisions})
    told = rules.tokens(decisions)
    changes = segments.reckon(moved, told, known=rules.segments, now=now)
    reckoning.tell(changes, now=now)
    entered = concerning.entered_or_left(changes)
    concerning.note_colleagues({one: told | entered.get(one, set()) for one in moved}, rules, now=now)


def _leads(way: Way, rule: Rule) -> str:
    """As `Standings.leads` has it, of the row `s`."""
    aside = " OR s.position = 0" if rule.reopens else ""
    on = f"(s.contact_id IS NULL OR (s.position <> 0 AND s.position < %(goal)s){aside})"
    return f"{on} AND s.position >= {way.position(rule.after)}" if rule.after else on
