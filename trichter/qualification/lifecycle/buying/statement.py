"""The statements that find the latest sign of each phase: among touchpoints just recorded, or all that people did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from trichter.kernel import bulk
from trichter.qualification.lifecycle.buying.content import PHASES, Content
from trichter.qualification.rules.comparing import Given, texts
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.rules.querying import GIVEN, THERE
from trichter.qualification.rules.touching import meant, told
from trichter.qualification.rules.tree import Touches

_JUST_RECORDED = """
    SELECT t.* FROM unnest(%(contacts)s::bigint[], %(touchpoints)s::bigint[]) AS n (contact_id, id), LATERAL (
        SELECT t.contact_id, t.id, t.kind, t.occurred_at, t.channel, t.campaign_id, t.subject_type, t.subject_id,
            t.actor_type, t.payload
        FROM timeline_touchpoint t WHERE t.contact_id = n.contact_id AND t.id = n.id OFFSET 0) AS t
"""
"""Each by its key: OFFSET 0 keeps the planner from looking through all touchpoints of these kinds."""
_ALL = f"""
    SELECT k.* FROM ({told(GIVEN.among)}) AS k
    WHERE EXISTS (SELECT FROM contacts_contact c WHERE c.id = k.contact_id AND {THERE})
"""
_COLUMNS = ", ".join(f"{phase}_at, {phase}_id" for phase in PHASES)


@dataclass(frozen=True, eq=False)
class Edition:
    """A version of the rules, ready to be used; there is one of each in a process."""

    id: int
    version: int
    content: Content

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of touchpoints that can be signs."""
        return self.content.kinds

    @cached_property
    def reads(self) -> frozenset[str]:
        """The sorts of change by which signs come."""
        return frozenset(f"kind:{kind}" for kind in self.kinds)

    @cached_property
    def latest(self) -> bulk.Prepared:
        """Keeps the signs among `contacts` and `touchpoints`, which are pairs; answers the id of the version in force:
        another, and nothing was kept."""
        return self._keeping(_JUST_RECORDED)

    @cached_property
    def all(self) -> bulk.Prepared:
        """The same for all that `contacts` did; of them nothing is kept yet."""
        return self._keeping(_ALL)

    def given(self, now: datetime, **named: Any) -> Mapping[str, Any]:
        """The parameters of both."""
        _text, given = self._signs
        return given.at(now) | {"edition": self.id} | named

    @cached_property
    def _signs(self) -> tuple[dict[str, str], Given]:
        """Of each phase the condition on row `t`."""
        given = Given()
        return {phase: _any(self.content.of(phase), given) for phase in PHASES}, given

    def _keeping(self, rows: str) -> bulk.Prepared:
        conditions, _given = self._signs
        shown = ", ".join(f"({condition}) AS is_{phase}" for phase, condition in conditions.items())
        kinds = texts(sorted(self.kinds))
        latest = ", ".join(
            f"max(s.occurred_at) FILTER (WHERE is_{phase}),"
            f" (array_agg(s.id ORDER BY s.occurred_at DESC, s.id DESC) FILTER (WHERE is_{phase}))[1]"
            for phase in PHASES
        )
        return bulk.Prepared(f"""
            WITH in_force AS (SELECT max(id) AS id FROM lifecycle_buyingrules), kept AS (
                INSERT INTO lifecycle_buying AS b (contact_id, {_COLUMNS})
                SELECT s.contact_id, {latest}
                FROM (SELECT t.contact_id, t.id, t.occurred_at, {shown} FROM ({rows}) AS t
                      WHERE t.kind = ANY({kinds})) AS s
                WHERE ({" OR ".join(f"is_{phase}" for phase in PHASES)})
                    AND (SELECT id FROM in_force) = %(edition)s
                GROUP BY s.contact_id
                ON CONFLICT (contact_id) DO UPDATE SET {", ".join(_later(phase) for phase in PHASES)}
            )
            SELECT id FROM in_force
        """)


def _any(signs: Any, given: Given) -> str:
    return " OR ".join(f"({condition})" for sign in signs if (condition := _meant(sign, given))) or "false"


def _meant(sign: Touches, given: Given) -> str:
    """What no kind carries any more is no sign, and stops no recording."""
    try:
        return meant(sign, given)
    except (BadRule, KeyError):
        return ""


def _later(phase: str) -> str:
    """Of the stored and the new sign the later one."""
    both = ", ".join(f"({row}.{phase}_at, {row}.{phase}_id)" for row in ("b", "excluded"))
    return (
        f"({phase}_at, {phase}_id) = (SELECT * FROM (VALUES {both}) AS v (at, id)"
        " ORDER BY at DESC NULLS LAST, id DESC LIMIT 1)"
    )
