"""The contacts as a board: a lane for each stage, and somebody led from one to another, with a reason and an undo."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from tests.faces.web.toasts import said, undo
from tests.factories import form, stage
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.insight import boards, lists
from trichter.insight.filtering import Filter
from trichter.kernel import clock
from trichter.qualification.lifecycle.models import Standing
from trichter.spine.decisions import set_stage
from trichter.spine.intake import record
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import Stage, Touch

BOARD = "/kontakte/?view=board"


def lanes_of(page: str) -> dict[str, list[str]]:
    """The names on the cards, by lane."""
    found = {}
    for key, lane in re.findall(r'id="lane-([a-z]+)"(.*?)</section>', page, re.DOTALL):
        found[key] = [unescape(name) for name in re.findall(r'<b><a href="/kontakte/\d+/"[^>]*>([^<]*)', lane)]
    return found


@pytest.fixture
def crowd(lea: User) -> list[int]:
    """30 leads, the first ten of whom are Lea's, and an MQL among them."""
    now = clock.now()
    touches = [
        form(
            f"p{n}@firma.example",
            occurred_at=now - timedelta(hours=n),
            stage=Stage("mql") if n == 3 else None,
            learned={"last_name": f"Ahorn{n:02d}", "owner": lea.pk if n < 10 else None},
        )
        for n in range(30)
    ]
    return [one.contact_id for one in record(touches)]


def test_whoever_came_to_a_stage_last_stands_first_and_the_others_behind(
    client_of_lea: Client, crowd: list[int]
) -> None:
    page = client_of_lea.get(BOARD).content.decode()
    lanes = lanes_of(page)
    names = [f"Ahorn{n:02d}" for n in range(30) if n != 3]
    assert list(lanes) == ["subscriber", "lead", "mql", "sql", "opportunity", "customer", "promoter", "other"]
    assert (lanes["lead"], lanes["mql"]) == (names[:15], ["Ahorn03"])
    further = re.search(r'class="further">\s*<a[^>]*href="([^"]*)"', page)
    assert further
    behind = client_of_lea.get(unescape(further[1])).content.decode()
    assert lanes_of(behind)["lead"] == names[15:]
    assert lanes_of(behind)["mql"] == ["Ahorn03"], "the other lanes stay"
    assert 'class="further"' not in behind


def test_a_filter_and_a_search_narrow_the_lanes(client_of_lea: Client, crowd: list[int]) -> None:
    mine = lanes_of(client_of_lea.get(f"{BOARD}&owner=me").content.decode())
    assert (len(mine["lead"]), len(mine["mql"])) == (9, 1)
    found = lanes_of(client_of_lea.get(f"{BOARD}&q=Ahorn25").content.decode())
    assert [name for lane in found.values() for name in lane] == ["Ahorn25"]
    assert list(lanes_of(client_of_lea.get(f"{BOARD}&stage=mql").content.decode())) == ["mql"]


def test_the_lanes_are_counted_by_a_request_of_their_own(client_of_lea: Client, crowd: list[int]) -> None:
    counted = client_of_lea.get("/kontakte/anzahl/?view=board&owner=me").content.decode()
    tallies = dict(re.findall(r'id="tally-([a-z]+)"[^>]*>([^<]*)<', counted))
    assert (tallies["lead"], tallies["mql"], tallies["customer"]) == ("9", "1", "0")
    assert counted.split()[0] == "10"
    assert "tally" not in client_of_lea.get("/kontakte/anzahl/").content.decode()


def test_the_lanes_of_another_track(client_of_lea: Client, crowd: list[int]) -> None:
    record([Touch("application.received", {}, email="b@bewerbung.example", learned={"last_name": "Bewerber"})])
    lanes = lanes_of(client_of_lea.get(f"{BOARD}&track=hr").content.decode())
    assert lanes["applied"] == ["Bewerber"]
    assert "lead" not in lanes


@pytest.mark.parametrize("after", ["0~5~", "0~x~2026-01-01T00:00:00+00:00", "1~5~", "0~5~gestern", "~~"])
def test_a_place_that_is_none_is_the_beginning(client_of_lea: Client, crowd: list[int], after: str) -> None:
    page = client_of_lea.get(BOARD, {"view": "board", "lane": "lead", "after": after})
    assert len(lanes_of(page.content.decode())["lead"]) == 15
    assert client_of_lea.get("/kontakte/", {"sort": "created", "after": after}).status_code == 200


def test_the_page_of_a_card_asks_for_the_reason(client_of_lea: Client, crowd: list[int]) -> None:
    address = f"/kontakte/{crowd[0]}/verschieben/"
    page = client_of_lea.get(f"{address}?to=sql&next=/kontakte/?view=board").content.decode()
    assert '<option value="sql" selected>' in page
    assert 'name="next" value="/kontakte/?view=board"' in page
    assert 'href="//evil' not in client_of_lea.get(f"{address}?next=//evil.example/").content.decode()
    answer = client_of_lea.post(address, {"stage": "sql", "reason": "  ", "track": "customer"})
    assert answer.status_code == 422
    assert "stage_reason_error" in answer.content.decode()
    assert stage(crowd[0]) == "lead"


