"""An offer that may be published, and the house that publishes it."""

from io import BytesIO
from typing import Any

from tests.generation.assets import files
from trichter.facts.consent import services as consent
from trichter.facts.house import services as house
from trichter.facts.house.legalforms import LEGAL_FORMS
from trichter.generation.assets import services as assets
from trichter.generation.offers import services
from trichter.generation.offers.content import Content
from trichter.generation.offers.models import Offer
from trichter.kernel.words import Words


def both(german: str, english: str = "") -> dict[str, str]:
    return {"de": german, "en": english or german}


EMAIL = {"key": "email", "type": "email", "label": both("E-Mail", "E-mail"), "is_required": True}
PHONE = {"key": "phone", "type": "phone", "label": both("Telefon", "Phone"), "is_required": True}


def our_house() -> None:
    """Everything that the Impressum needs, a privacy notice and a newsletter in both languages."""
    assert "gmbh" in LEGAL_FORMS
    house.change(
        name="Ahornwerk",
        legal_name="Ahornwerk GmbH",
        legal_form="gmbh",
        street="Am Ahorn 1",
        postal_code="58095",
        city="Hagen",
        email="post@ahornwerk.example",
        phone="+49 2331 5550",
        representatives="Lea Hofstetter",
        register_court="Amtsgericht Hagen",
        register_number="HRB 1234",
    )
    consent.found_purpose("newsletter", label=Words("Newsletter", "Newsletter"))
    for language, text in (("de", "Ja, ich möchte den Newsletter."), ("en", "Yes, I want the newsletter.")):
        house.publish_notice(language, "Was mit Ihren Daten geschieht.")
        consent.publish_wording("newsletter", channel="email", language=language, text=text)


def white_paper(**changed: Any) -> Content:
    """A white paper with everything that it needs; keywords replace."""
    said: dict[str, Any] = {
        "slug": "zwoelf-hebel",
        "languages": ["de", "en"],
        "title": both("Zwölf Hebel", "Twelve levers"),
        "text": both("Strom sparen.", "Save power."),
        "gives": "file",
        "questions": [EMAIL],
        "button": both("Anfordern", "Get it"),
        "thanks": both("Danke!", "Thank you!"),
        "consent_choice": "optional",
        "asks": [{"purpose": "newsletter"}],
    }
    if "file" not in changed and changed.get("gives", "file") == "file":
        said["file"] = assets.keep(BytesIO(files.PDF), "Zwölf Hebel.pdf").pk
    return Content.model_validate(said | changed)


def published(**changed: Any) -> Offer:
    """A white paper that visitors see."""
    offer = services.create(white_paper(**changed))
    services.publish(offer.pk)
    offer.refresh_from_db()
    return offer
