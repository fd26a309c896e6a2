"""The segments of the demo company, with whoever is in them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from trichter.kernel import clock
from trichter.qualification.rules.text import parse
from trichter.qualification.segments import editing
from trichter.spine import segmenting

_MADE = timedelta(days=60)
SEGMENTS = (
    (
        "Preisleser ohne Gespräch",
        "Hat Preise gelesen, und noch niemand von uns hat angerufen.",
        'did page.viewed where path starts with "/preise" in the last 90 days and never did call.made and not customer',
    ),
    (
        "Betriebe ab 100 Beschäftigten",
        "Für die Einladung zum Werksrundgang.",
        "company.employees at least 100 and not customer",
    ),
    (
        "Newsletter erlaubt, noch kein Kunde",
        "Wer Post von uns möchte und noch nicht gekauft hat.",
        "consent.email.newsletter is confirmed and not customer and not promoter",
    ),
    ("Stille Kunden", "Seit 90 Tagen nichts gehört: anrufen.", "customer and active not in the last 90 days"),
    ("Gäste der Hausmesse", "Wen wir persönlich einladen.", ""),
)
"""Name, what it is for, and the rule; none where colleagues choose."""


def group(now: datetime, colleagues: Mapping[str, int]) -> None:
    """Make them, and gather who is in them."""
    with clock.at(now - _MADE):
        for name, purpose, rule in SEGMENTS:
            editing.create(name, parse(rule) if rule else None, description=purpose, by=colleagues["miriam"])
    with clock.at(now):
        while segmenting.gather_changed():
            continue