def test_somebody_is_led_to_another_stage_and_back(client_of_lea: Client, lea: User, crowd: list[int]) -> None:
    seen = Standing.objects.get(contact_id=crowd[0], track_id="customer").decision_id
    told = {"stage": "sql", "reason": "Hat angerufen", "track": "customer", "seen": seen, "next": BOARD}
    answer = client_of_lea.post(f"/kontakte/{crowd[0]}/verschieben/", told, follow=True)
    page = answer.content.decode()
    assert lanes_of(page)["sql"] == ["Ahorn00"]
    assert said(page) == ["Ahorn00 steht jetzt bei „SQL“."]
    made = EffectiveTouchpoint.objects.get(contact_id=crowd[0], kind="stage.set")
    assert (made.actor_id, made.payload["reason"]) == (lea.pk, "Hat angerufen")

    client_of_lea.post(f"/kontakte/{crowd[0]}/verschieben/", told | {"stage": "customer", "seen": made.id})
    undo(client_of_lea)
    assert stage(crowd[0]) == "sql", "undo takes back exactly one's last"


def test_a_stage_set_in_error_counts_as_never_reached_and_that_is_undone(
    client_of_lea: Client, bob: User, crowd: list[int]
) -> None:
    wrong = set_stage(crowd[0], "customer", reason="Falsche Karte gezogen", by=bob.pk)
    told = {"stage": "lead", "reason": "War ein Versehen", "track": "customer", "next": BOARD}
    client_of_lea.post(f"/kontakte/{crowd[0]}/verschieben/", told)
    assert lists.total(Filter.chosen({"reached": ("customer",)})) == 1, "who falls back has reached what they reached"
    undo(client_of_lea)
    client_of_lea.post(f"/kontakte/{crowd[0]}/verschieben/", told | {"in_error": "on"})
    assert (stage(crowd[0]), lists.total(Filter.chosen({"reached": ("customer",)}))) == ("lead", 0)
    assert EffectiveTouchpoint.objects.get(contact_id=crowd[0], id=wrong.touchpoint_id).is_retracted
    assert rebuild().differing == 0
    undo(client_of_lea)
    assert (stage(crowd[0]), lists.total(Filter.chosen({"reached": ("customer",)}))) == ("customer", 1)
    assert rebuild().differing == 0


def test_who_moves_a_card_that_has_moved_meanwhile_is_told_and_loses_nothing(
    client_of_lea: Client, bob: User, crowd: list[int]
) -> None:
    seen = Standing.objects.get(contact_id=crowd[0], track_id="customer").decision_id
    set_stage(crowd[0], "opportunity", reason="Bob war schneller", by=bob.pk)
    told = {"stage": "sql", "reason": "Hat angerufen", "track": "customer", "seen": seen}
    answer = client_of_lea.post(f"/kontakte/{crowd[0]}/verschieben/", told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hat angerufen" in page
    assert stage(crowd[0]) == "opportunity"
    fresh = re.search(r'name="seen" value="(\d+)"', page)
    assert fresh
    assert client_of_lea.post(f"/kontakte/{crowd[0]}/verschieben/", told | {"seen": fresh[1]}).status_code == 302
    assert stage(crowd[0]) == "sql"


def test_of_two_who_decide_first_the_second_is_told(client_of_lea: Client, bob: User, crowd: list[int]) -> None:
    page = client_of_lea.get(f"/kontakte/{crowd[0]}/verschieben/?track=hr").content.decode()
    assert 'name="seen" value="0"' in page
    first, second = (key for key, _label, _glyph in boards.tracks()["hr"].stages[:2])
    set_stage(crowd[0], first, track="hr", reason="Bob war schneller", by=bob.pk)
    told = {"stage": second, "reason": "Hat sich beworben", "track": "hr", "seen": "0"}
    assert client_of_lea.post(f"/kontakte/{crowd[0]}/verschieben/", told).status_code == 422
    assert stage(crowd[0], "hr") == first


def test_nobody_who_is_not_there_can_be_moved(client_of_lea: Client, crowd: list[int]) -> None:
    assert client_of_lea.get("/kontakte/999999/verschieben/").status_code == 404
    assert client_of_lea.post("/kontakte/999999/verschieben/", {"stage": "sql", "reason": "x"}).status_code == 404


def test_the_board_asks_the_database_as_often_however_many_they_are(
    client_of_lea: Client, crowd: list[int], django_assert_max_num_queries: object
) -> None:
    client_of_lea.get(BOARD)
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        client_of_lea.get(f"{BOARD}&owner=me&q=Ahorn")


def test_a_view_can_be_kept_as_a_board(client_of_lea: Client, crowd: list[int]) -> None:
    answer = client_of_lea.post("/kontakte/ansichten/", {"name": "Tafel", "query": "view=board&owner=me"}, follow=True)
    assert len(lanes_of(answer.content.decode())["lead"]) == 9


def test_lanes_begin_where_they_are_asked_to(crowd: list[int]) -> None:
    track = boards.tracks()["customer"]
    lanes = {lane.key: lane for lane in boards.lanes(Filter(), track, each=4)}
    place = lanes["lead"].after
    assert place
    assert lanes["mql"].after is None
    further = {lane.key: lane for lane in boards.lanes(Filter(), track, places={"lead": place}, each=4)}
    shown = [card.line.id for card in (*lanes["lead"].cards, *further["lead"].cards)]
    assert len(set(shown)) == 8
