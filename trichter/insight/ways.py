"""In which way a list finds its people: of few all are fetched and put in order; what many have is met soon on a walk
along the order, where each is asked.

The planner alone would walk past a million in search of a few, or fetch half a million to show fifty. So its own
estimate decides, each way is a statement that leaves it no other, and whoever walks gives up after `STEPS`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from trichter.kernel.persons import rows_of

STEPS = 5_000
"""So far a walk goes; then those who are left are fetched after all."""
STEPS_BY_WORDS = 20_000
"""Further, for to fetch all who have a word costs more."""
MOST_HELD = 160_000
"""So many ids are held while the order is walked: they stay within what any server may remember (8 MB)."""
FETCHED = 5_000
"""So many at most are fetched and put in order, if they are expected."""
FETCHED_OF_HELD = 8_000
"""The same where an index has all of them: a walk among people who do nothing would go to the end of its order."""
GATHERED = 50_000
"""Of so many at most, all in one index, is asked first what is slow to say exactly: where hardly anybody is left, a
walk would be in vain."""
GLIMPSED = 30_000
"""So many of an order are looked at before some who are few of many are fetched."""
WORTH_A_GLIMPSE = 2_000
"""If so many are expected, and an index has all of them, a page of them is met at a glimpse of a million, mostly."""
MANY = 10**9
EVERYBODY = sql.SQL("true")


@dataclass(frozen=True, slots=True)
class Way:
    """A condition on contacts `c`: `chosen` to be asked of one after the other, `fetched` to find all by; `slow` is
    asked last. `given` are the values that they name, `expects` how many there may be, None if nothing narrows.

    `held` are the ids among which the walk goes, where they are known beforehand (`{id}` is that of the order);
    `steps` is None where nothing else narrows. If no more than `most_fetched` are expected, nobody walks; `gathered`
    finds by one index the ids of all (`id`), and of some who are none any more. `bounds` are conditions on what the
    orders are made of, by its column.
    """

    chosen: sql.Composable
    fetched: sql.Composable
    slow: sql.Composable
    given: dict[str, Any]
    bounds: dict[str, sql.Composable]
    expects: int | None = None
    steps: int | None = None
    held: str = ""
    most_fetched: int = FETCHED
    gathered: str = ""

    @property
    def is_fetched(self) -> bool:
        """Whether all are fetched and put in order."""
        return self.expects is not None and (self.expects <= self.most_fetched or bool(self.gathered))

    @property
    def is_glimpsed(self) -> bool:
        """Whether the beginning of the order is looked at first."""
        return bool(self.held and not self.gathered and (self.expects or 0) >= WORTH_A_GLIMPSE)


def among(source: str, needed: str) -> str:
    """The ids (`few.id`) of a source who have what is needed; in their order, so that whoever is looked up next is
    found beside who was looked up before."""
    by_id = f"SELECT DISTINCT source.id FROM ({source}) source (id) ORDER BY source.id OFFSET 0"  # noqa: S608 our words
    return f"SELECT few.id FROM ({by_id}) few WHERE {needed}"  # noqa: S608 our words


def expected(asked: Sequence[sql.Composable], given: dict[str, Any]) -> list[int]:
    """How many rows the planner expects of each statement: nobody is counted for that."""
    # OFFSET 0: each is planned for itself, so that its rows are not those of one worker of several.
    each = [sql.SQL("(SELECT 1 FROM ({}) AS one OFFSET 0)").format(one) for one in asked]
    (row,) = rows_of(sql.SQL("EXPLAIN (FORMAT JSON) {}").format(sql.SQL(" UNION ALL ").join(each)), given)
    plan = row["QUERY PLAN"][0]["Plan"]
    parts = plan.get("Plans", ()) if len(each) > 1 else (plan,)
    # What cannot have any is left out of the plan.
    found = parts if len(parts) == len(each) else [plan] * len(each)
    return [int(part["Plan Rows"]) for part in found]
