"""How the web log treats a person: by the browsers that are theirs, which the identifiers know."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from trichter.facts.timeline.hits.visitors import NUMBERED, SYSTEM
from trichter.kernel import persons

_THEIRS = f"""(
    SELECT value FROM contacts_identifier WHERE kind = 'visitor' AND contact_id = %(contact)s
    UNION ALL
    SELECT {NUMBERED} FROM contacts_identifier
    WHERE kind = 'external' AND value LIKE '{SYSTEM}%%' AND contact_id = %(contact)s
)"""  # noqa: S608 our own words


@dataclass(frozen=True)
class OfBrowsers:
    """A table whose rows follow a browser, wherever merge and unmerge take that one."""

    table: str
    column: str = "visitor"

    def merge(self, *, winner: int, loser: int) -> None:
        """The browser moves, and they with it."""

    def unmerge(self, *, winner: int, loser: int, kept: Any, followed: Sequence[int]) -> None:
        """The same."""

    def export(self, contact: int) -> list[persons.Row]:
        return self._run("SELECT *", contact)

    def erase(self, contact: int) -> None:
        self._run("DELETE", contact)

    def _run(self, verb: str, contact: int) -> list[persons.Row]:
        statement = sql.SQL("{} FROM {} WHERE {} IN {}").format(
            sql.SQL(verb), sql.Identifier(self.table), sql.Identifier(self.column), sql.SQL(_THEIRS)
        )
        return persons.rows_of(statement, {"contact": contact})


class Decisions(OfBrowsers):
    """Answers stay, for they count; the page, the network and the browser of each are forgotten."""

    def export(self, contact: int) -> list[persons.Row]:
        return self._of_digest(_ANSWERS, contact)

    def erase(self, contact: int) -> None:
        self._of_digest("UPDATE hits_decision SET url = '', network = '', agent = ''", contact)

    def _of_digest(self, verb: str, contact: int) -> list[persons.Row]:
        theirs = sql.SQL("WHERE browser IN (SELECT sha256(value::bytea) FROM {} AS theirs)").format(sql.SQL(_THEIRS))
        return persons.rows_of(sql.SQL("{} {}").format(sql.SQL(verb), theirs), {"contact": contact})


_ANSWERS = """
    SELECT d.id, d.state, d.language, d.url, d.at, d.network, d.agent, s.name AS source, w.text AS wording
    FROM hits_decision d
    LEFT JOIN hits_source s ON s.id = d.source_id LEFT JOIN consent_wording w ON w.id = d.wording_id
"""
"""With the words by which they were asked, and by whom."""


def declare() -> None:
    """Called when the app is ready."""
    persons.register(OfBrowsers("hits_hit"))
    persons.register(OfBrowsers("hits_waiting"))
    persons.register(OfBrowsers("hits_visit"))
    persons.register(OfBrowsers("hits_visitor", column="id"))
    persons.register(Decisions("hits_decision"))
