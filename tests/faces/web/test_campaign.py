"""A campaign's page: what it brought, its plan, its links with their codes; and costs from a file."""

import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.faces.web.toasts import undo
from tests.factories import anna
from tests.generation.tracking.visitors import FIREFOX, Browser, site, work
from trichter.facts.house import journal
from trichter.facts.staff.models import User
from trichter.facts.timeline import campaigns
from trichter.facts.timeline.campaigns import Plan, declare_campaign
from trichter.facts.timeline.models import Channel
from trichter.facts.timeline.origins import versions
from trichter.generation.costs.queries import listing
from trichter.generation.shortlinks import queries, services
from trichter.kernel import clock

PAGE = "/einstellungen/kampagnen/"
PLAN = {"do": "save", "name": "Messe", "channel": "event", "budget": "10000", "target": "50"}
LINK = {
    "do": "link",
    "link-target": "https://www.ahornwerk.example/messe",
    "link-source": "messe",
    "link-medium": "event",
    "link-content": "stand",
    "link-slug": "Messe-26",
}


@pytest.fixture
def fair(db: None) -> int:
    declare_campaign("messe", name="Messe", channel="event")
    return campaigns.listing()[0].id


def csv(text: str) -> dict[str, object]:
    return {"do": "table", "table-file": SimpleUploadedFile("kosten.csv", text.encode())}


def test_a_plan_is_kept_shown_and_taken_back(administration: Client, fair: int, lea: User) -> None:
    administration.post(f"{PAGE}{fair}/", PLAN | {"owner": str(lea.pk)})
    assert campaigns.campaign(fair).plan == Plan(1_000_000, 50, lea.pk)
    page = administration.get(f"{PAGE}{fair}/").content.decode()
    assert re.search(r"10\.000\s€", page)
    assert page.count(str(lea)) > 1
    undo(administration, page)
    assert campaigns.campaign(fair).plan == Plan()


@pytest.mark.parametrize("wrong", [{"budget": "0"}, {"target": "-1"}, {"owner": "999999"}, {"budget": "viel"}])
def test_what_is_no_plan_is_said_beside_its_field(administration: Client, fair: int, wrong: dict[str, str]) -> None:
    [field] = wrong
    assert f"id_{field}_error" in administration.post(f"{PAGE}{fair}/", PLAN | wrong).content.decode()
    assert campaigns.campaign(fair).plan == Plan()


def test_clicks_and_visits_of_the_last_days_are_drawn_and_stand_in_a_table(administration: Client, fair: int) -> None:
    path = f"{PAGE}{fair}/"
    assert 'class="answers"' not in administration.get(path).content.decode()
    administration.post(path, LINK)
    followed = ("2026-11-20T12:00", "2026-11-20T13:00", "2026-10-01T12:00")
    [link] = queries.listed(fair)
    for moment in followed:
        with clock.at(datetime.fromisoformat(moment).replace(tzinfo=UTC)):
            services.follow(link.slug, agent=FIREFOX)
    visited = datetime(2026, 11, 21, 12, tzinfo=UTC)
    with clock.at(visited):
        browser = Browser(site()).agree()
        browser.see("/messe?utm_campaign=messe&utm_medium=event", at=visited)
        work()
    with clock.at(datetime(2026, 11, 23, 12, tzinfo=UTC)):
        context = administration.get(path).context
    days = {day.day.isoformat(): (day.clicks, day.visits) for day in context["course"].days if day.clicks or day.visits}
    assert days == {"2026-11-20": (2, 0), "2026-11-21": (0, 1)}
    assert len(context["bars"]) == 30


def test_the_number_of_leads_opens_the_people_behind_it(administration: Client, fair: int) -> None:
    anna(channel="event", campaign="messe")
    page = administration.get(f"{PAGE}{fair}/").content.decode()
    path = f"/kontakte/?reached=lead&amp;campaign={fair}"
    assert f'href="{path}">1</a>' in page
    assert "anna@example.org" in administration.get(path.replace("&amp;", "&")).content.decode()


