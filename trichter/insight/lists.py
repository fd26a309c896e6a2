"""Pages of a list of people: who stands in it, and in which order.

Keyset paging: a page begins behind a place (`after`) or ends before one (`before`), and a place is what the order
is made of. So page 1,000 costs what page 1 costs, and nobody is shown twice because somebody else has moved.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psycopg import sql

from trichter.insight.filtering import Filter
from trichter.insight.lines import Line, lines
from trichter.insight.ways import EVERYBODY, GLIMPSED, Way
from trichter.kernel.persons import Row, rows_of

EACH = 50


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the list by one value, in parts: those who have no value stand in the last, whichever way it runs.

    The id decides among equals; `id_runs_against` where the index has it the other way round.
    """

    value: str
    parts: tuple[str, ...]
    source: str = "contacts_contact c"
    joins: str = ""
    column: str = ""
    id: str = "c.id"
    is_time: bool = True
    id_runs_against: bool = False
    alive: str = "c.merged_into_id IS NULL AND c.erased_at IS NULL"

    @property
    def table(self) -> str:
        """The letter by which the source is called."""
        return self.source.rpartition(" ")[2]


# The rows of a few are looked up (OFFSET 0 keeps the planner from reading a million instead).
_BESIDE = (
    "CROSS JOIN LATERAL (SELECT {row}.contact_id, {row}.{value} FROM {table} {row}"
    " WHERE {row}.contact_id = c.id OFFSET 0) {row}"
)
ORDERS = {
    "activity": Order(
        "j.active_at",
        ("j.active_at IS NOT NULL", "j.active_at IS NULL"),
        source="lifecycle_journey j",
        joins=_BESIDE.format(row="j", table="lifecycle_journey", value="active_at"),
        id="j.contact_id",
        id_runs_against=True,
        alive="true",
    ),
    "score": Order(
        "s.falls_at",
        ("s.falls_at IS NOT NULL", "s.falls_at IS NULL"),
        source="scoring_score s",
        joins=_BESIDE.format(row="s", table="scoring_score", value="falls_at"),
        id="s.contact_id",
        alive="true",
    ),
    "name": Order(
        'c.name_key COLLATE "C"', ("c.name_key <> ''", "c.name_key = ''"), column=", c.name_key", is_time=False
    ),
    "created": Order("c.created_at", ("true",), column=", c.created_at"),
}
SORTS = ("-activity", "activity", "-score", "score", "name", "-name", "-created", "created")
"""The first is what nobody has to ask for."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands: the part of the order, the contact, and its value as text."""

    part: int
    contact: int
    value: str

    def __str__(self) -> str:
        return f"{self.part}~{self.contact}~{self.value}"

    @classmethod
    def read(cls, text: str | None, sort: str) -> "Place | None":
        """From an address; None if there is no such place in this order."""
        part, _first, rest = (text or "").partition("~")
        contact, _second, value = rest.partition("~")
        order = ORDERS[sort.removeprefix("-")]
        is_place = part.isdecimal() and contact.isdecimal() and len(contact) < 19 and int(part) < len(order.parts)
        if not is_place or "\x00" in value:
            return None
        # Only those in the last part of an order have no value.
        is_valued = int(part) == 0 or bool(value)
        return None if order.is_time and is_valued and not _is_time(value) else cls(int(part), int(contact), value)


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, and the places before which and after which there are others; none where there are none."""

    lines: tuple[Line, ...]
    before: Place | None
    after: Place | None


def page(
    chosen: Filter, *, sort: str = SORTS[0], after: Place | None = None, before: Place | None = None, each: int = EACH
) -> Page:
    """The lines after a place, or before one, or the first."""
    place, is_back = (before, True) if before else (after, False)
    rows = _walk(chosen, sort, place, is_back=is_back, wanted=each + 1)
    has_more, rows = len(rows) > each, rows[:each]
    if is_back:
        rows.reverse()
    if not rows:
        return Page((), None, None)
    first, last = _place(rows[0]), _place(rows[-1])
    return Page(
        lines=lines(row["id"] for row in rows),
        before=first if (has_more if is_back else after) else None,
        after=last if (is_back or has_more) else None,
    )


def total(chosen: Filter) -> int:
    """How many there are on all pages; for a request of its own, since it may take a while."""
    condition, given = chosen.where()
    statement = sql.SQL("SELECT count(*) AS n FROM contacts_contact c WHERE {}").format(condition)
    return int(rows_of(statement, given)[0]["n"])


def _walk(chosen: Filter, sort: str, place: Place | None, *, is_back: bool, wanted: int) -> list[Row]:
    order, way = ORDERS[sort.removeprefix("-")], chosen.along()
    parts = range(len(order.parts))
    if place:
        parts = range(place.part + 1) if is_back else range(place.part, len(order.parts))
    rows: list[Row] = []
    for part in reversed(parts) if is_back else parts:
        beyond = place if place and place.part == part else None
        stretch = _Stretch(sort, part, beyond, is_back, wanted - len(rows))
        found = _walked(way, stretch)
        if found is None:
            return rows + _sorted(way, stretch)
        rows += found
        if len(rows) >= wanted:
            break
    return rows


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What of an order is wanted: how many of a part, beyond a place if there is one."""

    sort: str
    part: int
    beyond: Place | None
    is_back: bool
    wanted: int

    @property
    def order(self) -> Order:
        return ORDERS[self.sort.removeprefix("-")]

    @property
    def runs_down(self) -> bool:
        return self.sort.startswith("-") != self.is_back

    @property
    def id_runs_down(self) -> bool:
        return self.runs_down != self.order.id_runs_against


