"""What a contact's fields are worth: each is a last-writer-wins register, so that the order of arrival never matters.

A value is replaced by one from a stronger source, or from an equally strong source at a later time (then by the later
touchpoint). A contact is therefore a pure function of the *set* of its touchpoints: a merge folds both sets, an unmerge
folds each alone, an import of old data cannot overwrite what the person said since.
"""

from collections.abc import Mapping
from typing import Any

STRENGTH = {"person": 40, "colleague": 40, "api": 30, "partner": 20, "import": 20, "enrichment": 10, "system": 5}
"""By actor: the person and a colleague outweigh every file and provider (DESIGN §3)."""

Source = dict[str, Any]
"""`by` the actor's type, `at` when it was said (ISO 8601, UTC), `tp` the touchpoint that said it."""


class Registers:
    """The values of a contact with their sources; `changed` once something was learned that counts."""

    __slots__ = ("changed", "sources", "values")

    def __init__(self, values: dict[str, Any] | None = None, sources: dict[str, Source] | None = None) -> None:
        self.values = values or {}
        self.sources = sources or {}
        self.changed = False

    def learn(self, learned: Mapping[str, Any], source: Source) -> None:
        """Take each value that outranks the one we have."""
        for name, value in learned.items():
            known = self.sources.get(name)
            if known is None or outranks(source, known):
                self.values[name] = value
                self.sources[name] = source
                self.changed = True


def outranks(one: Source, other: Source) -> bool:
    """Whether a value from the one source stays if the other says something else."""
    return _rank(one) > _rank(other)


def _rank(source: Source) -> tuple[int, str, int]:
    return STRENGTH[source["by"]], source["at"], source["tp"]
