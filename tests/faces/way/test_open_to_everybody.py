"""Everything a visitor comes to see, page or mail: nobody is shut out, nobody else is told, and it is there at once."""

from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
import time_machine
from django.urls import resolve

from tests.faces.looks import look_at
from tests.faces.way.every_mail import LANGUAGES, every_mail
from tests.faces.way.every_page import every_page
from tests.faces.way.post import Post
from tests.faces.web.reader import Reader
from trichter.faces.public import urls
from trichter.facts.staff.models import User
from trichter.spine.outreach import templates

SitDown = Callable[..., Reader]
LIGHT_ENOUGH = 100_000
"""Bytes of a page with all that it loads, without pictures."""
_AS_A_MAIL_PROGRAM_SHOWS_IT = """subject => {
    const main = document.createElement("main"), heading = document.createElement("h1");
    heading.append(subject);
    main.append(heading, ...document.body.childNodes);
    document.body.append(main);
}"""
"""In its page, below its subject: a mail has no landmarks of its own."""
NO_PAGES = {"short_link", "style", "mark", "challenge", "offer_challenge", "offer_picture", "rights_download"}


@pytest.mark.usefixtures("firm", "ahornwerk")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_visitors_shuts_anybody_out_or_calls_anybody_else(  # LAW 4.6, 5.1
    sit_down: SitDown,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
    language: Literal["de", "en"],
) -> None:
    monkeypatch.setattr("trichter.generation.forms.work.COST", 1)
    reader = sit_down(language=language)
    loaded = _weighed(reader) if language == "de" else []  # the same style sheets and scripts in both
    seen, heavy = set(), {}
    for turn, name in enumerate(every_page(reader, clock)):
        look_at(reader, f"public-{name.replace(' ', '-')}", turn=turn)
        assert reader.page.evaluate("localStorage.length + sessionStorage.length") == 0, name
        seen.add(resolve(urlsplit(reader.page.url).path, urlconf=urls.__name__).url_name)
        if sum(loaded) >= LIGHT_ENOUGH:
            heavy[name] = sum(loaded)
        loaded.clear()
    assert seen == {path.name for path in urls.urlpatterns} - NO_PAGES
    assert heavy == {}
    # The browser itself tells of every page that answers 403, 404, 410 or 422.
    assert [one for one in reader.complaints if "responded with a status of 4" not in one] == []
    assert reader.context.cookies() == []


def test_no_mail_shuts_anybody_out_or_loads_anything(  # LAW 4.6, 5.1
    sit_down: SitDown, post: Post, lea: User, bob: User
) -> None:
    mails = every_mail(post, lea, bob)
    assert set(mails) == {(template.name, language) for template in templates.registered() for language in LANGUAGES}
    reader = sit_down(width="phone")
    asked_for: list[str] = []
    reader.page.on("request", lambda request: asked_for.append(request.url))
    for turn, ((template, language), mail) in enumerate(sorted(mails.items())):
        reader.page.set_content(mail.html)
        reader.page.evaluate(_AS_A_MAIL_PROGRAM_SHOWS_IT, mail.subject)
        assert reader.page.locator("html").get_attribute("lang") == language
        assert not reader.is_cut_off(), template
        by_day = turn % 4 in {0, 3}  # one language by day, the other by night; at the next mail the other way round
        reader.page.emulate_media(color_scheme="light" if by_day else "dark")
        assert reader.barriers(rule="" if by_day else "color-contrast") == "", f"{template} in {language}"
        reader.take_picture(f"mail-{template}-{language}")
    assert asked_for == []


def _weighed(reader: Reader) -> list[float]:
    """The bytes of all that comes from now on, pictures left out; nothing comes from the browser's own store."""
    session = reader.context.new_cdp_session(reader.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    pictures: set[str] = set()
    loaded: list[float] = []

    def notice(event: dict[str, Any]) -> None:
        if event["type"] == "Image":
            pictures.add(event["requestId"])

    def weigh(event: dict[str, Any]) -> None:
        if event["requestId"] not in pictures:
            loaded.append(event["encodedDataLength"])

    session.on("Network.responseReceived", notice)
    session.on("Network.loadingFinished", weigh)
    return loaded