# Whoever walks asks one after the other (OFFSET 0 keeps the planner from turning that round), and no further than far.
_STEPS = """
    SELECT c.id, walked.value, {part} AS part
    FROM (SELECT {id} AS id, {value} AS value FROM {source}
          WHERE {alive} AND {held} AND {within} AND {beyond} AND {bounds}
          ORDER BY {value} {run}, {id} {id_run} LIMIT %(steps)s) walked
    CROSS JOIN LATERAL (SELECT c.id FROM contacts_contact c WHERE c.id = walked.id AND {chosen} OFFSET 0) c
    WHERE {slow} ORDER BY walked.value {run}, walked.id {id_run} LIMIT %(wanted)s
"""
# No further than this part of an order, so that a glimpse costs little where it is in vain.
_GLIMPSED = sql.SQL("""
    (SELECT {id}, {value} FROM {source} WHERE {within} AND {beyond} AND {bounds}
     ORDER BY {value} {run}, {id} {id_run} LIMIT %(glimpsed)s) {table}
""")
# All are fetched by what is chosen (MATERIALIZED: the planner would rather walk), then put in order; what is slow is
# asked of as many as are shown.
_SORTED = """
    WITH few AS MATERIALIZED ({few})
    SELECT c.id, c.value, c.part
    FROM (SELECT c.id, {value} AS value, {part} AS part FROM few c {joins} WHERE {beyond}
          ORDER BY {part} {part_run}, {value} {run}, c.id {id_run} OFFSET 0) c
    WHERE {alive} AND {slow} ORDER BY c.part {part_run}, c.value {run}, c.id {id_run} LIMIT %(wanted)s
"""
_FEW = sql.SQL("SELECT c.id{column} FROM contacts_contact c WHERE {fetched}")
_LOOKED_UP = sql.SQL("""
    SELECT c.id{column} FROM ({ids}) known
    CROSS JOIN LATERAL (SELECT * FROM contacts_contact c WHERE c.id = known.id OFFSET 0) c
""")
_ALIVE = sql.SQL("""(SELECT true FROM contacts_contact alive
    WHERE alive.id = c.id AND alive.merged_into_id IS NULL AND alive.erased_at IS NULL)""")


