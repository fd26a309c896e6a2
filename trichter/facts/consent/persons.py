"""How the ledger moves with a merge, is shown to the person, and forgets them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from trichter.facts.consent import erasure
from trichter.kernel import persons
from trichter.kernel.persons import Row, Rows, rows_of

_INTERNAL = frozenset({"origin_id", "chain_id", "seq", "salt", "personal_digest", "prev_hash", "hash"})


@dataclass(frozen=True)
class Ledger(Rows):
    """The ledger is emptied, not deleted: its chains still prove that nothing else was changed."""

    def erase(self, contact: int) -> None:
        erasure.forget(contact)


@dataclass(frozen=True)
class OfAddresses:
    """A table that belongs to addresses, not to people: nothing of it moves."""

    table: str
    listing: str

    def merge(self, *, winner: int, loser: int) -> None:
        """Both records keep their addresses."""

    def unmerge(self, *, winner: int, loser: int, kept: Any, followed: Sequence[int]) -> None:
        """Nothing had moved."""

    def export(self, contact: int) -> list[Row]:
        return rows_of(sql.SQL(self.listing), {"contact": contact})

    def erase(self, contact: int) -> None:
        """`Ledger` closes the chains; the suppression list, which the spine writes, makes it last (LAW 1.12)."""


@dataclass(frozen=True)
class OfRows(OfAddresses):
    """A table that hangs on the ledger's rows, wherever they move."""

    erasing: str

    def erase(self, contact: int) -> None:
        rows_of(sql.SQL(self.erasing), {"contact": contact})


_CHAINS = """
    SELECT chain.id, chain.channel, chain.length FROM consent_chain chain
    WHERE chain.id IN (SELECT chain_id FROM consent_consent WHERE contact_id = %(contact)s) ORDER BY chain.id
"""
_SUPPRESSIONS = """
    SELECT chain.channel, s.reason, s.at FROM consent_suppression s
    JOIN consent_chain chain ON chain.address_digest = s.digest AND s.channel IN ('', chain.channel)
    WHERE chain.id IN (SELECT chain_id FROM consent_consent WHERE contact_id = %(contact)s) ORDER BY s.at, chain.channel
"""
_OF_PERSON = "consent_id IN (SELECT id FROM consent_consent WHERE contact_id = %(contact)s)"
_USES = f"SELECT consent_id, last_at, times FROM consent_use WHERE {_OF_PERSON} ORDER BY consent_id"  # noqa: S608 - ours
_FORGET_USES = f"DELETE FROM consent_use WHERE {_OF_PERSON}"  # noqa: S608 - ours


def declare() -> None:
    """Register the tables of this package."""
    persons.register(Ledger("consent_consent", follows="touchpoint_id", hidden=_INTERNAL))
    persons.register(OfAddresses("consent_chain", listing=_CHAINS))
    persons.register(OfAddresses("consent_suppression", listing=_SUPPRESSIONS))
    persons.register(OfRows("consent_use", listing=_USES, erasing=_FORGET_USES))
