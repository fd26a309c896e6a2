"""The rules of a track applied to those who were there before them: long work, in which each decision names the version
and the rule by which it is, and has no touchpoint as its cause."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import connection, transaction

from trichter.facts.contacts import rows
from trichter.kernel import clock
from trichter.kernel.words import Words
from trichter.qualification.lifecycle import applying, queries
from trichter.qualification.lifecycle.deciding import Standings
from trichter.qualification.lifecycle.policies import PolicyChanged
from trichter.qualification.lifecycle.tracks import Ways, ways
from trichter.spine import concerning, evaluation, passing, reckoning
from trichter.spine.buying import next_people
from trichter.spine.longwork import crowds
from trichter.spine.longwork import services as longwork
from trichter.spine.longwork.crowds import DONE, Outcome
from trichter.spine.longwork.registry import Step, work
from trichter.spine.models import Work

if TYPE_CHECKING:
    from trichter.facts.timeline.services import Line

NAME = "policy.apply"
CHUNK = 1_000
STOPPED = "stopped"
"""In the report: other rules were published meanwhile, and nobody has looked at what they would do."""


@transaction.atomic
def start(track: str, *, seen: int, by: int | None) -> Work:
    """Have it done in the background. `seen` is the version of which somebody has seen what it would do.

    Raises `PolicyChanged` and `UnknownTrack`.
    """
    if ways()[track].policy != seen:
        raise PolicyChanged
    return longwork.start(NAME, {"track": track, "version": seen}, by=by)


@work(NAME, label=Words("Apply the rules to everybody", "Regeln auf alle anwenden"), undo="bulk.undo")
def apply(task: Work) -> Step:
    """A thousand people, under their locks."""
    people = next_people(task.position or 0, limit=CHUNK)
    tracks = ways()
    if tracks[task.facts["track"]].policy != task.facts["version"]:
        return Step(0, total=task.done, report={**task.report, STOPPED: 1})
    outcomes = _lead_on(people, task.facts["track"], tracks)
    crowds.keep(task, [one for one in outcomes if one.outcome == DONE])
    told = Counter(task.report) + Counter(outcome for _contact, outcome in {(o.contact, o.outcome) for o in outcomes})
    total = _everybody() if task.position is None else None
    return Step(len(people), at=people[-1] if len(people) == CHUNK else None, total=total, report=told)


def _lead_on(people: Sequence[int], track: str, tracks: Ways) -> list[Outcome]:
    """What was decided about whom, and who stays though a rule holds."""
    rules_of = reckoning.asked_rules(len(people))
    here = [one for one, row in rows.lock(people).items() if row.merged_into is None and not row.is_erased]
    rules, now = rules_of(tracks), clock.now()
    standings = Standings(queries.standings(here)(), tracks)
    found = applying.opened(sorted(here), track, standings)
    causes = {(one, key): concerning.nothing(one, now) for one, keys in found.held.items() for key in keys}
    decisions: list[Line] = []
    for _stage in tracks[track].rules:  # a rule may wait for the stage to which another leads
        further = evaluation.enter(standings, causes, now=now)
        if not further:
            break
        decisions += further
    passing.follow(decisions, rules, now=now)
    left_out = [Outcome(one, why) for one, why in found.left_out.items()]
    return [*(Outcome(one.contact_id, DONE, one.id) for one in decisions), *left_out]


def _everybody() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM contacts_contact WHERE erased_at IS NULL")
        return int(cursor.fetchone()[0])
