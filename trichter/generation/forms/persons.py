"""How doubtful submissions are shown to a person who asks for their data, and erased with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from trichter.facts.contacts import queries as contacts
from trichter.generation.forms import doubtful
from trichter.kernel import persons
from trichter.kernel.persons import KnownAs, Row


@dataclass(frozen=True)
class Folder:
    """No row of the folder belongs to a contact: it is found by the addresses and numbers of a person."""

    table: str = "forms_doubtful"

    def merge(self, *, winner: int, loser: int) -> None:
        """Both keep their texts."""

    def unmerge(self, *, winner: int, loser: int, kept: Any, followed: Sequence[int]) -> None:
        """Nothing had moved."""

    def export(self, contact: int) -> list[Row]:
        """What lies there with an address or a number of the person (LAW 1.13)."""
        return [
            {"at": row.at, "title": row.title, "answers": row.answers, "reasons": row.reasons, "ip": row.ip}
            for row in doubtful.naming(contacts.known_as([contact]))
        ]

    def erase(self, contact: int) -> None:
        """`forget` does it, which is told addresses and numbers before they are gone."""


def forget(known_as: KnownAs) -> None:
    """Delete what names a person (LAW 1.12)."""
    doubtful.naming(known_as).delete()


def declare() -> None:
    """Called when the app is ready."""
    persons.register(Folder())
    persons.erases_files(forget)
