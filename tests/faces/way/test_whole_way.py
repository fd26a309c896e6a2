"""The whole way as a colleague and a visitor go it: an offer is made, taken, confirmed, fetched, read as a story."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
import time_machine
from playwright.sync_api import expect

from tests.faces.way.conftest import MORNING
from tests.faces.way.hands import Hands, Keyboard, Mouse
from tests.faces.way.post import Mail, Post
from tests.faces.web.conftest import PASSWORD
from tests.faces.web.reader import Reader
from tests.generation.assets import files
from tests.spine.dumps import rows, tables
from trichter.facts.staff.models import User

SitDown = Callable[..., Reader]
VISITOR = "a.reimers@wellner.example"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PAPER = files.document()
UTM = {"utm_source": "linkedin", "utm_medium": "social", "utm_campaign": "herbst"}

SAID: dict[str, dict[str, Any]] = {
    "de": {
        "missing": "Bitte füllen Sie dieses Feld aus.",
        "no ending": "Nach dem „@“ fehlt die Endung, etwa „.de“.",
        "to look over": "Bitte prüfen und absenden",
        "thanks": "Vielen Dank",
        "to confirm": "Bitte bestätigen Sie Ihre Anmeldung",
        "confirmed": "Ihre Anmeldung ist bestätigt",
        "day": "Heute, 3. November",
        "story": [
            ("09:14", "Formular gesendet", "Lastspitzen kappen", "Soziale Medien, Herbst 2026"),
            ("09:14", "Einwilligung angefragt", "Newsletter, E-Mail", "Herkunft: Soziale Medien, Herbst 2026"),
            (
                "09:15",
                "E-Mail gesendet",
                "Ihr Download: Lastspitzen kappen",
                "Trichter, Herkunft: Soziale Medien, Herbst 2026",
            ),
            (
                "09:15",
                "E-Mail gesendet",
                "Bitte bestätigen Sie Ihre Anmeldung",
                "Trichter, Herkunft: Soziale Medien, Herbst 2026",
            ),
            ("09:17", "Einwilligung erteilt", "Newsletter, E-Mail", "Herkunft: Soziale Medien, Herbst 2026"),
            ("09:20", "Download", "Lastspitzen.docx", "Soziale Medien, Herbst 2026"),
        ],
    },
    "en": {
        "missing": "Please fill in this field.",
        "no ending": "The ending after the “@” is missing, such as “.com”.",
        "to look over": "Please look it over and send it",
        "thanks": "Thank you",
        "to confirm": "Please confirm your sign-up",
        "confirmed": "Your sign-up is confirmed",
        "day": "Today, 3 November",
        "story": [
            ("09:14", "Form submitted", "Cutting peaks", "Social media, Herbst 2026"),
            ("09:14", "Consent asked for", "Newsletter, E-mail", "Origin: Social media, Herbst 2026"),
            ("09:15", "Mail sent", "Your download: Cutting peaks", "Trichter, Origin: Social media, Herbst 2026"),
            ("09:15", "Mail sent", "Please confirm your sign-up", "Trichter, Origin: Social media, Herbst 2026"),
            ("09:17", "Consent given", "Newsletter, E-mail", "Origin: Social media, Herbst 2026"),
            ("09:20", "Download", "Lastspitzen.docx", "Social media, Herbst 2026"),
        ],
    },
}


@dataclass(frozen=True, kw_only=True)
class Way:
    """How a journey is made; both of them, the colleague and the visitor, make it so."""

    language: Literal["de", "en"]
    width: str
    scripts: bool = True
    hands: type[Hands] = Mouse
    scheme: Literal["light", "dark"] = "light"

    def sit_down(self, sit_down: SitDown, **more: Any) -> "tuple[Reader, Hands]":
        reader = sit_down(language=self.language, width=self.width, scripts=self.scripts, scheme=self.scheme, **more)
        return reader, self.hands(reader.page)


WAYS = {
    "german, wide, with scripts": Way(language="de", width="wide"),
    "english, phone, without scripts": Way(language="en", width="phone", scripts=False),
    "german, phone, keyboard alone": Way(language="de", width="phone", hands=Keyboard),
    "english, wide, dark, keyboard alone, without scripts": Way(
        language="en", width="wide", scheme="dark", hands=Keyboard, scripts=False
    ),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_an_offer_is_made_taken_confirmed_fetched_and_read_as_a_story(  # LAW 1.2, 1.3, 1.8, 4.6
    way: Way,
    sit_down: SitDown,
    clock: time_machine.Traveller,
    post: Post,
    lea: User,
    bob: User,
    tmp_path: Path,
) -> None:
    said = SAID[way.language]
    colleague, hers = way.sit_down(sit_down)
    colleague.sign_in((lea if way.language == "de" else bob).email, PASSWORD)
    make_offer(colleague, hers, tmp_path / "Lastspitzen.docx")
    address = call_to_action(colleague, hers, way.language)
    assert post.works() == []

    visitor, theirs = way.sit_down(sit_down, browser_name=FIREFOX)
    visitor.page.goto(address)
    send_with_mistakes(visitor, theirs, said)
    mend_and_send(visitor, theirs, said, looking_over=None if way.scripts else clock)

    clock.move_to(MORNING + timedelta(minutes=1))
    paper, question = sorted(post.works(), key=lambda mail: "/c/" in mail.text)
    assert paper.to == question.to == VISITOR
    assert is_bare(question)

    clock.move_to(MORNING + timedelta(minutes=3))
    confirm(visitor, theirs, question, said)
    assert post.works() == []

    clock.move_to(MORNING + timedelta(minutes=6))
    assert download(visitor, theirs, paper) == ("Lastspitzen.docx", PAPER)

    story = read_story(colleague, hers, said["day"])
    assert story == said["story"]
    # A form with mistakes answers 422, which Chromium notes in its console.
    assert [one for one in visitor.complaints if "422" not in one] == []
    assert colleague.complaints == []
    assert visitor.context.cookies() == []  # LAW 5.1


def make_offer(colleague: Reader, hands: Hands, file: Path) -> None:
    """Through the form of the settings, with a file, and published; a last name is required."""
    file.write_bytes(PAPER)
    colleague.go("/angebote/neu/")
    if not colleague.page.locator("[name=languages][value=en]").is_checked():
        hands.tick("[name=languages][value=en]")
    hands.write("[name=title_de]", "Lastspitzen kappen")
    hands.write("[name=title_en]", "Cutting peaks")
    hands.write("[name=text_de]", "Ohne Stillstand.")
    hands.write("[name=text_en]", "Without stopping.")
    hands.bring("[name=file_new]", file)
    hands.tick("[name=q1-is_required]")
    hands.choose_second("[name=consent_choice]")
    hands.tick("[name=asks]")
    hands.press("main form [name=do][value=save], header [name=do][value=save]")
    colleague.page.wait_for_url(re.compile(r"/angebote/\d+/$"))
    hands.press("[name=do][value=publish]")
    expect(colleague.page.locator(".note-good[role=status]")).to_be_visible()


def call_to_action(colleague: Reader, hands: Hands, language: str) -> str:
    """The address that the offer's page gives marketing to paste, with a campaign's parameters."""
    hands.press("a[href$='/einbinden/']")
    for name, value in UTM.items():
        hands.write(f"[name={name}]", value)
    hands.press("main form[method=get] [type=submit]")
    colleague.page.wait_for_url("**utm_campaign=herbst**")
    address = colleague.page.locator("#snippet-address").input_value()
    assert f"lang={language}" in address
    return address


def send_with_mistakes(visitor: Reader, hands: Hands, said: dict[str, Any]) -> None:
    """A sentence stands beside each, in the visitor's language, and nothing that was typed is lost."""
    page = visitor.page
    hands.write("main [name=first_name]", "Anja")
    hands.write("main [name=email]", "a.reimers@wellner")
    hands.tick("main [name^=consent_email]")
    hands.press("form.form-card button")
    expect(page.locator("#errors")).to_be_visible()
    for name, sentence in (("last_name", said["missing"]), ("email", said["no ending"])):
        control = page.locator(f"main [name={name}]")
        assert control.get_attribute("aria-invalid") == "true"
        described = (control.get_attribute("aria-describedby") or "").split()
        assert page.locator(f"#{described[0]}").inner_text() == sentence
    assert page.input_value("main [name=first_name]") == "Anja"
    assert page.input_value("main [name=email]") == "a.reimers@wellner"
    assert page.locator("main [name^=consent_email]").is_checked()
    assert not visitor.is_cut_off()


