"""A selection of people: those whose ids are named, or all whom a filter finds.

Long work takes it in batches by id, so that it needs no memory and changes nothing of the order while it goes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql

from trichter.insight.filtering import Filter
from trichter.kernel.persons import rows_of


@dataclass(frozen=True, slots=True)
class Selection:
    """`ids`, or all of `filter`. Whoever was merged away or erased since is in none."""

    ids: tuple[int, ...] | None = None
    filter: Filter = field(default_factory=Filter)

    def facts(self) -> dict[str, Any]:
        """As JSON, to be read by `of`."""
        return {"filter": self.filter.facts()} if self.ids is None else {"ids": list(self.ids)}

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "Selection":
        """From `facts()`."""
        if "ids" in facts:
            return cls(ids=tuple(facts["ids"]))
        return cls(filter=Filter.of(facts.get("filter", {})))


def size(selection: Selection, *, most: int | None = None) -> int:
    """How many; nobody is counted beyond `most`."""
    # LIMIT NULL is none.
    statement = "SELECT count(*) AS n FROM (SELECT FROM contacts_contact c WHERE {} LIMIT %(most)s) AS counted"
    return int(_asked(selection, statement, most=most)[0]["n"])


def batch(selection: Selection, *, after: int = 0, limit: int = 1000) -> list[int]:
    """The next ids, in their order; none when all have been."""
    statement = "SELECT c.id FROM contacts_contact c WHERE {} AND c.id > %(after)s ORDER BY c.id LIMIT %(limit)s"
    return [row["id"] for row in _asked(selection, statement, after=after, limit=limit)]


def pinned(selection: Selection, *, most: int) -> Selection:
    """The same people by their ids, in order: nobody joins them later. If they are more than `most`, as it was."""
    ids = batch(selection, limit=most + 1)
    return Selection(ids=tuple(ids)) if len(ids) <= most else selection


def _asked(selection: Selection, statement: str, **values: Any) -> list[dict[str, Any]]:
    condition, known = (selection.filter if selection.ids is None else Filter()).where()
    if selection.ids is not None:
        condition, known = sql.SQL("{} AND c.id = ANY(%(ids)s)").format(condition), {"ids": list(selection.ids)}
    return rows_of(sql.SQL(statement).format(condition), known | values)
