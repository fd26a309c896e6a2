"""The list of people in the web: searched, narrowed, ordered, in pages, kept as a view, picked from."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client

from tests.factories import form
from trichter.facts.contacts import savedviews
from trichter.facts.contacts.models import SavedView
from trichter.facts.staff.models import User
from trichter.insight.filtering import Filter
from trichter.kernel import clock
from trichter.qualification.lifecycle.models import Journey
from trichter.spine.intake import record
from trichter.spine.touch import Stage, Touch


def page_of(client: Client, query: str = "") -> str:
    answer = client.get(f"/kontakte/{query}")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "{{" not in page
    assert "{%" not in page
    return page


def listed(page: str) -> list[str]:
    return [unescape(name) for name in re.findall(r'<a href="/kontakte/\d+/">([^<]*)</a>', page)]


def href(page: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}"\s+href="/kontakte/([^"]*)"', page)
    assert found, f"no way to the {rel} page"
    return unescape(found[1])


@pytest.fixture
def crowd(lea: User) -> list[int]:
    """120 people; every third is an MQL, every fourth Lea's, every fifth has a tag, nobody's name is another's."""
    now = clock.now()
    touches = [
        form(
            f"p{n}@firma{n % 7}.example",
            occurred_at=now - timedelta(hours=n),
            stage=Stage("mql") if n % 3 == 0 else None,
            channel="event" if n % 2 else "search",
            learned={"last_name": f"Ahorn{n:03d}", "owner": lea.pk if n % 4 == 0 else None}
            | ({"tag:VIP": True} if n % 5 == 0 else {}),
        )
        for n in range(120)
    ]
    return [recorded.contact_id for recorded in record(touches)]


def test_pages_follow_each_other_and_lead_back_and_nobody_is_shown_twice(
    client_of_lea: Client, crowd: list[int]
) -> None:
    quiet = record([Touch("contact.imported", {"source": "x"}, email=f"nobody{n}@example.org") for n in range(3)])
    Journey.objects.filter(contact_id__in=[one.contact_id for one in quiet]).update(active_at=None)
    for sort in ("-activity", "activity", "name", "-name", "created", "-created"):
        first = page_of(client_of_lea, f"?sort={sort}")
        second = page_of(client_of_lea, href(first, "next"))
        third = page_of(client_of_lea, href(second, "next"))
        forward = [listed(page) for page in (first, second, third)]
        names = [name for page in forward for name in page]
        assert list(map(len, forward)) == [50, 50, 23]
        assert len(set(names)) == 123
        assert "51–100" in second
        assert 'rel="next"' not in third
        back = page_of(client_of_lea, href(third, "prev"))
        assert listed(back) == forward[1]
        assert listed(page_of(client_of_lea, href(back, "prev"))) == forward[0]
        if sort == "name":
            assert names[:2] == ["Ahorn000", "Ahorn001"]
        if sort.endswith("activity"):  # who never did anything stands at the end, whichever way
            assert all("nobody" in name for name in names[-3:])


FACETS = [
    ("?stage=mql", 40),
    ("?stage=mql&stage=lead", 120),
    ("?stage=hr.applied", 0),
    ("?owner=me", 30),
    ("?owner=none", 90),
    ("?owner=me&stage=mql", 10),
    ("?channel=event", 60),
    ("?tag=VIP", 24),
    ("?tag=VIP&q=ahorn01", 2),
    ("?active=7d", 120),
    ("?active=2020-01-01..2020-02-01", 0),
    ("?silent=30d", 0),
    ("?created=30d&consent=none", 120),
    ("?consent=confirmed", 0),
    ("?next_step=none", 120),
    ("?reached=mql", 40),
    ("?reached=mql&reached_in=2020-01-01..2020-02-01", 0),
    ("?q=ahorn", 120),
    ("?q=firma3.example", 17),
    ("?owner=x&active=soon&stage=%00&campaign=99999999999999999999&nonsense=1", 120),
]


def test_facets_narrow_and_values_widen(client_of_lea: Client, crowd: list[int]) -> None:
    for query, many in FACETS:
        assert len(listed(page_of(client_of_lea, query))) == min(many, 50), query
        total = client_of_lea.get(f"/kontakte/anzahl/{query}").content.decode()
        assert total.split()[0] == str(many), query


def test_what_is_chosen_stands_in_chips_that_can_be_removed(client_of_lea: Client, crowd: list[int]) -> None:
    page = page_of(client_of_lea, "?stage=mql&owner=me&q=ahorn")
    chips = re.findall(r'<span class="chip" data-chosen>\s*(\S+) <b title="([^"]*)">', page)
    assert next(chosen for _label, chosen in chips) == "MQL"
    ways = [unescape(way) for way in re.findall(r'<a href="([^"]*)"\s+aria-label="[^"]*(?:entfernen|Remove)', page)]
    assert "/kontakte/?owner=me&q=ahorn" in ways


def test_columns_are_chosen_in_the_address(client_of_lea: Client, crowd: list[int]) -> None:
    page = page_of(client_of_lea, "?col=email&col=tags&col=nonsense")
    assert "p0@firma0.example" in page
    assert page.count('<th scope="col"') == 3


