"""A house that can write, letters of its ledger, and a reader of what was written."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from typing import Any

from trichter.facts.house import services as house
from trichter.kernel import clock
from trichter.spine.outreach import composing
from trichter.spine.outreach.composing import Composed
from trichter.spine.outreach.grounds import ToColleague
from trichter.spine.outreach.models import Message

_numbers = count(1_000)


def firm() -> None:
    """Ahornwerk, with all that its mails have to say."""
    house.change(
        name="Ahornwerk",
        legal_name="Ahornwerk GmbH",
        legal_form="gmbh",
        street="Lindenstraße 8",
        postal_code="79098",
        city="Freiburg",
        phone="+49 761 555 0100",
        email="info@ahornwerk.example",
        register_court="Amtsgericht Freiburg",
        register_number="HRB 000000",
        representatives="Clara Ahorn",
    )


def letter(template: str = "letter", **given: Any) -> Message:
    """A row of the ledger, not stored: composing needs no more."""
    row: dict[str, Any] = {
        "id": next(_numbers),
        "recipient": "x",
        "cause": "test",
        "address": "a.reimers@wellner.example",
        "template": template,
        "language": "de",
        "context": {"subject": "Ihre Frage", "body": "Guten Tag Frau Dr. Reimers,\n\ndanke.", "colleague": None},
        "ground": {"ground": ToColleague.name},
        "due_at": clock.now(),
        "created_at": clock.now(),
    }
    return Message(**row | given)


def written(template: str = "letter", **given: Any) -> Composed:
    """A letter of the firm, composed."""
    return composing.compose(letter(template, **given))


def parsed(source: bytes) -> EmailMessage:
    """As a mail program reads it, which must find no fault."""
    message = message_from_bytes(source, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    for part in message.walk():
        assert not part.defects
    return message


def part(source: bytes, kind: str) -> str:
    """Its text or HTML."""
    body = parsed(source).get_body((kind,))
    assert body is not None
    return str(body.get_content())
