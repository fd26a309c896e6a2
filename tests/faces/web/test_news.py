"""A pill says what has come to a person's timeline since the page was opened; one's own deeds are no news."""

import re

from django.test import Client

from tests import factories as make
from trichter.facts.staff.models import User
from trichter.spine.touch import colleague


def address(client: Client, contact: int) -> str:
    """Where the page of a contact asks for news."""
    found = re.search(r'<t-news from="([^"]+)"', client.get(f"/kontakte/{contact}/").content.decode())
    assert found
    return found[1].replace("&amp;", "&")


def test_what_others_do_meanwhile_is_news_and_what_one_does_oneself_is_not(
    client_of_lea: Client, lea: User, bob: User, anja: int
) -> None:
    asked = address(client_of_lea, anja)
    answer = client_of_lea.get(asked)
    assert answer.headers["Content-Type"] == "text/event-stream"
    assert answer.content == b"retry: 5000\n\n"

    make.does(anja, "note.written", {"text": "Ofen"}, actor=colleague(lea.pk))
    assert b"event: news" not in client_of_lea.get(asked).content
    make.does(anja, "note.written", {"text": "Ofen"}, actor=colleague(bob.pk))
    make.does(anja, "form.submitted", {"title": "Kontakt"})
    assert b'data: {"words": "2 neue Ereignisse"}\n\n' in client_of_lea.get(asked).content
    assert address(client_of_lea, anja) != asked, "a page that was loaded anew has seen them"


def test_news_of_nobody_are_none(client_of_lea: Client, anja: int) -> None:
    for query in ("", "?contact=x&since=1", "?contact=999999&since=0", f"?contact={anja}"):
        assert b"event: news" not in client_of_lea.get(f"/neues/{query}").content
