"""What may be compared: the types of operands, and what a value of each type looks like in a rule."""

from enum import StrEnum


class Type(StrEnum):
    """By its type an operand knows its operators. A `STEP` is a choice whose options have an order, as stages have."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    TIME = "time"
    CHOICE = "choice"
    STEP = "step"
    MANY = "many"
    FLAG = "flag"
    PLACE = "place"


WHEN = frozenset({Type.DATE, Type.TIME})
"""Compared with spans of time (`spans.Span`)."""
NUMERIC = frozenset({Type.NUMBER, Type.MONEY})
"""Compared with numbers; money in whole units of its currency, not in cents."""
CHOSEN = frozenset({Type.CHOICE, Type.STEP, Type.MANY})
"""Compared with the keys of options."""
