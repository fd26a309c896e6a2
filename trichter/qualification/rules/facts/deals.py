"""Deals as the timeline tells them: open is what was opened and neither won nor lost since."""

from trichter.kernel.words import Words
from trichter.qualification.rules.operands import Operand, Relation, register
from trichter.qualification.rules.types import Type

_GROUP = Words("Deals and purchases", "Deals und Käufe")
_KINDS = ("deal.opened", "deal.won", "deal.lost")
_READS = frozenset(f"kind:{kind}" for kind in _KINDS)
# A deal is the same by its number in the system it came from, else by its title.
_DEALS = Relation(
    "d",
    rows="""
        SELECT contact_id, (array_agg(kind ORDER BY occurred_at DESC, id DESC))[1] AS state,
            (array_agg(CASE jsonb_typeof(payload->'amount_cents') WHEN 'number'
                THEN (payload->>'amount_cents')::numeric END ORDER BY occurred_at DESC, id DESC))[1] AS amount
        FROM timeline_effective WHERE {among} AND kind IN ('deal.opened', 'deal.won', 'deal.lost') AND NOT is_void
        GROUP BY contact_id, coalesce(NULLIF(payload->>'external_id', ''), payload->>'title', '')
    """,
)


def _count(state: str) -> str:
    return f"count(*) FILTER (WHERE r.state = 'deal.{state}')"


register(
    *(
        Operand(
            f"deals.{name}", words, Type.NUMBER, _count(state), _READS, relation=_DEALS, otherwise="0", group=_GROUP
        )
        for name, state, words in (
            ("open", "opened", Words("Open deals", "Offene Deals")),
            ("won", "won", Words("Won deals", "Gewonnene Deals")),
            ("lost", "lost", Words("Lost deals", "Verlorene Deals")),
        )
    ),
    Operand(
        "deals.value",
        Words("Value of open deals", "Wert offener Deals"),
        Type.MONEY,
        "sum(r.amount) FILTER (WHERE r.state = 'deal.opened')",
        _READS,
        relation=_DEALS,
        otherwise="0",
        group=_GROUP,
    ),
)
