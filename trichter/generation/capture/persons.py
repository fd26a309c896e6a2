"""Papers move with a merge, are handed over to the person, and go with an erasure, file and row (LAW 1.12, 1.13)."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from trichter.generation.capture import papers
from trichter.generation.capture.models import Paper
from trichter.kernel import persons
from trichter.kernel.persons import Row, Rows


@dataclass(frozen=True)
class Papers(Rows):
    """The rows, and what they name in the storage."""

    def export(self, contact: int) -> list[Row]:
        """With what is in them: it is theirs."""
        held = {paper.pk: paper for paper in papers.of_contact(contact)}
        return [row | {"content": _content(held[row["id"]])} for row in super().export(contact) if row["id"] in held]

    def erase(self, contact: int) -> None:
        gone: list[dict[str, Any]] = self._run(
            "DELETE FROM {table} WHERE {contact} = %(contact)s RETURNING path", {"contact": contact}
        )
        papers.let_go(row["path"] for row in gone)


def declare() -> None:
    """Register the table of this package."""
    persons.register(Papers("capture_paper", follows="touchpoint_id", hidden=frozenset({"path", "kept_by"})))


def _content(paper: Paper) -> str:
    """In base64, as JSON can carry it."""
    file = papers.opened(paper)
    if file is None:
        return ""
    with file:
        return b64encode(file.read()).decode("ascii")
