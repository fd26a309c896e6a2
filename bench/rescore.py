"""Another scoring model for a million people with ten million touchpoints, while others go on working (issue 5)."""

import resource
import time
from typing import Any

from django.db import connection

from bench import pages
from trichter.qualification.scoring import versions
from trichter.qualification.scoring.content import Content
from trichter.qualification.scoring.models import Reign, Score, Version
from trichter.spine import rescoring
from trichter.spine.longwork.doing import advance

BUDGET = 10.0
"""Seconds from publishing a version until everybody is worth what it says."""
MOST_MEMORY = 64
"""Megabytes that this process may grow by, however many people there are."""


def run() -> list[dict[str, Any]]:
    """The house changes from one model to the other, which asks nearly all anew, and then edits it as colleagues do."""
    pages._populate()
    _know_more()
    _first_scores()
    other, known = versions.content("consumer"), versions.content("business").fit[0]
    edited = other.model_copy(
        update={
            "half_life_days": other.half_life_days + 7,
            "engagement": tuple(one.model_copy(update={"points": one.points + 1}) for one in other.engagement),
            "fit": (*other.fit, known.model_copy(update={"key": f"more_{len(other.fit)}"})),
        }
    )
    return [_measured("rescore.other_model", other), _measured("rescore.edited", edited)]


def _first_scores() -> None:
    """By the first version for business, as an update of the product makes them."""
    first = Version.objects.get(model="business", number=1)
    Reign.objects.filter(next_id=None).update(next_id=first.pk)
    rescoring.renew()
    while advance():
        pass


def _measured(name: str, content: Content) -> dict[str, Any]:
    versions.save_draft("consumer", content.json_form())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    began = time.perf_counter()
    if rescoring.publish("consumer") is None and rescoring.choose("consumer") is None:
        raise AssertionError("nothing to do")
    while advance():
        pass
    took = time.perf_counter() - began
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024 - before
    return {
        "bench": name,
        "value": round(took, 2),
        "unit": "s",
        "limit": BUDGET,
        "ratio": round(took / BUDGET, 2),
        "budget": 1,
        "ok": took <= BUDGET and grown <= MOST_MEMORY,
        "grown_mb": grown,
        "people": Score.objects.count(),
        "engaged": Score.objects.exclude(falls_at=None).count(),
        "touchpoints": pages.TOUCHPOINTS,
    }


def _know_more() -> None:
    """Positions and sizes, as scoring asks for them, and pages looked at."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM timeline_touchpoint WHERE kind = 'page.viewed')")
        if cursor.fetchone()[0]:
            return
        for statement in _STATEMENTS:
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE")


_STATEMENTS = (
    "UPDATE contacts_company SET industry = 'Metall', employees = id % 2000 WHERE id % 3 > 0",
    "UPDATE contacts_contact SET position = (ARRAY['Inhaber', 'Leiterin Einkauf', '', 'Werkstudent'])[id % 4 + 1]"
    " WHERE id % 4 <> 2",
    "SET trichter.door = 'merge'",
    """
    UPDATE timeline_touchpoint SET kind = 'page.viewed', payload = jsonb_build_object('url',
        'https://firma.example' || (ARRAY['/preise', '/produkte/a', '/', '/blog/b?utm=1'])[contact_id % 4 + 1])
    WHERE kind = 'mail.opened'
    """,
    "RESET trichter.door",
)
