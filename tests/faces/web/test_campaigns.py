"""Campaigns are made and renamed by hand, and what they cost is noted."""

from datetime import date

import pytest
from django.test import Client

from tests.faces.web.toasts import undo
from trichter.facts.house import journal
from trichter.facts.staff.models import Role, User
from trichter.facts.timeline import campaigns
from trichter.facts.timeline.campaigns import declare_campaign
from trichter.generation.costs import queries

PAGE = "/einstellungen/kampagnen/"
NEW = {"do": "add", "new-name": "Messe Südwest", "new-channel": "event"}


@pytest.fixture
def fair(db: None) -> int:
    declare_campaign("messe", name="Messe", channel="event")
    return campaigns.listing()[0].id


def cost(about: str, amount: str = "1234,50", until: str = "2026-09-30") -> dict[str, str]:
    days = {"cost-starts_on": "2026-09-01", "cost-ends_on": until}
    return {"do": "cost", "cost-about": about, "cost-amount": amount, "cost-text": "Stand"} | days


def test_a_campaign_is_added_with_a_key_of_its_name(administration: Client) -> None:
    page = administration.post(PAGE, NEW | {"new-starts_on": "2026-09-01"}, follow=True).content.decode()
    one = campaigns.listing()[0]
    assert (one.key, one.name, one.channel, one.starts_on) == (
        "messe-suedwest",
        "Messe Südwest",
        "event",
        date(2026, 9, 1),
    )
    assert "Messe Südwest" in page
    assert [deed.about for deed in journal.listing()] == ["Messe Südwest"]


@pytest.mark.parametrize(
    ("wrong", "beside"),
    [
        ({"new-key": "messe"}, "id_new-key_error"),
        ({"new-name": ""}, "id_new-name_error"),
        ({"new-starts_on": "2026-09-02", "new-ends_on": "2026-09-01"}, "id_new-ends_on_error"),
        ({"new-channel": "smoke"}, "id_new-channel_error"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    administration: Client, fair: int, wrong: dict[str, str], beside: str
) -> None:
    assert beside in administration.post(PAGE, NEW | wrong).content.decode()
    assert (len(campaigns.listing()), journal.listing()) == (1, [])


def test_a_campaign_changes_and_keeps_its_key(administration: Client, fair: int) -> None:
    administration.post(f"{PAGE}{fair}/", {"name": "Messe Nord", "channel": "event", "ends_on": "2026-10-01"})
    one = campaigns.campaign(fair)
    assert (one.key, one.name, one.ends_on) == ("messe", "Messe Nord", date(2026, 10, 1))


def test_what_it_cost_is_noted_and_shown(administration: Client, fair: int) -> None:
    page = administration.post(PAGE, cost(f"campaign {fair}"), follow=True).content.decode()
    assert queries.spent(None, None) == {("event", fair): 123_450}
    assert page.count("1.234,50\xa0€") == 3, "beside the campaign, among the costs, and for its button"
    administration.post(f"/einstellungen/kosten/{queries.listing()[0].id}/entfernen/")
    assert queries.listing() == []


def test_each_change_is_taken_back_by_a_button(administration: Client, fair: int) -> None:
    administration.post(PAGE, cost(f"campaign {fair}"))
    undo(administration)
    assert queries.listing() == []
    administration.post(PAGE, cost(f"campaign {fair}"))
    [noted] = queries.listing()
    administration.post(f"/einstellungen/kosten/{noted.id}/entfernen/")
    undo(administration, administration.get(PAGE).content.decode().rpartition("<t-toast")[2])
    assert [(one.cents, one.starts_on, one.campaign_id) for one in queries.listing()] == [
        (noted.cents, noted.starts_on, fair)
    ]
    was = campaigns.campaign(fair)
    days = {"starts_on": "2026-09-01", "ends_on": "2026-09-30"}
    administration.post(f"{PAGE}{fair}/", {"name": "Andere", "channel": "search", **days})
    assert campaigns.campaign(fair).starts_on == date(2026, 9, 1)
    undo(administration, administration.get(PAGE).content.decode().rpartition("<t-toast")[2])
    assert campaigns.campaign(fair) == was


def test_a_channel_as_a_whole_costs_something_too(administration: Client) -> None:
    administration.post(PAGE, cost("channel paid_search", "99"))
    assert queries.spent(None, None) == {("paid_search", None): 9_900}


@pytest.mark.parametrize(
    "wrong", [{"amount": "0"}, {"amount": "viel"}, {"until": "2026-08-01"}, {"about": "campaign 99"}]
)
def test_a_cost_that_cannot_be_is_not_noted(administration: Client, wrong: dict[str, str]) -> None:
    page = administration.post(PAGE, cost(**{"about": "channel print", **wrong})).content.decode()
    assert 'aria-invalid="true"' in page
    assert queries.listing() == []


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}1/", "/einstellungen/kosten/1/entfernen/"])
@pytest.mark.parametrize("role", [Role.SALES, Role.SERVICE, Role.HR])
def test_departments_may_not(client_of_lea: Client, lea: User, path: str, role: Role) -> None:
    User.objects.filter(pk=lea.pk).update(role=role)
    assert client_of_lea.post(path, NEW).status_code == 403
    assert campaigns.listing() == []


def test_marketing_notes_a_cost_finds_the_page_and_takes_back_what_was_wrong(
    client_of_lea: Client, lea: User, fair: int
) -> None:
    User.objects.filter(pk=lea.pk).update(role=Role.MARKETING)
    page = client_of_lea.post(PAGE, cost(f"campaign {fair}"), follow=True).content.decode()
    assert f'href="{PAGE}"' in page
    assert 'href="/einstellungen/"' not in page
    undo(client_of_lea, page)
    assert queries.listing() == []
