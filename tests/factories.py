"""Anna, Bernd who works beside her, Charlie the stranger, and Lea of our own house: made by what they do."""

from datetime import UTC, datetime, timedelta
from typing import Any

from trichter.facts.consent import services as consent
from trichter.facts.consent.models import Wording
from trichter.facts.contacts.models import Contact
from trichter.facts.staff import services as staff
from trichter.facts.staff.models import User
from trichter.facts.timeline.kinds.verdicts import Answer
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.facts.timeline.registry import kind_named
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.models import Standing
from trichter.spine.intake import record
from trichter.spine.touch import SYSTEM, Recorded, Touch

PROOF = {"url": "https://ahornwerk.example/newsletter"}


def day(number: float) -> datetime:
    """Nine o'clock UTC of the day of that number in March 2026; fractions are parts of a day."""
    return datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(days=number - 1)


def happen(*touches: Touch) -> list[Recorded]:
    """Record them in one batch."""
    return record(touches)


def does(contact: int, kind: str, payload: dict[str, Any] | None = None, **given: Any) -> int:
    """Something more that a known person does, or that is done about them; the touchpoint's id."""
    by = {"actor": SYSTEM} if kind_named(kind).is_by_hand else {}
    return record([Touch(kind, payload or {}, contact=contact, **by | given)])[0].touchpoint_id


def form(email: str | None = None, **given: Any) -> Touch:
    """A form sent."""
    return Touch("form.submitted", {"title": "Kontakt"}, email=email, **given)


def anna(**given: Any) -> int:
    """Anna, who has sent a form."""
    return record([form("anna@example.org", **given)])[0].contact_id


def bernd(**given: Any) -> int:
    """Bernd, who has sent one too."""
    return record([form("bernd@example.org", **given)])[0].contact_id


def charlie(**given: Any) -> int:
    """Charlie, a stranger to both."""
    return record([form("charlie@elsewhere.example", **given)])[0].contact_id


def lea() -> User:
    """A colleague of ours."""
    return staff.invite("lea@ahornwerk.example", name="Lea Hofstetter")


def newsletter() -> Wording:
    """The purpose of the newsletter and its wording for e-mail."""
    consent.found_purpose("newsletter", label=Words("Newsletter", "Newsletter"))
    return consent.publish_wording("newsletter", channel="email", language="de", text="Ja, ich möchte Post.")


def says(contact: int, answer: str, **given: Any) -> int:
    """An answer on the newsletter by e-mail (`granted`, `withdrawn` …), with a proof; the touchpoint's id."""
    payload = {"channel": "email", "purpose": "newsletter", "evidence": PROOF}
    payload |= {name: given.pop(name) for name in Answer.model_fields if name in given}
    return does(contact, f"consent.{answer}", payload, **given)


def learns(contact: int, **given: Any) -> int:
    """Fields of a person told: keywords are fields, but for those of `Touch`; the touchpoint's id."""
    said = {name: given.pop(name) for name in ("occurred_at", "actor") if name in given}
    return does(contact, "contact.edited", learned=given, **said)


def known(contact: int) -> Contact:
    """What stands in the contact's row."""
    return Contact.objects.get(id=contact)


def stage(contact: int, track: str = "customer") -> str | None:
    """Where a person stands."""
    return Standing.objects.filter(contact_id=contact, track_id=track).values_list("stage", flat=True).first()


def kinds(contact: int) -> list[str]:
    """The kinds on a person's timeline, in the order of recording, without what was taken back."""
    effective = EffectiveTouchpoint.objects.filter(contact_id=contact, is_void=False)
    return list(effective.order_by("id").values_list("kind", flat=True))
