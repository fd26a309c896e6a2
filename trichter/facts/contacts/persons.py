"""How contacts and what hangs on them merge, unmerge, are exported and erased."""

from collections.abc import Sequence
from typing import Any

from psycopg import sql

from trichter.facts.contacts.rows import TABLE
from trichter.kernel import clock, persons


class Contacts:
    """The contacts themselves: a merge empties the loser into a redirect, erasure leaves an anonymous shell."""

    table = TABLE

    def merge(self, *, winner: int, loser: int) -> None:
        self._run("UPDATE {} SET merged_into_id = %(winner)s WHERE id = %(loser)s", winner=winner, loser=loser)

    def unmerge(self, *, winner: int, loser: int, kept: Any, followed: Sequence[int]) -> None:  # noqa: ARG002
        self._run("UPDATE {} SET merged_into_id = NULL WHERE id = %(loser)s", loser=loser)

    def export(self, contact: int) -> list[persons.Row]:
        """With the firm: what it is called is often the person's name."""
        statement = """
            SELECT contact.*, to_jsonb(firm) AS company FROM {} contact
            LEFT JOIN contacts_company firm ON firm.id = contact.company_id WHERE contact.id = %(contact)s
        """
        return self._run(statement, contact=contact)

    def erase(self, contact: int) -> None:
        self._run(_ERASE, contact=contact, at=clock.now())

    def _run(self, statement: str, **values: Any) -> list[persons.Row]:
        return persons.rows_of(sql.SQL(statement).format(sql.Identifier(TABLE)), values)


_ERASE = """
    UPDATE {} SET salutation = '', title = '', first_name = '', last_name = '', name_key = '', position = '',
        department = '', email = '', phone = '', mobile = '', website = '', language = '', birthday = NULL, street = '',
        street_extra = '', postal_code = '', city = '', region = '', country = '', company_id = NULL, owner_id = NULL,
        mail_frequency = '', mail_paused_until = NULL,
        properties = '{{}}', tags = '{{}}', sources = '{{}}', erased_at = %(at)s
    WHERE id = %(contact)s
"""


class Merges(persons.Staying):
    """Merges name both contacts; their snapshots hold row ids only, and go when either person is erased."""

    def erase(self, contact: int) -> None:
        statement = "UPDATE contacts_merge SET snapshot = '{}' WHERE winner_id = %(contact)s OR loser_id = %(contact)s"
        persons.rows_of(sql.SQL(statement), {"contact": contact})


def declare() -> None:
    """Called when the app is ready."""
    persons.register(Contacts())
    persons.register(persons.Rows("contacts_identifier", follows="touchpoint_id"))
    persons.register(persons.Staying("contacts_shareddevice"))
    persons.register(persons.Staying("contacts_duplicatesuggestion"))
    persons.register(Merges("contacts_merge", contacts=("winner_id", "loser_id")))