def mend_and_send(
    visitor: Reader, hands: Hands, said: dict[str, Any], *, looking_over: time_machine.Traveller | None
) -> None:
    """Without scripts a page comes between on which all of it stands once more."""
    page = visitor.page
    hands.write("main [name=last_name]", "Reimers")
    hands.write("main [name=email]", VISITOR)
    hands.press("form.form-card button")
    if looking_over:
        expect(page.locator("h1")).to_have_text(said["to look over"])
        expect(page.locator("dl.props")).to_contain_text(VISITOR)
        looking_over.shift(1)  # nobody has read it sooner
        hands.press("main form button:first-of-type")
    page.wait_for_url("**/danke/**")
    expect(page.locator("h1")).to_have_text(said["thanks"])


def is_bare(question: Mail) -> bool:
    """Nothing but the question: no file, no other link but those of the law (LAW 1.2)."""
    [_confirm, _imprint] = question.links()
    return "/d/" not in question.html and "<img" not in question.html


def confirm(visitor: Reader, hands: Hands, question: Mail, said: dict[str, Any]) -> None:
    """By its button alone: the link itself changes nothing."""
    before = rows(*tables())
    follow(visitor, hands, question, "/c/")
    expect(visitor.page.locator("h1")).to_have_text(said["to confirm"])
    assert rows(*tables()) == before
    hands.press("main [name=answer][value=yes]")
    expect(visitor.page.locator("h1")).to_have_text(said["confirmed"])


def download(visitor: Reader, hands: Hands, paper: Mail) -> tuple[str, bytes]:
    """What the link of the mail leads to."""
    with visitor.page.expect_download() as begun:
        follow(visitor, hands, paper, "/d/")
    return begun.value.suggested_filename, begun.value.path().read_bytes()


def follow(visitor: Reader, hands: Hands, mail: Mail, path: str) -> None:
    """Open a mail as a mail program shows it, and press what leads there."""
    visitor.page.goto("about:blank")
    visitor.page.set_content(mail.html)
    hands.press(f"a[href*='{path}'] >> nth=0")


def read_story(colleague: Reader, hands: Hands, day: str) -> list[tuple[str, str, str, str]]:
    """Each step on the visitor's timeline, the first one first: time, what, of what, whence."""
    colleague.go("/kontakte/")
    hands.press("tbody th a")
    colleague.page.wait_for_url(re.compile(r"/kontakte/\d+/$"))
    assert colleague.page.locator(".timeline h3").all_inner_texts() == [day]
    told = []
    for event in reversed(colleague.page.locator(".timeline .event:not([data-verdict])").all()):
        label, _comma, summary = event.locator(".said").inner_text().partition(", ")
        told.append((event.locator("time").inner_text(), label, summary, event.locator(".meta >> nth=0").inner_text()))
    return told
