"""How long visits are kept, and who counts as a robot: one sees what would happen before it does."""

import pytest
from django.test import Client

from tests.faces.web.toasts import undo
from tests.generation.tracking.visitors import Browser, site
from trichter.facts.house import journal
from trichter.facts.timeline.hits import partitions
from trichter.generation.tracking import bots, retention
from trichter.spine.models import Work

pytestmark = pytest.mark.django_db
KEPT = "/einstellungen/besuchsmessung/aufbewahrung/"
JUDGED = "/einstellungen/besuchsmessung/roboter/"


def test_looking_at_another_time_changes_nothing(administration: Client) -> None:
    partitions.see_to()
    page = administration.get(KEPT, {"months": "2"}).content.decode()
    assert 'name="months" value="2"' in page
    assert retention.months() == 13


def test_the_time_is_kept_noted_and_taken_back(administration: Client) -> None:
    page = administration.post(KEPT, {"months": "6"}, follow=True).content.decode()
    assert retention.months() == 6
    assert [deed.about[:2] for deed in journal.listing()] == ["6 "]
    undo(administration, page)
    assert retention.decided() is None


@pytest.mark.parametrize("months", ["0", "26", "x", ""])
def test_no_other_time_is_taken(administration: Client, months: str) -> None:
    assert 'aria-invalid="true"' in administration.post(KEPT, {"months": months}).content.decode()
    assert retention.decided() is None


def test_the_button_that_judges_anew_stands_only_where_something_would_differ(
    administration: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "btn-primary" not in administration.get(JUDGED).content.decode()
    browser = Browser(site()).agree()
    browser.client = browser.client._replace(agent="Totally/1.0")
    browser.see("/preise")
    monkeypatch.setattr(bots, "reason", lambda agent, _purpose="": "crawler" if agent == "Totally/1.0" else None)
    page = administration.get(JUDGED)
    assert page.context["would"].robots == 1
    assert "btn-primary" in page.content.decode()
    answer = administration.post(JUDGED)
    task = Work.objects.get()
    assert answer["Location"].endswith(f"/{task.pk}/")
    assert administration.get(answer["Location"]).status_code == 200
