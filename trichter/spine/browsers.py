"""What becomes of a person's record when one of their browsers agrees to be watched, or no longer does."""

from datetime import datetime

from django.db import connection

from trichter.facts.contacts.identifiers import VISITOR
from trichter.facts.timeline.hits import visitors
from trichter.facts.timeline.hits.visitors import State
from trichter.spine.intake import record
from trichter.spine.touch import Touch

CHANNEL, PURPOSE = "tracking", "visits"
"""Of the consent to be watched on the firm's sites (LAW 5.1)."""


def contact_of(visitor: str) -> int | None:
    """The person of a browser, if anybody is known by it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_id FROM contacts_identifier WHERE kind = %s AND value = %s", [VISITOR, visitor])
        found = cursor.fetchone()
    return int(found[0]) if found else None


def answered(contact: int, visitor: str) -> None:
    """Write the answers that were given with this browser before anybody was known into the ledger, at their times."""
    record(
        [
            Touch(
                f"consent.{answer.state}",
                _payload(visitor, answer.wording_id, answer.url),
                contact=contact,
                occurred_at=answer.at,
                key=f"decision {answer.pk}",
            )
            for answer in visitors.answers_of(visitor)
            if answer.state != State.REFUSED
        ]
    )


def withdraw(visitor: str, *, wording: int | None, at: datetime) -> None:
    """Write it into the ledger of whom the browser is, if that is known, and let it lead to nobody from now on."""
    contact = contact_of(visitor)
    if contact is None:
        return
    payload = _payload(visitor, wording, "")
    record([Touch("consent.withdrawn", payload, contact=contact, occurred_at=at)])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM contacts_identifier WHERE kind = %s AND value = %s", [VISITOR, visitor])


def _payload(visitor: str, wording: int | None, url: str) -> dict[str, object]:
    """The digest stands for the browser: its id is deleted with a withdrawal, and the proof stays."""
    told: dict[str, object] = {"channel": CHANNEL, "purpose": PURPOSE, "address": visitors.digest(visitor).hex()}
    if wording:
        told["wording"] = wording
    return told | ({"evidence": {"url": url}} if url else {})
