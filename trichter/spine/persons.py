"""How the outbox treats a person's rows."""

from psycopg import sql

from trichter.kernel import persons


class Outbox(persons.Rows):
    """Reactions are bookkeeping, but an error's text may name the person: erasure empties it."""

    def erase(self, contact: int) -> None:
        statement = sql.SQL("UPDATE spine_reaction SET error = '' WHERE contact_id = %(contact)s")
        persons.rows_of(statement, {"contact": contact})
