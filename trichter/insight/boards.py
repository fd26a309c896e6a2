"""The board: people by the stage at which they stand, those who came to it last first.

All lanes are one statement: each walks the index of its stage from its place on, as far as its cards reach.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from psycopg import sql

from trichter.insight.filtering import Filter
from trichter.insight.filtering import place as station
from trichter.insight.lines import Line, lines
from trichter.insight.lists import Place
from trichter.insight.selection import Selection, batch
from trichter.kernel.persons import Row, rows_of
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.models import Standing

EACH = 15
MOST_FETCHED = 30_000
"""Of more each lane is walked: they are met soon in all of them, or in none."""


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody, and since when they stand there."""

    line: Line
    since: datetime


@dataclass(frozen=True, slots=True)
class Lane:
    """A stage with its first cards; `after` is the place behind which there are others."""

    key: str
    label: str
    glyph: int
    cards: tuple[Card, ...]
    after: Place | None


@dataclass(frozen=True, slots=True)
class Track:
    """A track with its stages: (key, label, glyph), those off the path last."""

    key: str
    label: str
    stages: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Where somebody stands; `seen` is the decision by which they do, 0 before the first."""

    contact: int
    name: str
    stage: str
    seen: int


def tracks() -> dict[str, Track]:
    """All of them by key, in their order."""
    found: dict[str, list[Row]] = {}
    for row in rows_of(_TRACKS, {}):
        found.setdefault(row["track"], []).append(row)
    return {key: _track(key, rows) for key, rows in found.items()}


def lanes(
    chosen: Filter, track: Track, *, places: Mapping[str, Place] | None = None, each: int = EACH
) -> tuple[Lane, ...]:
    """Those of the filter, by stage; a lane begins behind its place. Where stages are chosen, only those are shown."""
    places = places or {}
    wanted = _wanted(chosen, track.key)
    shown = [stage for stage in track.stages if not wanted or stage[0] in wanted]
    way = _in_lanes(chosen, track.key).along()
    begins = [places.get(key) for key, _label, _glyph in shown]
    asked = {
        "lane_track": track.key,
        "lane_stages": [key for key, _label, _glyph in shown],
        "lane_since": [one.value if one else "infinity" for one in begins],
        "lane_ids": [one.contact if one else 0 for one in begins],
        "lane_each": each + 1,
    }
    is_walk = way.held or way.expects is None or way.expects > MOST_FETCHED
    statement = sql.SQL(_LANES if is_walk else _FETCHED_LANES)
    held = sql.SQL(way.held.format(id="stood.contact_id") or "true")
    composed = statement.format(chosen=way.chosen, fetched=way.fetched, slow=way.slow, held=held)
    rows = rows_of(composed, way.given | asked)
    known = {line.id: line for line in lines(row["id"] for row in rows)}
    by_stage = {key: [row for row in rows if row["stage"] == key] for key, _label, _glyph in shown}
    return tuple(_lane(stage, by_stage[stage[0]], known, each) for stage in shown)


def tallies(chosen: Filter, track: str) -> dict[str, int]:
    """How many of the filter stand where; for a request of its own, since it may take a while."""
    condition, given = _in_lanes(chosen, track).where()
    rows = rows_of(sql.SQL(_TALLIES).format(chosen=condition), given | {"lane_track": track})
    return {row["stage"]: row["people"] for row in rows}


def standpoint(contact: int, track: str) -> Standpoint | None:
    """Where somebody stands now; None if there is nobody of that id any more."""
    for line in lines(batch(Selection(ids=(contact,)), limit=1)):
        here = Standing.objects.filter(contact_id=contact, track_id=track).first()
        return Standpoint(contact, line.name, here.stage if here else "", here.decision_id if here else 0)
    return None


def _wanted(chosen: Filter, track: str) -> set[str]:
    return {key for way, key in map(station, chosen.values("stage")) if way == track}


def _in_lanes(chosen: Filter, track: str) -> Filter:
    """Without the stages if lanes are chosen by them: whoever stands in one of those need not be asked again."""
    if not _wanted(chosen, track):
        return chosen
    return replace(chosen, facets=tuple(facet for facet in chosen.facets if facet[0] != "stage"))


def _track(key: str, rows: list[Row]) -> Track:
    label = str(Words.of(rows[0]["track_label"]))
    return Track(key, label, tuple((row["key"], str(Words.of(row["label"])), row["glyph"]) for row in rows))


def _lane(stage: tuple[str, str, int], rows: list[Row], known: Mapping[int, Line], each: int) -> Lane:
    shown = rows[:each]
    cards = tuple(Card(known[row["id"]], row["since"]) for row in shown if row["id"] in known)
    last = shown[-1] if len(rows) > each else None
    return Lane(*stage, cards, Place(0, last["id"], last["since"].isoformat()) if last else None)


_TRACKS = sql.SQL("""
    SELECT t.key AS track, t.label AS track_label, s.key, s.label, s.glyph
    FROM lifecycle_track t JOIN lifecycle_stage s ON s.track_id = t.key
    WHERE NOT s.is_anonymous ORDER BY t.position, s.position = 0, s.position
""")

# The plan: the index `standing_by_since`, backwards from the place; a filter that few fit has named them by id before.
_LANES = """
    SELECT lane.stage, card.id, card.since
    FROM unnest(%(lane_stages)s::text[], %(lane_since)s::timestamptz[], %(lane_ids)s::bigint[]) WITH ORDINALITY
        AS lane (stage, since, id, place)
    CROSS JOIN LATERAL (
        SELECT c.id, stood.since FROM (
            SELECT stood.since, stood.contact_id FROM lifecycle_standing stood
            WHERE stood.track_id = %(lane_track)s AND stood.stage = lane.stage
              AND (stood.since, stood.contact_id) < (lane.since, lane.id) AND {held}
        ) stood JOIN contacts_contact c ON c.id = stood.contact_id
        WHERE {chosen} AND {slow}
        ORDER BY stood.since DESC, stood.contact_id DESC LIMIT %(lane_each)s
    ) card
    ORDER BY lane.place, card.since DESC, card.id DESC
"""
# The plan: all of the filter by its own indexes, each with where they stand.
_FETCHED_LANES = """
    WITH few AS MATERIALIZED (SELECT c.id FROM contacts_contact c WHERE {fetched}),
    stood AS MATERIALIZED (
        SELECT stood.stage, stood.since, c.id FROM few c JOIN lifecycle_standing stood ON stood.contact_id = c.id
        WHERE stood.track_id = %(lane_track)s AND stood.stage = ANY(%(lane_stages)s))
    SELECT lane.stage, card.id, card.since
    FROM unnest(%(lane_stages)s::text[], %(lane_since)s::timestamptz[], %(lane_ids)s::bigint[]) WITH ORDINALITY
        AS lane (stage, since, id, place)
    CROSS JOIN LATERAL (
        SELECT c.id, c.since
        FROM (SELECT * FROM stood WHERE stood.stage = lane.stage AND (stood.since, stood.id) < (lane.since, lane.id)
              ORDER BY stood.since DESC, stood.id DESC OFFSET 0) c
        WHERE {slow} ORDER BY c.since DESC, c.id DESC LIMIT %(lane_each)s
    ) card
    ORDER BY lane.place, card.since DESC, card.id DESC
"""
_TALLIES = """
    SELECT stood.stage, count(*) AS people
    FROM lifecycle_standing stood JOIN contacts_contact c ON c.id = stood.contact_id
    WHERE stood.track_id = %(lane_track)s AND {chosen} GROUP BY stood.stage
"""
