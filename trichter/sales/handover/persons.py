"""What becomes of handovers when people are merged: of two that are open, the one that is due first goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from trichter.kernel import persons

_JOIN = """
    UPDATE {table} SET state = 'joined' WHERE id = (
        SELECT two.id FROM {table} two JOIN {table} other
          ON other.contact_id = ANY(%(both)s) AND other.id <> two.id AND other.state = 'open'
        WHERE two.contact_id = ANY(%(both)s) AND two.state = 'open' ORDER BY two.due_at DESC, two.id DESC LIMIT 1
    ) RETURNING id
"""
_PART = """
    UPDATE {table} mine SET state = 'open' WHERE mine.id = ANY(%(joined)s) AND mine.state = 'joined' AND NOT EXISTS (
        SELECT FROM {table} other WHERE other.contact_id = mine.contact_id AND other.state = 'open')
"""


@dataclass(frozen=True)
class Handovers(persons.Rows):
    """They move as rows do, but a person has one open handover."""

    def merge(self, *, winner: int, loser: int) -> Any:
        joined = [row["id"] for row in self._run(_JOIN, {"both": [winner, loser]})]
        return {"joined": joined, "moved": super().merge(winner=winner, loser=loser)}

    def unmerge(self, *, winner: int, loser: int, kept: Any, followed: Sequence[int]) -> None:
        kept = kept or {"joined": [], "moved": []}
        super().unmerge(winner=winner, loser=loser, kept=kept["moved"], followed=followed)
        self._run(_PART, {"joined": kept["joined"]})
