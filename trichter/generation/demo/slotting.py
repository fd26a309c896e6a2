"""The demo company's start page shows customers and readers of prices something of their own."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from trichter.generation.demo.chance import chance
from trichter.generation.tracking.models import SlotDay
from trichter.generation.tracking.slots import services
from trichter.generation.tracking.slots.content import Audience, Said, Variant
from trichter.generation.tracking.slots.counting import DEFAULT

DAYS = 30
_CUSTOMERS = Variant(
    name="Kunden",
    audience=Audience.PEOPLE,
    rule="stage is any of (customer, promoter)",
    said={
        "de": Said(
            title="Schön, dass Sie wieder da sind",
            text="Die neue Auswertung der Lastgänge liegt in Ihrem Portal.",
            label="Was neu ist",
            link="/neues",
        ),
        "en": Said(
            title="Good to see you again",
            text="The new report on load profiles is in your portal.",
            label="What is new",
            link="/en/news",
        ),
    },
)
_PRICES = Variant(
    name="Haben Preise gelesen",
    audience=Audience.READERS,
    phase="evaluation",
    said={
        "de": Said(
            title="Rechnet sich das für Ihr Werk?",
            text="In zwanzig Minuten rechnen wir es mit Ihren Zahlen durch.\n\nKostenlos, mit Ergebnis zum Mitnehmen.",
            label="Rechnung anfordern",
            link="/beratung",
        )
    },
)
_SHARES = ((1, 4, 0.12), (2, 11, 0.07), (DEFAULT, 58, 0.0))
"""Number of the variant, how often it is shown on a working day, and how many of those click."""


def slot(now: datetime, *, zone: ZoneInfo) -> None:
    """Have it filled, for a month by now."""
    rng = chance("slots")
    made = services.add("start-hero", label="Startseite, oben")
    for variant in (_CUSTOMERS, _PRICES):
        services.add_variant(made, variant)
    rows = []
    for ago in range(DAYS):
        day = (now - timedelta(days=ago)).astimezone(zone).date()
        busy = 0.35 if day.weekday() > 4 else 1.0
        for number, often, share in _SHARES:
            shown = round(busy * often * rng.uniform(0.6, 1.5))
            rows.append(
                SlotDay(slot_id=made, day=day, variant=number, shown=shown, clicked=round(shown * share * rng.random()))
            )
    SlotDay.objects.bulk_create(rows)
