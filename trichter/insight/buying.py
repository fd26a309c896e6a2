"""The buying phase where people are listed, and the conditions by which a list is narrowed to a phase."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from trichter.kernel import clock
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.buying import queries
from trichter.qualification.lifecycle.buying.content import LABELS, PHASES

NONE = "none"
_EARLIER = "(b.{phase}_at IS NULL OR b.{phase}_at <= %(signs_since)s)"
_COUNTS = "b.{phase}_at > %(signs_since)s"


def of_phases(values: Sequence[str], _me: int | None = None) -> tuple[str, dict[str, Any]]:
    """A condition on contacts `c`: who is in one of these phases now, `none` for who is in no phase."""
    told = [value for value in values if value != NONE]
    parts = [f"c.id IN ({_those_in(told)})"] if told else []
    if NONE in values:
        any_of = " OR ".join(_COUNTS.format(phase=phase) for phase in PHASES)
        parts.append(f"NOT EXISTS (SELECT FROM lifecycle_buying b WHERE b.contact_id = c.id AND ({any_of}))")
    return f"({' OR '.join(parts)})", {"signs_since": clock.now() - timedelta(days=queries.days())}


def source_of_phases(values: Sequence[str]) -> str:
    """Their ids; nothing where those are meant too who are in no phase: of many of them no row tells."""
    return "" if NONE in values else _those_in(values)


def _those_in(values: Sequence[str]) -> str:
    """Of the last phases of which there was a sign lately."""
    parts = []
    for value in values:
        later = PHASES[PHASES.index(value) + 1 :]
        parts.append(" AND ".join([_COUNTS.format(phase=value), *(_EARLIER.format(phase=phase) for phase in later)]))
    return f"SELECT b.contact_id FROM lifecycle_buying b WHERE {' OR '.join(parts)}"  # noqa: S608 our own words


def label(phase: str | None) -> Words | str:
    """What a phase is called; nothing if it is none."""
    return LABELS[phase] if phase else ""


KNOWN: dict[str, tuple[str, ...]] = {"buying": (*PHASES, NONE)}
"""By facet, what can be asked for."""
CONDITIONS = {"buying": of_phases}
SOURCES = {"buying": source_of_phases}
