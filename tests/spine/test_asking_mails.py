"""The two mails that ask: whether somebody signed up, and whether it was they who asked about their data."""

import re

import pytest

from tests.faces.public.consenting import ANNA, asked, letters, signs_up
from trichter.facts.house.queries import house
from trichter.spine import optin, rights
from trichter.spine.outreach import templates
from trichter.spine.outreach.models import Message
from trichter.spine.outreach.templates import Mail, Rendered

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(db: None) -> None:
    from trichter.facts.house import services
    from trichter.generation.demo.letterhead import FIRM

    services.change(**FIRM)


def rendered(letter: Message, language: str = "de") -> Rendered:
    mail = Mail(letter.id, letter.contact, None, letter.address, language, "Guten Tag,", letter.context)
    return templates.render(templates.named(letter.template), mail, letter, house())


def links_of(text: str) -> list[str]:
    return re.findall(r"https?://[^\s\"<>]+", text)


@pytest.mark.usefixtures("firm")
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_question_names_what_for_and_when_and_nothing_that_advertises(language: str) -> None:
    # LAW 1.2
    signs_up(ANNA, asked(), asked("webinars"))
    [letter] = letters()
    mail = rendered(letter, language)
    for part in (mail.text, mail.html):
        assert "Newsletter" in part
        assert ("Webinare" if language == "de" else "Webinars") in part
        assert "/c/" in part
        assert not re.search(r"willkommen|welcome|<img|unsubscribe|abmelden", part, re.IGNORECASE)
    assert ANNA not in mail.text


@pytest.mark.usefixtures("firm")
def test_its_link_opens_the_page_of_this_sign_up_and_no_other() -> None:
    contact, _token = signs_up()
    [letter] = letters()
    [link] = [link for link in links_of(rendered(letter).text) if "/c/" in link]
    found = optin.sign_up(link.split("/c/")[1].split("/")[0])
    assert found
    assert (found.contact, found.address) == (contact, ANNA)
    assert link.endswith("?lang=de")


@pytest.mark.usefixtures("firm")
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_link_to_ones_data_opens_the_request_that_asked_for_it(language: str) -> None:
    # LAW 1.13
    rights.ask(ANNA, kind="access", language=language)
    [letter] = letters("rights_link")
    mail = rendered(letter, language)
    link = next(link for link in links_of(mail.text) if "/rechte/" in link)
    found = rights.proven(link.split("/rechte/")[1].split("/")[0])
    assert found
    assert found.address == ANNA
    assert link in mail.html.replace("&amp;", "&")
