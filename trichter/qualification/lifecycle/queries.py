"""Reading standings, and the decisions from which they can be computed anew."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import connection

from trichter.facts.timeline.registry import is_activity
from trichter.kernel import bulk
from trichter.qualification.lifecycle import standing
from trichter.qualification.lifecycle.deciding import Place
from trichter.qualification.lifecycle.qualifying import KINDS, Qualified, Told, qualify
from trichter.qualification.lifecycle.services import Step
from trichter.qualification.lifecycle.standing import Decision, Standing, fold
from trichter.qualification.lifecycle.tracks import Ways


def standings(contacts: Iterable[int]) -> Callable[[], dict[Place, Standing]]:
    """Where the contacts stand, as stored; to be fetched later."""
    wanted = sorted(contacts)
    if not wanted:
        return dict
    statement = """
        SELECT contact_id, track_id, stage, position, since, decision_id, reached
        FROM lifecycle_standing WHERE contact_id = ANY(%s)
    """
    rows = bulk.ask(statement, [wanted], prepare=True)
    return lambda: {
        (contact, track): Standing(stage, position, since, decision, tuple(reached))
        for contact, track, stage, position, since, decision, reached in rows()
    }


def computed_standings(contacts: Sequence[int], ways: Ways) -> dict[Place, Standing]:
    """Where the contacts stand by the decisions on the timeline."""
    folded = {place: fold(decisions, ways[place[1]]) for place, decisions in _decided(contacts, ways).items()}
    return {place: standing for place, standing in folded.items() if standing}


def in_error(contact: int, track: str, stage: str, ways: Ways) -> list[int]:
    """The decisions that were an error if somebody stands at this stage rather, the last first."""
    way = ways[track]
    return standing.in_error(_decided([contact], ways).get((contact, track), ()), way.position(stage), way)


def _decided(contacts: Sequence[int], ways: Ways) -> dict[Place, list[Decision]]:
    """The decisions on the timeline, in their order.

    One that was taken back counts no more. An automatic one stands and falls with its cause: it counts from the
    time of that, and in its place, for a batch numbers its facts before its decisions.
    """
    # OFFSET 0: one probe by key for each decision, and no join with all that ever happened.
    statement = """
        SELECT d.contact_id, d.id, d.kind = 'stage.set', coalesce(cause.occurred_at, d.occurred_at), d.payload
        FROM timeline_effective d
        LEFT JOIN LATERAL (
            SELECT c.id, c.occurred_at, c.is_void FROM timeline_effective c
            WHERE c.contact_id = d.contact_id AND c.id = d.caused_by AND d.kind = 'stage.reached' OFFSET 0
        ) cause ON true
        WHERE d.contact_id = ANY(%s) AND d.kind IN ('stage.reached', 'stage.set') AND NOT d.is_void
          AND cause.is_void IS NOT TRUE
        ORDER BY coalesce(cause.id, d.id), d.id
    """
    decided: dict[Place, list[Decision]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(contacts)])
        for contact, decision_id, by_hand, at, stored in cursor.fetchall():
            payload = bulk.read_json(stored)
            stage = payload["stage"]
            position = ways[payload["track"]].position(stage)
            decision = Decision(decision_id, stage, position, at, by_hand, payload.get("reopens", False))
            decided.setdefault((contact, payload["track"]), []).append(decision)
    return decided


def set_by_hand(contacts: Sequence[int]) -> dict[Place, datetime]:
    """When a colleague last set the stage of these contacts, as far as it still counts."""
    statement = """
        SELECT contact_id, payload->>'track', max(recorded_at) FROM timeline_effective
        WHERE contact_id = ANY(%s) AND kind = 'stage.set' AND NOT is_void GROUP BY 1, 2
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(contacts)])
        return {(contact, track): at for contact, track, at in cursor.fetchall()}


def steps(contacts: Sequence[int]) -> list[Step]:
    """The journeys of the contacts, step by step."""
    statement = """
        SELECT contact_id, occurred_at, id, kind, channel, campaign_id FROM timeline_effective
        WHERE contact_id = ANY(%s) AND NOT is_void
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(contacts)])
        return [
            Step(contact, at, touchpoint, kind, channel, campaign, is_activity(kind))
            for contact, at, touchpoint, kind, channel, campaign in cursor.fetchall()
        ]


def computed_qualifications(contacts: Sequence[int]) -> dict[int, Qualified]:
    """What the timeline tells of the contacts' fitness to buy."""
    statement = """
        SELECT contact_id, id, kind, occurred_at, payload, actor_type FROM timeline_effective
        WHERE contact_id = ANY(%s) AND kind = ANY(%s) AND NOT is_void
    """
    told: dict[int, list[Told]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(contacts), sorted(KINDS)])
        for contact, touchpoint, kind, at, payload, actor in cursor.fetchall():
            told.setdefault(contact, []).append(Told(touchpoint, kind, at, bulk.read_json(payload), actor))
    return {contact: qualify(known) for contact, known in told.items()}
