"""Lea reads German, Bob English; Anja Reimers has come far and Bernd Kaltenbach shares her browser.

Models are imported within the fixtures: called for this folder, pytest reads this file before Django is set up.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser

from tests.faces.web.reader import Reader

if TYPE_CHECKING:
    from trichter.facts.staff.models import User

PASSWORD = "zwölf Ahornblätter"


@pytest.fixture
def lea(db: None) -> "User":
    from trichter.facts.staff import services as staff

    return staff.invite("lea@ahornwerk.example", name="Lea Hofstetter", password=PASSWORD)


@pytest.fixture
def bob(db: None) -> "User":
    from trichter.facts.staff import services as staff

    return staff.invite("bob@ahornwerk.example", name="Bob Brandt", password=PASSWORD, language="en")


@pytest.fixture
def client_of_lea(client: Client, lea: "User") -> Client:
    client.force_login(lea)
    return client


@pytest.fixture
def administration(client_of_lea: Client, lea: "User") -> Client:
    """Lea, who administers the house."""
    type(lea).objects.filter(pk=lea.pk).update(role="administration")
    return client_of_lea


@pytest.fixture
def anja(lea: "User") -> int:
    """A contact with a form, a browser, a call, a note that was taken back and a quote; the id."""
    from trichter.facts.consent import services as consent
    from trichter.kernel import clock
    from trichter.kernel.words import Words
    from trichter.spine.intake import record
    from trichter.spine.touch import Touch, colleague

    consent.found_purpose("newsletter", label=Words("Newsletter", "Newsletter"))
    now = clock.now()
    form = Touch(
        "form.submitted",
        {"title": "12 Hebel", "answers": {"Was drückt?": "Der Strompreis"}},
        email="a.reimers@wellner.example",
        visitor="browser-1",
        channel="search",
        occurred_at=now - timedelta(days=14),
        learned={
            "first_name": "Anja",
            "last_name": "Reimers",
            "title": "Dr.",
            "position": "Leiterin Produktion",
            "phone": "+49 2331 555014",
            "company": {"name": "Wellner Gießtechnik GmbH", "domain": "wellner.example", "city": "Hagen"},
            "tag:Metall": True,
        },
        follows=(Touch("consent.requested", {"channel": "email", "purpose": "newsletter"}),),
    )
    contact = record([form])[0].contact_id
    hand = colleague(lea.pk)
    call = Touch(
        "call.made",
        {"minutes": 18, "text": "Sucht Messung je Ofen."},
        contact=contact,
        actor=hand,
        occurred_at=now - timedelta(days=2),
    )
    note = Touch(
        "note.written", {"text": "Falsch verbunden."}, contact=contact, actor=hand, occurred_at=now - timedelta(days=2)
    )
    quote = Touch(
        "quote.sent", {"title": "22 Messpunkte"}, contact=contact, actor=hand, occurred_at=now - timedelta(hours=2)
    )
    wrong = record([call, note, quote])[1].touchpoint_id
    record([Touch("touchpoint.retracted", {"reason": "vertan"}, contact=contact, target=wrong, actor=hand)])
    return contact


@pytest.fixture
def bernd(anja: int) -> int:
    """Filled in a form in Anja's browser."""
    from trichter.spine.intake import record
    from trichter.spine.touch import Touch

    learned = {"first_name": "Bernd", "last_name": "Kaltenbach"}
    touch = Touch(
        "form.submitted", {"title": "Kontakt"}, email="b@walzwerk.example", visitor="browser-1", learned=learned
    )
    return record([touch])[0].contact_id


@pytest.fixture(scope="module")
def browser(chromium: Callable[[], AbstractContextManager[Browser]]) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


class HouseServer(ThreadedWSGIServer):
    """The connection is the test's, and a browser may hang up when the test is over already: no request closes it."""

    def _close_connections(self) -> None:
        """Leave it open."""


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a web server that shares the test's own connection, so that nothing has to be flushed later."""
    shared = connections["default"]
    monkeypatch.setattr(shared, "close", lambda: None)
    shared.inc_thread_sharing()
    plain: Any = lambda application: application  # noqa: E731
    server = LiveServerThread("127.0.0.1", plain, {"default": shared})
    server.server_class = HouseServer
    server.start()
    server.is_ready.wait()
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()
    shared.dec_thread_sharing()


@pytest.fixture
def sit_down(browser: Browser, house: str) -> Iterator[Callable[..., Reader]]:
    """Open a window of the browser, with the arguments of `Reader`."""
    sitting: list[Reader] = []

    def open_window(**how: Any) -> Reader:
        sitting.append(Reader(browser, house, **how))
        return sitting[-1]

    yield open_window
    for reader in sitting:
        reader.leave()
