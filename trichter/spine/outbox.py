"""Noting, in the same transaction as the touchpoints, what is to be done about them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from trichter.facts.timeline.services import Line
from trichter.kernel import bulk, reactions
from trichter.spine.models import Reaction
from trichter.spine.preparing import DEEPEST

COLUMNS = {
    "contact_id": "bigint",
    "touchpoint_id": "bigint",
    "kind": "text",
    "depth": "smallint",
    "name": "text",
    "state": "text",
    "due_at": "timestamptz",
    "attempts": "smallint",
    "error": "text",
    "created_at": "timestamptz",
}

CHANNEL = "trichter_reactions"
"""On which the worker listens while it has nothing to do."""
_HEARD = f"ON CONFLICT DO NOTHING RETURNING pg_notify('{CHANNEL}', '')"
"""When the transaction commits, once for all rows."""


Note = tuple[int, int, str, int, Mapping[str, Any]]
"""Contact, number, kind, depth and payload of what reactions may answer."""


def put(lines: Sequence[Line], *, now: datetime) -> None:
    """A row for each reaction to each touchpoint."""
    note([(line.contact_id, line.id, line.kind, line.depth, line.payload) for line in lines], now=now)


def note(happened: Sequence[Note], *, now: datetime) -> None:
    """A row for each reaction to each of these; at the end of too long a chain of causes it is given up at once."""
    fates = {True: (Reaction.State.DEAD.value, Reaction.TOO_LONG), False: (Reaction.State.DUE.value, "")}
    rows = []
    for contact, number, kind, depth, payload in happened:
        state, error = fates[depth >= DEEPEST]
        rows += [
            (contact, number, kind, depth, name, state, now, 0, error, now) for name in reactions.to(kind, payload)
        ]
    bulk.inserting("spine_reaction", COLUMNS, rows, then=_HEARD)