def test_a_link_is_made_with_what_fits_the_channel_and_has_its_codes(administration: Client, fair: int) -> None:
    form = administration.get(f"{PAGE}{fair}/").context["new"]
    assert (form.initial["source"], form.initial["medium"]) == ("messe", "event")
    page = administration.post(f"{PAGE}{fair}/", LINK, follow=True).content.decode()
    [link] = queries.listed(fair)
    assert (link.slug, link.channel) == ("messe-26", Channel.EVENT)
    assert "/l/messe-26</b>" in page
    assert "badge-warn" not in page
    svg = administration.get(f"{PAGE}link/{link.id}/code.svg")
    png = administration.get(f"{PAGE}link/{link.id}/code.png")
    assert (svg.headers["Content-Type"], png.headers["Content-Type"]) == ("image/svg+xml", "image/png")
    assert png.headers["Content-Disposition"] == 'attachment; filename="messe-26.png"'
    assert (svg.content[:4], png.content[:4]) == (b"<svg", b"\x89PNG")
    assert [deed.label for deed in journal.listing()] != []


@pytest.mark.parametrize("path", ["link/999999/code.svg", "link/{link}/code.gif"])
def test_a_code_of_nothing_is_not_there(administration: Client, fair: int, path: str) -> None:
    administration.post(f"{PAGE}{fair}/", LINK)
    number = queries.listed(fair)[0].id
    assert administration.get(PAGE + path.format(link=number)).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "beside"),
    [
        ({"link-target": "javascript:alert(1)"}, "id_link-target_error"),
        ({"link-target": "/messe"}, "id_link-target_error"),
        ({"link-slug": "a/b"}, "id_link-slug_error"),
        ({"link-source": ""}, "id_link-source_error"),
    ],
)
def test_a_wrong_link_is_said_beside_its_field(
    administration: Client, fair: int, wrong: dict[str, str], beside: str
) -> None:
    assert beside in administration.post(f"{PAGE}{fair}/", LINK | wrong).content.decode()
    assert queries.listed(fair) == []


def test_a_short_link_that_is_taken_is_said(administration: Client, fair: int) -> None:
    administration.post(f"{PAGE}{fair}/", LINK)
    assert "id_link-slug_error" in administration.post(f"{PAGE}{fair}/", LINK).content.decode()


def test_a_link_that_counts_for_another_channel_is_marked(administration: Client, fair: int) -> None:
    page = administration.post(f"{PAGE}{fair}/", LINK | {"link-medium": "email"}, follow=True).content.decode()
    assert "badge-warn" in page


def test_a_house_whose_rules_say_otherwise_sees_it_at_its_links(administration: Client, fair: int) -> None:
    administration.post(f"{PAGE}{fair}/", LINK)
    versions.remove("medium-event")
    assert "badge-warn" in administration.get(f"{PAGE}{fair}/").content.decode()


def test_a_link_is_closed_opened_again_and_each_is_taken_back(administration: Client, fair: int) -> None:
    administration.post(f"{PAGE}{fair}/", LINK)
    undo(administration)
    [link] = queries.listed(fair)
    assert link.is_closed
    administration.post(f"{PAGE}{fair}/", {"do": "reopen", "one": str(link.id)})
    page = administration.post(f"{PAGE}{fair}/", {"do": "close", "one": str(link.id)}, follow=True).content.decode()
    assert queries.listed(fair)[0].is_closed
    undo(administration, page.rpartition("<t-toast")[2])
    assert not queries.listed(fair)[0].is_closed


def test_costs_come_from_a_file_and_go_again_together(administration: Client, fair: int) -> None:
    file = "Tag;Kampagne;Kosten\n01.09.2026;Messe;12,50\n02.09.2026;Messe;7,50\n"
    page = administration.post(PAGE, csv(file), follow=True).content.decode()
    assert sorted(one.cents for one in listing()) == [750, 1250]
    assert "kosten.csv" in [deed.about for deed in journal.listing()]
    undo(administration, page)
    assert listing() == []


def test_a_file_that_was_read_before_adds_nothing(administration: Client, fair: int) -> None:
    file = "Tag;Kampagne;Kosten\n01.09.2026;Messe;12,50\n"
    administration.post(PAGE, csv(file))
    administration.post(PAGE, csv(file))
    assert len(listing()) == 1


def test_a_wrong_line_is_said_beside_the_file(administration: Client, fair: int) -> None:
    page = administration.post(PAGE, csv("Tag;Kampagne;Kosten\n01.09.2026;Messe;viel\n")).content.decode()
    assert "id_table-file_error" in page
    assert "viel" in page
    assert listing() == []


def test_of_many_costs_the_latest_are_listed_and_the_page_says_so(administration: Client, fair: int) -> None:
    lines = "".join(f"2026-09-01,messe,{euros}\n" for euros in range(1, 103))
    page = administration.post(PAGE, csv(f"day,campaign,amount\n{lines}"), follow=True).content.decode()
    assert len(listing()) == 100
    assert re.search(r"100 \w+ 102", page)
