"""How the ledger of outreach moves with a merge, is shown to the person, and forgets them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from trichter.kernel.persons import Across, Row, Rows, register, rows_of
from trichter.spine.outreach.models import NOBODY

_OF_THEIR_ADDRESSES = sql.SQL("""
    SELECT id FROM outreach_message WHERE contact_id = %(nobody)s AND address_key IN (
        SELECT address_key FROM outreach_message WHERE contact_id = %(contact)s AND address_key <> ''
            AND colleague_id IS NULL
        UNION SELECT value FROM contacts_identifier WHERE contact_id = %(contact)s AND kind = 'email')
""")
"""Letters to an address of the person that were about nobody we knew: an answer to a question about their data."""

_OF_AN_ADDRESS = sql.SQL("""
    SELECT id FROM outreach_message WHERE contact_id = %(nobody)s AND address_key = %(key)s AND colleague_id IS NULL
""")
"""Letters to somebody of whom we know nothing but that they asked about their data."""

_FORGET = sql.SQL("""
    UPDATE outreach_message SET address = '', address_key = '', context = '{}', message_id = '', envelope_from = '',
        envelope_to = '', subject = '', source = NULL, error = '',
        cause = CASE WHEN contact_id = %(nobody)s THEN 'erased ' || id ELSE cause END,
        recipient = CASE WHEN contact_id = %(nobody)s THEN '' ELSE recipient END,
        reason = CASE WHEN state IN ('queued', 'deferred') THEN 'erased' ELSE reason END,
        state = CASE WHEN state IN ('queued', 'deferred') THEN 'cancelled' ELSE state END
    WHERE (contact_id = %(contact)s AND contact_id <> %(nobody)s)
        OR (contact_id = %(nobody)s AND id = ANY(%(others)s))
""")
_EMPTY_THE_BOX = sql.SQL("""
    DELETE FROM outreach_boxedmail
    WHERE (contact_id = %(contact)s AND contact_id <> %(nobody)s) OR letter_id = ANY(%(others)s)
""")
_FOLLOW = sql.SQL("""
    UPDATE outreach_boxedmail it SET contact_id = letter.contact_id FROM outreach_message letter
    WHERE letter.id = it.letter_id AND letter.contact_id <> it.contact_id AND letter.contact_id = ANY(%(contacts)s)
""")


@dataclass(frozen=True)
class Letters(Across):
    """Letters stay as a skeleton: what left when, why and how it ended, but nothing of whom or what."""

    def merge(self, *, winner: int, loser: int) -> list[int]:
        moved = super().merge(winner=winner, loser=loser)
        _follow(winner, loser)
        return moved

    def unmerge(self, *, winner: int, loser: int, kept: Any, followed: Sequence[int]) -> None:
        super().unmerge(winner=winner, loser=loser, kept=kept, followed=followed)
        _follow(winner, loser)

    def export(self, contact: int) -> list[Row]:
        return [row | {"source": _readable(row["source"])} for row in super().export(contact)]

    def erase(self, contact: int) -> None:
        _forget(contact, [row["id"] for row in rows_of(_OF_THEIR_ADDRESSES, {"contact": contact, "nobody": NOBODY})])


@dataclass(frozen=True)
class Boxed(Rows):
    """Mails of the mailbox go where their letters go."""

    def merge(self, *, winner: int, loser: int) -> list[int]:  # noqa: ARG002
        return []

    def unmerge(self, *, winner: int, loser: int, kept: Any, followed: Sequence[int]) -> None:
        """`Letters` sees to it."""

    def export(self, contact: int) -> list[Row]:
        return [row | {"source": _readable(row["source"])} for row in super().export(contact)]

    def erase(self, contact: int) -> None:
        """`Letters` sees to it."""


def forget_stranger(address_key: str) -> None:
    """Whoever is no contact, and still got mail because they asked about their data (LAW 1.12)."""
    _forget(NOBODY, [row["id"] for row in rows_of(_OF_AN_ADDRESS, {"key": address_key, "nobody": NOBODY})])


def _forget(contact: int, others: Sequence[int]) -> None:
    """The letters of a contact, if it is one, and those others that are about nobody."""
    values = {"contact": contact, "nobody": NOBODY, "others": others}
    rows_of(_FORGET, values)
    rows_of(_EMPTY_THE_BOX, values)


def _follow(*contacts: int) -> None:
    rows_of(_FOLLOW, {"contacts": list(contacts)})


def _readable(source: Any) -> str | None:
    return None if source is None else bytes(source).decode("utf-8", "replace")


def declare() -> None:
    """Called when the app is ready. What was declared last is erased first: it reads addresses that others forget."""
    register(Boxed("outreach_boxedmail"))
    register(Letters("outreach_message", follows="caused_by", hidden=frozenset({"address_key", "recipient"})))
