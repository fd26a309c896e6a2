"""Short ways to found people and a newsletter, and to say yes and no."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from trichter.facts.consent import wordings
from trichter.facts.consent.models import Wording
from trichter.facts.consent.services import Entry
from trichter.facts.contacts.models import Contact
from trichter.kernel import clock
from trichter.kernel.words import Words

WHEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NEWSLETTER = Words("Newsletter", "Newsletter")

Say = Callable[..., int]
Person = Callable[[str], int]

_touchpoints = count(1)


def entry(contact: int, state: str, address: str, **given: Any) -> Entry:
    """An answer on e-mail about the newsletter, with a proof, unless `given` says otherwise."""
    usual: dict[str, Any] = {
        "channel": "email",
        "purpose": "newsletter",
        "at": clock.now(),
        "snapshot": {"url": "https://ahornwerk.example/"},
    }
    return Entry(contact, next(_touchpoints), address=address, state=state, **(usual | given))


def found_newsletter() -> Wording:
    """The purpose and its e-mail wording."""
    wordings.found_purpose("newsletter", label=NEWSLETTER)
    return wordings.publish_wording(
        "newsletter", channel="email", language="de", text="Ja, ich möchte Post von Ahornwerk."
    )


def found_person(email: str) -> int:
    """A contact of that address."""
    return Contact.objects.create(email=email, created_at=WHEN).pk
