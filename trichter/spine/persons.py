"""How the outbox and the questions of people about their data treat a person's rows."""

from psycopg import sql

from trichter.kernel import persons


class Outbox(persons.Rows):
    """Reactions are bookkeeping of touchpoints that stay: they name nobody, errors least of all."""

    def erase(self, contact: int) -> None:
        """Nothing in them is personal."""


class RightsRequests(persons.Rows):
    """What a person asked about their data, also before we knew whose address it is. That they asked stays."""

    def erase(self, contact: int) -> None:
        persons.rows_of(_EMPTY, {"contact": contact})


_EMPTY = sql.SQL("""
    UPDATE spine_rightsrequest SET address = '', address_key = '', words = '', contact_id = %(contact)s
    WHERE contact_id = %(contact)s OR address_key IN (
        SELECT value FROM contacts_identifier WHERE contact_id = %(contact)s AND kind = 'email')
""")
