"""What becomes of memberships when two people turn out to be one: both were in, and the one stays in once."""

from dataclasses import dataclass

from trichter.kernel.persons import Across


@dataclass(frozen=True)
class Memberships(Across):
    """Rows move with their times. Where both are in a segment now, the loser's ends, for nobody is in twice."""

    def merge(self, *, winner: int, loser: int) -> list[int]:
        self._run(_END, {"one": loser, "other": winner})
        return super().merge(winner=winner, loser=loser)


_END = """
    UPDATE segments_membership one SET left_at = GREATEST(one.entered_at, other.entered_at)
    FROM segments_membership other
    WHERE one.contact_id = %(one)s AND other.contact_id = %(other)s AND one.segment_id = other.segment_id
      AND one.left_at IS NULL AND other.left_at IS NULL
"""
