"""The first page says what the funnel says."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from django.test import Client

from trichter.facts.timeline.models import Channel


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
        r'<span class="stage" data-stage="(\d)">(?:(?!</tr>).)*?<td class="n strong">([^<]*)</td>', page, re.DOTALL
    )
    return {int(glyph): number for glyph, number in rows}


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


def test_those_who_were_active_last_stand_first(client_of_lea: Client, anja: int, bernd: int) -> None:
    page = text(client_of_lea, "/")
    assert re.findall(r'href="/kontakte/(\d+)/"', page) == [str(bernd), str(anja)]


def test_the_pages_ask_the_database_at_most_15_times(
    client_of_lea: Client,
    anja: int,
    bernd: int,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for path in ("/", "/?channel=search", "/kontakte/", f"/kontakte/{anja}/"):
        with django_assert_max_num_queries(15):
            client_of_lea.get(path)


def test_an_empty_house_says_what_to_do(client_of_lea: Client) -> None:
    assert "trichter import" in text(client_of_lea, "/")
    assert 'href="/import/"' in text(client_of_lea, "/kontakte/")
