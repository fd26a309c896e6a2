"""Long work on many people asks the lists whom a selection means."""

from typing import Any

from trichter.insight import selection
from trichter.insight.selection import Selection
from trichter.spine.longwork import crowds


def _batch(facts: Any, after: int, limit: int) -> list[int]:
    return selection.batch(Selection.of(facts), after=after, limit=limit)


def _size(facts: Any, most: int | None) -> int:
    return selection.size(Selection.of(facts), most=most)


crowds.chooses(_batch, _size)
