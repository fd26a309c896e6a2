"""A colleague at each screen's main job, once in each language: in German at a desk, in English with a phone.

Models are imported within the fixtures: called for this folder, pytest reads this file before Django is set up.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.faces.looks import LOOKS
from tests.faces.web.reader import Reader

if TYPE_CHECKING:
    from trichter.facts.staff.models import User

PEOPLE = (
    ("Samira", "Toprak", "Einkaufsleiterin", "Kunststoff Ebert GmbH", "opportunity"),
    ("Henrik", "Maurer", "Leiter IT", "Stadtwerke Auental", "sql"),
    ("Petra", "Lindqvist", "Geschäftsführerin", "Brauhaus Feldmann GmbH", "sql"),
    ("Tobias", "Rehm", "Energiemanager", "Papierfabrik Lohe GmbH", "mql"),
    ("Florian", "Beck", "Technischer Leiter", "Möbelwerke Harth GmbH", "mql"),
    ("Katrin", "Oswald", "Controlling", "Molkerei Sonnhalde eG", "mql"),
    ("Mehmet", "Aksoy", "Werkleiter", "Aksoy Metallbau GmbH", ""),
    ("Julia", "Steinbach", "Leiterin Nachhaltigkeit", "Glaswerk Thalau GmbH", ""),
)


@pytest.fixture(params=LOOKS)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def reader(sit_down: Callable[..., Reader], lea: "User", language: str) -> Reader:
    """Lea, who administers the house, reads that language and is in already."""
    from trichter.facts.staff.models import Role, User

    User.objects.filter(pk=lea.pk).update(language=language, role=Role.ADMINISTRATION)
    first = LOOKS[language][0]
    reader = sit_down(language=language, scheme=first.scheme, width=first.width)
    reader.come_in(lea.email)
    return reader


@pytest.fixture
def says(language: str) -> Callable[[str, str], str]:
    """The words of that language: German, English."""
    return lambda german, english: german if language == "de" else english


@pytest.fixture
def crowd(lea: "User") -> list[int]:
    """Eight people of firms, three of them MQL."""
    from tests.factories import form
    from trichter.kernel import clock
    from trichter.spine.intake import record
    from trichter.spine.touch import Stage

    now = clock.now()
    touches = []
    for hours, (first, last, position, firm, reached) in enumerate(PEOPLE, start=1):
        domain = f"{last.lower()}.example"
        learned: dict[str, Any] = {"first_name": first, "last_name": last, "position": position, "owner": lea.pk}
        touches.append(
            form(
                f"{first.lower()}@{domain}",
                channel="event",
                occurred_at=now - timedelta(hours=hours),
                stage=Stage(reached) if reached else None,
                learned=learned | {"company": {"name": firm, "domain": domain}},
            )
        )
    return [one.contact_id for one in record(touches)]