def test_a_place_that_is_none_is_the_first_page(client_of_lea: Client, crowd: list[int]) -> None:
    year_one = "0~1~0001-01-01T00:00:00%2B23:59"
    for place in ("x", "0~1~yesterday", "9~1~", "0~1~%00", "~~", "1~x~", year_one):
        assert len(listed(page_of(client_of_lea, f"?after={place}"))) == 50


def test_a_view_is_kept_changed_shared_and_removed(client_of_lea: Client, lea: User, bob: User, client: Client) -> None:
    answer = client_of_lea.post(
        "/kontakte/ansichten/",
        {"name": "Meine MQL", "query": "stage=mql&owner=me&q=Anja+Reimers&after=x", "shared": "1"},
    )
    view = SavedView.objects.get()
    assert view.query == "stage=mql&owner=me"  # never what was searched for: that may name a person
    assert answer["Location"] == f"/kontakte/?saved={view.pk}&stage=mql&owner=me"
    assert "Meine MQL" in page_of(client_of_lea)
    client_of_lea.post("/kontakte/ansichten/", {"view": view.pk, "query": "stage=sql"})
    assert SavedView.objects.get().query == "stage=sql"
    others = Client()
    others.force_login(bob)
    assert "Meine MQL" in page_of(others)
    others.post(f"/kontakte/ansichten/{view.pk}/entfernen/")
    assert "Meine MQL" in page_of(others)
    client_of_lea.post(f"/kontakte/ansichten/{view.pk}/entfernen/")
    page = page_of(client_of_lea)
    assert f"saved={view.pk}" not in page


def test_a_shared_view_of_who_left_is_whoevers_who_takes_it_on(client_of_lea: Client, lea: User, bob: User) -> None:
    view = savedviews.keep("Messe", "stage=lead", by=bob.pk, is_shared=True)
    own = savedviews.keep("Bobs", "stage=lead", by=bob.pk)
    assert "Ansicht entfernen" not in page_of(client_of_lea, f"?saved={view.pk}")
    User.objects.filter(id=bob.pk).update(is_active=False)
    assert "Ansicht entfernen" in page_of(client_of_lea, f"?saved={view.pk}")
    client_of_lea.post("/kontakte/ansichten/", {"view": view.pk, "query": "stage=sql"})
    view.refresh_from_db()
    assert (view.query, view.colleague) == ("stage=sql", lea)
    with pytest.raises(savedviews.NotYours):
        savedviews.remove(own.pk, by=lea.pk)


def test_those_picked_are_handed_on_by_a_plain_form(client_of_lea: Client, crowd: list[int]) -> None:
    page = page_of(client_of_lea, "?stage=mql&q=ahorn")
    handed = re.search(r'<form class="list".*?</form>', page, re.DOTALL)
    assert handed
    assert '<input type="hidden" name="stage" value="mql" />' in handed[0]
    assert '<input type="hidden" name="q" value="ahorn" />' in handed[0]
    assert f'value="{crowd[0]}"' in handed[0]
    assert 'formaction="/kontakte/auswahl/' in handed[0]


def test_an_empty_list_says_why_and_leads_on(client_of_lea: Client) -> None:
    assert 'class="empty"' in page_of(client_of_lea)
    assert 'href="/kontakte/"' in page_of(client_of_lea, "?q=nobody")


def test_firms_stand_by_name_and_are_found(client_of_lea: Client) -> None:
    names = ["Zeller", "Ähre", "Birke", "Ahorn"]
    record([form(f"p@{n}.example", learned={"company": {"name": name}}) for n, name in enumerate(names)])
    page = client_of_lea.get("/firmen/").content.decode()
    assert sorted(names, key=page.index) == ["Ähre", "Ahorn", "Birke", "Zeller"]
    found = client_of_lea.get("/firmen/?q=ähr").content.decode()
    assert "Ähre" in found
    assert "Birke" not in found
    assert 'class="empty"' in client_of_lea.get("/firmen/?q=nowhere").content.decode()


def test_a_total_that_takes_too_long_is_given_up_by_the_database_and_the_list_stays(
    client_of_lea: Client, anja: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(_chosen: Filter) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")
        return 1

    monkeypatch.setattr("trichter.faces.web.views.people.LONGEST_COUNT", 0.05)
    monkeypatch.setattr("trichter.insight.lists.total", slowly)
    assert "sehr viele" in client_of_lea.get("/kontakte/anzahl/").content.decode()
    monkeypatch.undo()
    assert client_of_lea.get("/kontakte/anzahl/").content.decode().split()[0] == "1"


def test_a_view_is_named_without_what_no_database_takes(client_of_lea: Client) -> None:
    client_of_lea.post("/kontakte/ansichten/", {"name": "Mes\x00se", "query": "stage=mql"})
    assert "Messe" in client_of_lea.get("/kontakte/").content.decode()


def test_a_view_keeps_all_of_its_filters_or_none(client_of_lea: Client) -> None:
    query = "&".join(f"tag=Messe{number:04}" for number in range(400))
    client_of_lea.post("/kontakte/ansichten/", {"name": "Messen", "query": query})
    page = client_of_lea.get("/kontakte/").content.decode()
    assert "Messen" not in page
    assert "mehr, als eine Ansicht behalten kann" in page
