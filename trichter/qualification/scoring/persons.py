"""What becomes of scores when a person is merged or erased: they are computed anew, or go."""

from dataclasses import dataclass
from typing import Any

from trichter.kernel import persons
from trichter.qualification.scoring import services


@dataclass(frozen=True)
class Scores(persons.Derived):
    """Computed anew after a merge; of the erased nobody is left to be worth anything."""

    def erase(self, contact: int) -> None:
        self._clear(contact)


@dataclass(frozen=True)
class Past(persons.Staying):
    """What was observed of each of two people stays with each of them, also while one stands for both."""

    def export(self, contact: int) -> list[dict[str, Any]]:
        return self._run("SELECT since, fit, falls_at FROM", contact)


@dataclass(frozen=True)
class Marks(persons.Staying):
    """Who was touched while a new version's scores were made: that says nothing of anybody, and is soon gone."""

    def export(self, contact: int) -> list[dict[str, Any]]:  # noqa: ARG002
        return []

    def erase(self, contact: int) -> None:
        services.touch([contact])
