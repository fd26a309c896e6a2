"""The first page says what the funnel says."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.test import Client

from trichter.faces.web.selecting import filter_of
from trichter.faces.web.templatetags.formats import today
from trichter.faces.web.views.touring import STEPS
from trichter.facts.staff import services as staff
from trichter.facts.staff.models import Department, User
from trichter.facts.timeline import campaigns
from trichter.facts.timeline.models import Channel
from trichter.generation.costs import services as costs
from trichter.insight import lists
from trichter.insight.funnel import funnel
from trichter.insight.overview import Scope, overview
from trichter.kernel import clock
from trichter.sales.tasks import services as tasks
from trichter.spine import tallying
from trichter.spine.intake import record
from trichter.spine.touch import Touch


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "{{" not in page
    assert "{%" not in page
    return page


def numbers(page: str) -> dict[int, str]:
    """What the table says, by the sign of the stage."""
    rows = re.findall(
        r'<span class="stage" data-stage="(\d)">(?:(?!</tr>).)*?<td class="n strong">(.*?)</td>', page, re.DOTALL
    )
    return {int(glyph): re.sub(r"<[^>]*>", "", number).strip() for glyph, number in rows}


def test_the_page_shows_who_came_how_far(client_of_lea: Client, anja: int, bernd: int) -> None:
    found = numbers(text(client_of_lea, "/?view=table"))
    assert len(found) == 8
    assert (found[1], found[3], found[6], found[7]) == ("–", "2", "1", "0")


def test_the_picture_and_the_table_say_the_same(client_of_lea: Client, anja: int) -> None:
    page = text(client_of_lea, "/")
    drawn = re.findall(r'<path data-stage="(\d)"', page)
    listed = re.findall(r'<th scope="row">\s*<span class="stage" data-stage="(\d)"', page)
    assert drawn == listed != []
    assert 'role="img"' in page


def test_a_channel_narrows_everything(client_of_lea: Client, anja: int, bernd: int) -> None:
    page = text(client_of_lea, f"/?view=table&channel={Channel.SEARCH}")
    assert numbers(page)[3] == "1"
    assert "data-chosen" in page


def test_what_nobody_knows_is_ignored(client_of_lea: Client, anja: int) -> None:
    page = text(client_of_lea, "/?channel=telepathy&campaign=x&track=y&days=z&until=w")
    assert "data-chosen" not in page


def test_an_address_keeps_what_else_was_chosen(client_of_lea: Client, anja: int) -> None:
    page = text(client_of_lea, "/?view=table&days=30&channel=search")
    assert 'href="/?view=table&amp;channel=search&amp;days=365"' in page


def listed(client: Client, address: str) -> int:
    """How many stand in the list of contacts at that address."""
    assert address.startswith("/kontakte/?")
    return lists.total(filter_of(QueryDict(unescape(address).partition("?")[2]), me=None))


def test_every_number_opens_the_list_of_those_it_counts(client_of_lea: Client, anja: int, bernd: int) -> None:
    for path in ("/?view=table", "/?view=table&days=all", f"/?view=table&channel={Channel.OTHER}"):
        linked = re.findall(r'<a data-behind href="([^"]*)">\s*(\d+)\s*</a>', text(client_of_lea, path))
        assert len(linked) > 10
        assert [(address, number) for address, number in linked if listed(client_of_lea, address) != int(number)] == []


def test_whoever_was_erased_is_in_no_list_and_in_no_number(
    client_of_lea: Client, anja: int, bernd: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = int(numbers(text(client_of_lea, "/?view=table"))[3])
    record([Touch("contact.erased", contact=anja)])
    test_every_number_opens_the_list_of_those_it_counts(client_of_lea, anja, bernd)
    live = numbers(text(client_of_lea, "/?view=table"))
    assert int(live[3]) == before - 1
    counted = {stage.key: stage.reached for stage in funnel(zone=ZoneInfo("Europe/Berlin")).stages}
    assert counted["lead"] == before - 1
    monkeypatch.setattr(tallying, "LARGE", -1)
    tallying.tally()
    assert numbers(text(client_of_lea, "/?view=table")) == live


def test_a_team_sees_its_own_people_and_no_costs(client_of_lea: Client, lea: User, anja: int, bernd: int) -> None:
    team = staff.found_team("Nord", department=Department.SALES)
    lea.teams.set([team])
    record([Touch("contact.edited", contact=anja, learned={"owner": lea.pk})])
    costs.note(starts_on=today(), ends_on=today(), cents=400_00, channel="search")
    assert "200 €" in text(client_of_lea, "/")
    page = text(client_of_lea, f"/?view=table&team={team.pk}")
    assert numbers(page)[3] == "1"
    assert "€" not in page


@pytest.mark.django_db
def test_days_to_come_cost_nothing_yet() -> None:
    zone, now = ZoneInfo("Europe/Berlin"), today()
    costs.note(starts_on=now, ends_on=now + timedelta(days=9), cents=1_000_00, channel="event")
    costs.note(starts_on=now + timedelta(days=3), ends_on=now + timedelta(days=9), cents=700_00, channel="search")
    until = now + timedelta(days=30)
    for scope in (Scope(zone), Scope(zone, since=now, until=now), Scope(zone, since=now, until=until)):
        assert overview(scope).cents == 100_00
    assert overview(Scope(zone, since=now + timedelta(days=5), until=until)).cents == 0


def test_what_costs_and_brings_nobody_is_listed_too(client_of_lea: Client, anja: int) -> None:
    costs.note(starts_on=today(), ends_on=today(), cents=99_00, channel="print")
    assert re.search(r"channel=print.*?99 €", text(client_of_lea, "/"), re.DOTALL)


def test_campaigns_are_listed_when_asked_for(client_of_lea: Client, anja: int) -> None:
    campaigns.add("fair", name="Messe Köln", channel="event", starts_on=None, ends_on=None)
    record([Touch("contact.captured", {}, email="neu@x.example", channel="event", campaign="fair", key="neu")])
    page = text(client_of_lea, "/?by=campaign")
    assert re.search(r'href="/\?campaign=fair">Messe Köln</a>', page)


def test_todays_tasks_stand_beside_and_others_do_not(client_of_lea: Client, lea: User, anja: int) -> None:
    now = clock.now()
    for title, days in (("Angebot senden", 0), ("Nachfassen", -1), ("Nächste Woche", 7)):
        tasks.open(anja, title, to=lea.pk, due_at=now + timedelta(days=days))
    page = text(client_of_lea, "/")
    assert re.findall(r'aria-label="[^":]*: ([^"]*)"', page.partition('id="h-today"')[2])[:2] == [
        "Nachfassen",
        "Angebot senden",
    ]
    assert "Nächste Woche" not in page


def test_the_tour_is_closed_for_good_undone_and_opened_again(client_of_lea: Client, anja: int) -> None:
    page = text(client_of_lea, "/")
    assert len(re.findall(r'<li data-step="\d">', page)) == 5
    client_of_lea.post("/rundgang/", {"close": "yes"})
    page = text(client_of_lea, "/")
    assert "<t-tour" not in page
    undo = re.search(r'name="undo" value="([^"]+)"', page)
    assert undo
    client_of_lea.post("/rueckgaengig/", {"undo": undo[1]})
    assert "<t-tour" in text(client_of_lea, "/")
    client_of_lea.post("/rundgang/", {"close": "yes"})
    assert 'action="/rundgang/"' in text(client_of_lea, "/konto/")
    client_of_lea.post("/rundgang/")
    assert "<t-tour" in text(client_of_lea, "/")


def test_where_the_tour_leads_there_is_a_page(client_of_lea: Client, anja: int) -> None:
    for step in STEPS:
        assert client_of_lea.get(step.href).status_code == 200


def test_a_large_house_shows_sums_and_says_from_when(
    client_of_lea: Client, anja: int, bernd: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = numbers(text(client_of_lea, "/?view=table"))
    monkeypatch.setattr(tallying, "LARGE", -1)
    tallying.tally()
    record([Touch("form.submitted", {"title": "Kontakt"}, email="spaet@x.example")])
    page = text(client_of_lea, "/?view=table")
    assert numbers(page) == live
    assert re.search(r"Stand \d\d:\d\d", page)
    tallying.tally()
    assert numbers(text(client_of_lea, "/?view=table"))[3] == str(int(live[3]) + 1)
    monkeypatch.setattr(tallying, "LARGE", 20_000)
    tallying.tally()
    assert not re.search(r"Stand \d", text(client_of_lea, "/?view=table"))


def test_the_pages_ask_the_database_at_most_15_times(
    client_of_lea: Client,
    anja: int,
    bernd: int,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for path in ("/", "/?channel=search&by=campaign", "/kontakte/", f"/kontakte/{anja}/"):
        with django_assert_max_num_queries(15):
            client_of_lea.get(path)


def test_an_empty_house_says_what_to_do(client_of_lea: Client) -> None:
    assert 'href="/kontakte/neu/"' in text(client_of_lea, "/").partition('class="note"')[2]
    assert 'href="/import/"' in text(client_of_lea, "/kontakte/")
