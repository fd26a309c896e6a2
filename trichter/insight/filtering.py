"""Who stands in a list: facets with their values, as they stand in an address, and a text that is searched for.

One facet narrows, several values of it widen.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from trichter.facts.consent import signs
from trichter.insight import belonging, buying, cohorts, grades, ways
from trichter.insight.search import FEW, asked, found, matching, meant
from trichter.insight.ways import Way, among, expected
from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.qualification.lifecycle.models import Stage

NONE, ME = "none", "me"
TRACK = "customer"
OPEN_STAGES = ("lead", "mql", "sql", "opportunity")
EVER = (datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC))
Values = tuple[str, ...]
Facets = tuple[tuple[str, Values], ...]
Condition = tuple[str, dict[str, Any]]


class NotUnderstood(DomainError):
    """Something that narrows cannot be understood: without it many more would be meant."""

    sentence = _(
        "It is not clear who is meant: “%(what)s” cannot be understood. Nothing has been done; choose the people in the"
        " list again."
    )


@dataclass(frozen=True, slots=True)
class Filter:
    """`facets` are pairs of a name and its values; `me` is whom `owner=me` means."""

    facets: Facets = ()
    text: str = ""
    me: int | None = None

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "Filter":
        """From `facts()`. Raises `NotUnderstood` if a facet does not exist any more."""
        known = {name: tuple(map(str, values)) for name, values in facts.get("facets", {}).items()}
        return cls.exactly(known, text=facts.get("text", ""), me=facts.get("me"))

    @classmethod
    def exactly(cls, values: Mapping[str, Iterable[str]], *, text: str = "", me: int | None = None) -> "Filter":
        """To act on: empty values say nothing, whatever else is not understood raises `NotUnderstood`."""
        said = {name: tuple(filter(None, given)) for name, given in values.items()}
        one = cls.chosen(said, text=text, me=me)
        lost = [name for name, given in said.items() if given != one.values(name)]
        if one.values("reached_in") and not one.values("reached"):
            lost.append("reached_in")
        if one.text and asked(one.text) is None:
            lost.append(one.text)
        if lost:
            raise NotUnderstood(what=lost[0].replace("\x00", ""))
        return one

    @classmethod
    def chosen(cls, values: Mapping[str, Iterable[str]], *, text: str = "", me: int | None = None) -> "Filter":
        """To look at, from what an address says: what cannot be understood is left out."""
        found = ((name, tuple(v for v in values.get(name, ()) if _understood(name, v, me))) for name in CONDITIONS)
        return cls(tuple((name, kept) for name, kept in found if kept), text.strip(), me)

    def facts(self) -> dict[str, Any]:
        """As JSON."""
        return {"facets": {name: list(values) for name, values in self.facets}, "text": self.text, "me": self.me}

    def values(self, name: str) -> Values:
        """The chosen values of a facet."""
        return dict(self.facets).get(name, ())

    def where(self) -> tuple[sql.Composed, dict[str, Any]]:
        """A condition on contacts `c` and the values that it names."""
        return _all(*self._conditions(are_slow=False), *self._conditions(are_slow=True), matching(self.text))

    def along(self) -> Way:
        """The same for those who stand in an order, in the way that costs least."""
        few = found(self.text, most=FEW)
        if few is not None:
            by_id = ("c.id = ANY(%(found)s)", {"found": few})
            way = self._way(self._conditions(are_slow=False), by_id, by_id)
            whole = "" if self.facets else "SELECT unnest(%(found)s::bigint[]) AS id"
            these = "{id} = ANY(%(found)s)"
            return replace(way, expects=len(few), held=these, steps=None, most_fetched=0, gathered=whole)
        quick = self._conditions(are_slow=False)
        way = self._way(quick, meant(self.text), matching(self.text))
        steps = ways.STEPS_BY_WORDS if self.text else ways.STEPS
        way = replace(way, steps=steps if self.facets or self.text else None)
        expects, held = self._expected(quick)
        if expects < ways.WORTH_A_GLIMPSE or not held:
            return replace(way, expects=expects, most_fetched=ways.FETCHED)
        is_whole = len(self._said) == len(held) and not self.text
        most = ways.FETCHED if self.text else ways.FETCHED_OF_HELD
        way = replace(way, expects=expects, held=" AND ".join(held), most_fetched=most)
        if is_whole:
            return replace(way, steps=None)
        is_one = len(quick) == len(held) == 1 and not self.text and expects <= ways.GATHERED
        return replace(way, gathered=self._gathered()) if is_one else way

    def _gathered(self) -> str:
        """Those of the one facet of which an index has all, unless they lack what the slow ones need."""
        source = next(_SOURCES[name](values) for name, values in self._said if name in _SOURCES)
        needed = " AND ".join(_SLOW[name](values, "few.id") for name, values in self._said if name in _SLOW)
        return among(source, needed)

    def _expected(self, quick: list[Condition]) -> tuple[int, list[str]]:
        """How many there may be; and the conditions of those facets of which an index has all, unless they are many."""
        if not quick:
            return ways.MANY, []
        condition, given = _all(*quick)
        sources = [source for name, values in self._said if name in _SOURCES and (source := _SOURCES[name](values))]
        expects, *each = expected(
            [sql.SQL("SELECT FROM contacts_contact c WHERE {}").format(condition), *map(sql.SQL, sources)], given
        )
        known = zip(sources, each, strict=True)
        return expects, [_HELD.format(source=source) for source, n in known if n <= ways.MOST_HELD]

    def _way(self, quick: list[Condition], asked: Condition | None, fetched: Condition | None) -> Way:
        chosen, given = _all(*quick, asked)
        fetching, given_too = _all(*quick, fetched)
        slow = self._conditions(are_slow=True)
        bounds: dict[str, list[sql.Composable]] = {}
        for name, values in self.facets:
            if name in _BOUNDS:
                column, bound = _BOUNDS[name]
                bounds.setdefault(column, []).append(sql.SQL(bound(values)))
        return Way(
            chosen=chosen,
            fetched=fetching,
            slow=sql.SQL(" AND ").join(sql.SQL(condition) for condition in ("true", *(one for one, _known in slow))),
            given=given | given_too | {name: value for _condition, known in slow for name, value in known.items()},
            bounds={column: sql.SQL(" AND ").join(all_of) for column, all_of in bounds.items()},
        )

    def _conditions(self, *, are_slow: bool) -> list[Condition]:
        return [CONDITIONS[name](values, self.me) for name, values in self._said if (name in _SLOW) == are_slow]

    @property
    def _said(self) -> Facets:
        """What was reached with the period in which it was."""
        within = self.values("reached_in")[:1]
        return tuple(
            (name, values[:1] + within if name == "reached" else values)
            for name, values in self.facets
            if name != "reached_in"
        )


def _all(*conditions: Condition | None) -> tuple[sql.Composed, dict[str, Any]]:
    parts = [sql.SQL("c.merged_into_id IS NULL AND c.erased_at IS NULL")]
    given: dict[str, Any] = {}
    for condition, known in filter(None, conditions):
        parts.append(sql.SQL(condition))
        given |= known
    return sql.SQL(" AND ").join(parts), given


def span(value: str) -> tuple[datetime | None, datetime | None]:
    """`30d` as from thirty days ago, `2026-08-01..2026-10-31` as these days; raises `ValueError`."""
    if value.endswith("d") and value[:-1].isdecimal() and len(value) <= 5:
        return clock.now() - timedelta(days=int(value[:-1])), None
    first, _until, last = value.partition("..")
    return _day(first), _day(last, days=1)


def place(value: str) -> tuple[str, str]:
    """`mql` or `hr.applied` as track and stage."""
    track, _dot, stage = value.rpartition(".")
    return track or TRACK, stage


def _day(text: str, *, days: int = 0) -> datetime | None:
    if not text:
        return None
    return timezone.make_aware(datetime.combine(date.fromisoformat(text) + timedelta(days=days), datetime.min.time()))


def _stages(values: Values, _me: int | None) -> Condition:
    stood, given = _stood(values)
    return f"c.id IN (SELECT s.contact_id FROM lifecycle_standing s WHERE {stood})", given  # noqa: S608


def _stood(values: Values) -> Condition:
    places = sorted({place(value) for value in values})
    stood: list[str] = []
    given: dict[str, Any] = {}
    for number, (track, keys) in enumerate(groupby(places, key=itemgetter(0))):
        stood.append(f"s.track_id = %(track{number})s AND s.stage = ANY(%(stages{number})s)")
        given |= {f"track{number}": track, f"stages{number}": [stage for _track, stage in keys]}
    return " OR ".join(stood), given


def _owner(values: Values, me: int | None) -> Condition:
    ids = [me if value == ME else int(value) for value in values if value != NONE]
    nobody = " OR c.owner_id IS NULL" if NONE in values else ""
    return f"(c.owner_id = ANY(%(owners)s){nobody})", {"owners": ids}


def _team(values: Values, _me: int | None) -> Condition:
    return (
        "c.owner_id IN (SELECT user_id FROM staff_user_teams WHERE team_id = ANY(%(teams)s))",
        {"teams": [int(value) for value in values]},
    )


def _channel(values: Values, _me: int | None) -> Condition:
    came = "EXISTS (SELECT FROM lifecycle_journey j WHERE j.contact_id = c.id AND j.first_channel = ANY(%(channels)s))"
    if NONE in values:
        known = "SELECT FROM lifecycle_journey j WHERE j.contact_id = c.id AND j.first_channel IS NOT NULL"
        came = f"({came} OR NOT EXISTS ({known}))"
    return came, {"channels": list(values)}


def _campaign(values: Values, _me: int | None) -> Condition:
    return (
        "c.id IN (SELECT j.contact_id FROM lifecycle_journey j WHERE j.first_campaign_id = ANY(%(campaigns)s))",
        {"campaigns": [int(value) for value in values]},
    )


def _tag(values: Values, _me: int | None) -> Condition:
    return "c.tags <> '{}' AND c.tags && %(tags)s::text[]", {"tags": list(values)}


def _consent(values: Values, _me: int | None) -> Condition:
    """The signs of the design, by the one statement that decides whether somebody may be written to."""
    sign = f"({signs.OF_C}) = ANY(%(signs)s)"
    return f"{signs.needed_for(values, 'c.id')} AND {sign}", {"signs": list(values)} | signs.given()


def _created(values: Values, _me: int | None) -> Condition:
    return _within("c.created_at", values, "created")


def _active(values: Values, _me: int | None) -> Condition:
    within, given = _within("j.active_at", values, "active")
    return f"EXISTS (SELECT FROM lifecycle_journey j WHERE j.contact_id = c.id AND {within})", given


def _silent(values: Values, _me: int | None) -> Condition:
    since = max(filter(None, (span(value)[0] for value in values)))
    return (
        "NOT EXISTS (SELECT FROM lifecycle_journey j WHERE j.contact_id = c.id AND j.active_at >= %(silent)s)",
        {"silent": since},
    )


def _next_step(_values: Values, _me: int | None) -> Condition:
    return WITHOUT_NEXT_STEP, {"open_stages": list(OPEN_STAGES)}


WITHOUT_NEXT_STEP = (
    "EXISTS (SELECT FROM lifecycle_standing s WHERE s.contact_id = c.id AND s.track_id = 'customer'"
    " AND s.stage = ANY(%(open_stages)s))"
    " AND NOT EXISTS (SELECT FROM tasks_task t WHERE t.contact_id = c.id AND t.done_at IS NULL"
    " AND (t.due_at IS NOT NULL OR t.snoozed_until IS NOT NULL))"
)
"""An open lead for whom nobody has planned anything with a date."""


def _reached(values: Values, _me: int | None) -> Condition:
    """Whoever reached a stage, or one beyond it; when, says `reached_in`."""
    track, stage = place(values[0])
    further = dict(Stage.objects.filter(track=track, position__gt=0).values_list("key", "position"))
    position = further.get(stage, 0)
    beyond = [key for key, at in further.items() if at >= position] if position else []
    since, until = span(values[1]) if len(values) > 1 else (None, None)
    return (
        f"c.id IN ({_reached_by(values)})",
        {
            "way": track,
            "reached": position,
            "beyond": beyond,
            "reached_since": since or EVER[0],
            "reached_until": until or EVER[1],
        },
    )


def _reached_by(values: Values) -> str:
    """Whoever stands there or beyond came there before they came to where they stand, and is found by that, if ever is
    meant by an index alone; who has fallen back has an index of their own."""
    then = "s.reached[%(reached)s] >= %(reached_since)s AND s.reached[%(reached)s] < %(reached_until)s"
    standing = "SELECT s.contact_id FROM lifecycle_standing s WHERE s.track_id = %(way)s AND s.stage = ANY(%(beyond)s)"
    # The planner would guess the two-hundredth of a range of what is computed, but not of its halves.
    halves = "s.reached[%(reached)s] >= %(reached_since)s AND NOT s.reached[%(reached)s] >= %(reached_until)s"
    if len(values) > 1:
        standing += f" AND s.since >= %(reached_since)s AND {halves}"
    return (
        f"{standing} UNION ALL SELECT s.contact_id FROM lifecycle_standing s"  # noqa: S608 our own words
        " WHERE s.track_id = %(way)s AND s.reached[position + 1] IS NOT NULL AND NOT s.stage = ANY(%(beyond)s)"
        f" AND {then}"
    )


def _reached_in(_values: Values, _me: int | None) -> Condition:
    """Said with what was reached."""
    return "true", {}


def _standing_there(values: Values) -> str:
    return f"SELECT s.contact_id FROM lifecycle_standing s WHERE {_stood(values)[0]}"  # noqa: S608 our own words


def _owned(values: Values) -> str:
    """Nothing where those are meant who have no owner: they are not in the index."""
    owned = "SELECT o.id FROM contacts_contact o WHERE o.owner_id = ANY(%(owners)s) AND o.owner_id IS NOT NULL"
    return "" if NONE in values else f"{owned} AND o.merged_into_id IS NULL AND o.erased_at IS NULL"


def _imported(values: Values, _me: int | None) -> Condition:
    """Of whom an import told us what still counts, by the index on subjects."""
    return (
        "c.id IN (SELECT t.contact_id FROM timeline_effective t WHERE t.subject_type = 'import'"
        " AND t.subject_id = ANY(%(imports)s) AND t.kind = 'contact.imported' AND NOT t.is_void)",
        {"imports": [int(value) for value in values]},
    )


def _within(column: str, values: Values, name: str) -> Condition:
    parts: list[str] = []
    given: dict[str, Any] = {}
    for number, value in enumerate(values):
        since, until = span(value)
        given |= {f"{name}{number}since": since or EVER[0], f"{name}{number}until": until or EVER[1]}
        parts.append(f"({column} >= %({name}{number}since)s AND {column} < %({name}{number}until)s)")
    return f"({' OR '.join(parts)})", given


CONDITIONS: dict[str, Callable[[Values, int | None], Condition]] = {
    "stage": _stages,
    "owner": _owner,
    "team": _team,
    "channel": _channel,
    "campaign": _campaign,
    "tag": _tag,
    "consent": _consent,
    "created": _created,
    "active": _active,
    "silent": _silent,
    "next_step": _next_step,
    "reached": _reached,
    "reached_in": _reached_in,
    "imported": _imported,
    **grades.CONDITIONS | buying.CONDITIONS,
    **belonging.CONDITIONS,
    **cohorts.CONDITIONS,
}
_SLOW: dict[str, Callable[[Values, str], str]] = {"consent": signs.needed_among}
"""Asked of one person after the other, never of all; with what an index can say of many."""
_SOURCES: dict[str, Callable[[Values], str]] = {
    "stage": _standing_there,
    "owner": _owned,
    "reached": _reached_by,
    **grades.SOURCES | buying.SOURCES,
    **belonging.SOURCES,
}
_HELD = "(({{id}} IN ({source})) IS TRUE)"
"""IS TRUE: they are gathered once, by an index that has them all, and not looked up one by one. A stage and an activity
often go together, so that a walk without would be long."""
_BOUNDS: dict[str, tuple[str, Callable[[Values], str]]] = {
    "created": ("c.created_at", lambda values: _within("c.created_at", values, "created")[0]),
    "active": ("j.active_at", lambda values: _within("j.active_at", values, "active")[0]),
    "silent": ("j.active_at", lambda _values: "j.active_at < %(silent)s"),
}
"""What a facet says of the column of an order: its walk begins and ends there."""
_NUMBERS = frozenset({"owner", "team", "campaign", "imported", "segment"})
_TIMES = frozenset({"created", "active", "silent", "reached_in"})


def _understood(name: str, value: str, me: int | None) -> bool:
    """Whether the database can be asked for this value."""
    if name in _TIMES:
        return _is_span(value, needs_beginning=name == "silent")
    if name == "owner" and value in (NONE, ME):
        return value == NONE or me is not None
    if name in _NUMBERS:
        return value.isdecimal() and len(value) < 19
    known = (grades.KNOWN | buying.KNOWN).get(name, (value,))
    return bool(value) and "\x00" not in value and len(value) <= 200 and value in known


def _is_span(value: str, *, needs_beginning: bool) -> bool:
    try:
        return span(value)[0] is not None or not needs_beginning
    except (ValueError, OverflowError):
        return False
