"""Visitors sit down at the same browser as colleagues; the firm has said who it is."""

import pytest

from tests.faces.web.conftest import browser, house, lea, sit_down  # noqa: F401 fixtures

NOTICE = """\
# Wer verantwortlich ist
Ahornwerk GmbH, **Freiburg**

- Fragen an [die Firma](mailto:info@ahornwerk.example)
- Mehr auf https://ahornwerk.example/daten.
"""


@pytest.fixture(autouse=True)
def _cheap_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every proof is asked for and checked as ever, for less: most visitors here have no browser to work in."""
    monkeypatch.setattr("trichter.generation.forms.work.COST", 1)


@pytest.fixture
def ahornwerk(db: None) -> None:
    from trichter.facts.house import services
    from trichter.generation.demo.letterhead import FIRM

    services.change(**FIRM)
    services.publish_notice("de", NOTICE)
    services.publish_notice("en", "# Who is responsible\nAhornwerk GmbH")
