"""Some segments asked of people, and their memberships made what was found, in one statement."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from trichter.kernel import bulk
from trichter.qualification.rules.asking import Compiled
from trichter.qualification.rules.operands import Vocabulary
from trichter.qualification.rules.tree import Rule

SEQUENCE = "timeline_touchpoint_id"
"""Memberships are numbered like touchpoints, so that reactions can answer to them."""


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody entered a segment or left it; `number` is one of the timeline's, for reactions to answer to: that of the
    membership for who entered, a new one for who left."""

    contact_id: int
    segment_id: int
    number: int
    has_entered: bool


class Settling:
    """Compiled for segments with rules and those filled `by_hand` alone. Keep it as long as the rules are the same."""

    def __init__(self, rules: Mapping[int, Rule], *, by_hand: Iterable[int], vocabulary: Vocabulary) -> None:
        self._rules = Compiled(rules, vocabulary)
        self._segments = [*self._rules.keys, *sorted(by_hand)]
        self._prepared = bulk.Prepared(_SETTLE.replace("{held}", self._rules.text))

    def foresee(self, now: datetime) -> None:
        """Reckon what the time tells now, while there is something else to wait for: `settle` asks it again."""
        self._rules.given((), now)

    def settle(self, contacts: Sequence[int], segments: AbstractSet[int], *, now: datetime) -> list[Change]:
        """Let these contacts enter and leave these of the segments, as the rules say and colleagues chose.

        The contacts are locked. Who is not there any more, or under another's record, is in none.
        """
        if not segments:
            return []
        given = {
            **self._rules.given(contacts, now),
            "ruled": self._segments,
            "asked": list(segments),
            "at": now,
        }
        return [Change(*row) for row in self._prepared.ask(given)()]


_SETTLE = f"""
    WITH held AS MATERIALIZED ({{held}}),
    chosen AS MATERIALIZED (
        SELECT contact_id, segment_id, is_in FROM segments_choice WHERE contact_id = ANY(%(contacts)s::bigint[])
    ),
    wanted AS MATERIALIZED (
        SELECT held.id AS contact_id, ruled.segment_id
        FROM held CROSS JOIN LATERAL unnest(%(ruled)s::bigint[], held.holds) AS ruled (segment_id, holds)
        LEFT JOIN chosen ON chosen.contact_id = held.id AND chosen.segment_id = ruled.segment_id
        WHERE ruled.segment_id = ANY(%(asked)s::bigint[]) AND coalesce(chosen.is_in, ruled.holds, false)
    ),
    here AS MATERIALIZED (
        SELECT contact_id, segment_id, id FROM segments_membership
        WHERE contact_id = ANY(%(contacts)s::bigint[]) AND segment_id = ANY(%(asked)s::bigint[]) AND left_at IS NULL
    ),
    differing AS MATERIALIZED (
        SELECT wanted.contact_id AS comer, wanted.segment_id, here.contact_id AS goer, here.id
        FROM wanted FULL JOIN here ON here.contact_id = wanted.contact_id AND here.segment_id = wanted.segment_id
        WHERE wanted.contact_id IS NULL OR here.contact_id IS NULL
    ),
    entered AS (
        INSERT INTO segments_membership (contact_id, id, segment_id, entered_at)
        SELECT comer, nextval('{SEQUENCE}'), segment_id, %(at)s::timestamptz
        FROM (SELECT comer, segment_id FROM differing WHERE comer IS NOT NULL ORDER BY 1, 2) AS comers
        ON CONFLICT (contact_id, segment_id) WHERE left_at IS NULL DO NOTHING RETURNING contact_id, segment_id, id
    ),
    gone AS (
        UPDATE segments_membership m SET left_at = %(at)s::timestamptz
        FROM (SELECT goer, id FROM differing WHERE goer IS NOT NULL) AS goers
        WHERE m.contact_id = goers.goer AND m.id = goers.id AND m.left_at IS NULL
        RETURNING m.contact_id, m.segment_id
    )
    SELECT contact_id, segment_id, nextval('{SEQUENCE}'), false FROM gone
    UNION ALL SELECT contact_id, segment_id, id, true FROM entered
"""  # noqa: S608 ours