def _walked(way: Way, stretch: _Stretch) -> list[Row] | None:
    """As far as they are wanted; None if they have to be fetched. A few hundredths of all are met soon, mostly."""
    order = stretch.order
    if way.is_fetched and not (way.is_glimpsed and order.joins):
        return None
    # Those who have no value have none within bounds either, or all of them are meant.
    bounds = way.bounds.get(order.value, EVERYBODY) if stretch.part == 0 else EVERYBODY
    along: dict[str, sql.Composable] = {
        "source": sql.SQL(order.source),
        "within": sql.SQL(order.parts[stretch.part]),
        "beyond": sql.SQL(_beyond(stretch)),
        "bounds": bounds,
        **_run(stretch),
    }
    if way.is_fetched:
        along |= {"source": _GLIMPSED.format(table=sql.SQL(order.table), **along)}
    composed = sql.SQL(_STEPS).format(
        part=sql.Literal(stretch.part),
        alive=sql.SQL(order.alive),
        held=sql.SQL(way.held.format(id=order.id) or "true"),
        chosen=way.chosen,
        slow=way.slow,
        **along,
    )
    rows = rows_of(composed, way.given | _given(stretch) | {"steps": way.steps, "glimpsed": GLIMPSED})
    return rows if len(rows) >= stretch.wanted or (way.steps is None and not way.is_fetched) else None


def _sorted(way: Way, stretch: _Stretch) -> list[Row]:
    """Those of the part and of the parts behind it."""
    order = stretch.order
    part = f"CASE WHEN {order.parts[0]} THEN 0 ELSE 1 END" if len(order.parts) > 1 else "(0 + 0)"
    here = f"{part} = {stretch.part} AND {_beyond(stretch)} OR {part} {'<' if stretch.is_back else '>'} {stretch.part}"
    composed = sql.SQL(_SORTED).format(
        few=_few(way, order),
        part=sql.SQL(part),
        part_run=sql.SQL("DESC" if stretch.is_back else "ASC"),
        joins=sql.SQL(order.joins),
        beyond=sql.SQL(f"({here})"),
        alive=_ALIVE if way.gathered else EVERYBODY,
        slow=way.slow,
        **_run(stretch),
    )
    return rows_of(composed, way.given | _given(stretch))


def _few(way: Way, order: Order) -> sql.Composable:
    """Of whom another table has the value by which they stand, only those are looked at who are shown."""
    if not way.gathered:
        return _FEW.format(column=sql.SQL(order.column), fetched=way.fetched)
    ids = sql.SQL(way.gathered)
    return ids if order.joins else _LOOKED_UP.format(column=sql.SQL(order.column), ids=ids)


def _run(stretch: _Stretch) -> dict[str, sql.Composable]:
    return {
        "value": sql.SQL(stretch.order.value),
        "run": sql.SQL("DESC" if stretch.runs_down else "ASC"),
        "id": sql.SQL(stretch.order.id),
        "id_run": sql.SQL("DESC" if stretch.id_runs_down else "ASC"),
    }


def _given(stretch: _Stretch) -> dict[str, Any]:
    beyond = stretch.beyond
    place = {"place_value": beyond.value, "place_id": beyond.contact} if beyond else {}
    return place | {"wanted": stretch.wanted}


def _beyond(stretch: _Stretch) -> str:
    order, place = stretch.order, stretch.beyond
    if place is None:
        return "true"
    past_id = f"{order.id} {'<' if stretch.id_runs_down else '>'} %(place_id)s"
    if place.part > 0:
        return past_id
    value = f"%(place_value)s::{'timestamptz' if order.is_time else 'text'}"
    past = "<" if stretch.runs_down else ">"
    return f"{order.value} {past}= {value} AND ({order.value} {past} {value} OR {past_id})"


def _place(row: Row) -> Place:
    value: Any = row["value"]
    return Place(row["part"], row["id"], value.isoformat() if isinstance(value, datetime) else value or "")


def _is_time(text: str) -> bool:
    """Also by the clock of Greenwich: the first hour of the year 1 elsewhere is none there."""
    try:
        at = datetime.fromisoformat(text)
        return at.tzinfo is not None and bool(at.astimezone(UTC))
    except (ValueError, OverflowError):
        return False
