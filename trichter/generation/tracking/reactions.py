"""What follows when a visitor becomes known: what they have done before, with their consent, becomes theirs."""

from django.db import connection

from trichter.facts.contacts.identifiers import EXTERNAL, VISITOR
from trichter.facts.timeline.hits.visitors import NUMBERED, SYSTEM
from trichter.kernel.reactions import Cause, reaction
from trichter.spine import browsers

KINDS = ("form.submitted", "visitor.identified", "mail.clicked", "meeting.booked")
"""By which somebody may come to be known by their browser."""


@reaction("tracking.recall", on=KINDS)
def recall(cause: Cause) -> None:
    """The lines of browsers that this touchpoint made known wait for the digest once more, and the visitor's answers to
    the banner are written into the ledger. A browser that was somebody else's before brings nothing along."""
    for visitor in _made_known(cause):
        browsers.answered(cause.contact_id, visitor)
        with connection.cursor() as cursor:
            cursor.execute(_AGAIN, {"visitor": visitor})


def _made_known(cause: Cause) -> list[str]:
    with connection.cursor() as cursor:
        given: dict[str, str | int] = {"kind": VISITOR, "external": EXTERNAL}
        given |= {"contact": cause.contact_id, "touchpoint": cause.touchpoint_id}
        cursor.execute(_NEW, given)
        return [visitor for (visitor,) in cursor.fetchall()]


_NEW = f"""
    SELECT value FROM contacts_identifier i
    WHERE kind = %(kind)s AND contact_id = %(contact)s AND touchpoint_id = %(touchpoint)s
    AND NOT EXISTS (SELECT FROM contacts_shareddevice s WHERE s.contact_id = i.contact_id AND s.visitor = i.value)
    UNION ALL
    SELECT {NUMBERED} FROM contacts_identifier
    WHERE kind = %(external)s AND value LIKE '{SYSTEM}%%'
    AND contact_id = %(contact)s AND touchpoint_id = %(touchpoint)s
"""  # noqa: S608 our own words
_AGAIN = """
    INSERT INTO hits_waiting (id, received_at, visitor, is_recalled)
    SELECT id, received_at, visitor, true FROM hits_hit h
    WHERE visitor = %(visitor)s AND bot IS NULL
"""
"""Those too that wait already: a digest that takes them this moment may not know yet whose they are. What is recorded
twice stands once, by its key."""
