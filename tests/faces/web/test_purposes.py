"""The administration says what people may agree to and in which words; no version is ever changed."""

import pytest
from django.test import Client

from tests.faces.web.toasts import undo
from tests.factories import newsletter
from trichter.facts.consent import wordings
from trichter.facts.consent.models import Wording
from trichter.facts.house import journal

PAGE = "/einstellungen/zwecke/"
WORDS = {"do": "new", "new-channel": "phone", "new-language": "de", "new-text": "Ja, rufen Sie mich an."}


def texts(key: str) -> list[tuple[str, str, int, str]]:
    return [
        (asked.channel, asked.language, version.version, version.text)
        for asked in wordings.purpose(key).asked
        for version in asked.versions
    ]


def test_a_purpose_is_added_with_the_words_in_which_people_are_asked(administration: Client) -> None:
    answer = administration.post(PAGE, {"de": "Anruf der Beratung", "en": "Advice by phone"}, follow=True)
    assert answer.redirect_chain == [(f"{PAGE}advice-by-phone/", 302)]

    administration.post(f"{PAGE}advice-by-phone/", WORDS)
    assert texts("advice-by-phone") == [("phone", "de", 1, "Ja, rufen Sie mich an.")]
    assert "Anruf der Beratung" in administration.get(PAGE).content.decode()
    assert [one.about for one in journal.listing()][1:] == ["Anruf der Beratung"]


def test_other_words_are_another_version_and_the_old_one_stays(administration: Client) -> None:  # LAW 1.1
    newsletter()
    prefix = "email-de"
    said = {"do": "next", "prefix": prefix, f"{prefix}-channel": "email", f"{prefix}-language": "de"}
    page = administration.post(
        f"{PAGE}newsletter/", said | {f"{prefix}-text": "Ja,\r\nschreiben Sie mir."}, follow=True
    ).content.decode()
    assert texts("newsletter") == [
        ("email", "de", 2, "Ja,\nschreiben Sie mir."),
        ("email", "de", 1, "Ja, ich möchte Post."),
    ]
    assert "Ja, ich möchte Post." in page


def test_the_same_words_are_no_new_version(administration: Client) -> None:
    newsletter()
    said = {"do": "new", "new-channel": "email", "new-language": "de", "new-text": " Ja, ich möchte Post. "}
    administration.post(f"{PAGE}newsletter/", said)
    assert Wording.objects.count() == 1


def test_a_purpose_is_renamed_and_keeps_its_place(administration: Client) -> None:
    newsletter()
    administration.post(f"{PAGE}newsletter/", {"do": "name", "de": "Monatsbrief", "en": "Monthly letter"})
    assert (wordings.purpose("newsletter").label.de, wordings.purpose("newsletter").position) == ("Monatsbrief", 0)
    undo(administration)
    assert wordings.purpose("newsletter").label.de == "Newsletter"


@pytest.mark.parametrize(
    ("path", "said", "beside"),
    [
        ("", {"de": "Newsletter", "en": "Newsletter"}, "id_en_error"),
        ("", {"de": "…", "en": "…"}, "id_en_error"),
        ("newsletter/", WORDS | {"new-text": ""}, "id_new-text_error"),
        ("newsletter/", WORDS | {"new-channel": "smoke"}, "id_new-channel_error"),
        ("newsletter/", {"do": "name", "de": "", "en": "News"}, "id_de_error"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    administration: Client, path: str, said: dict[str, str], beside: str
) -> None:
    newsletter()
    assert beside in administration.post(PAGE + path, said).content.decode()
    assert (len(texts("newsletter")), journal.listing()) == (1, [])


def test_a_channel_that_does_not_exist_gets_no_words(administration: Client) -> None:
    newsletter()
    said = {"do": "next", "prefix": "x", "x-channel": "smoke", "x-language": "de", "x-text": "Ja."}
    administration.post(f"{PAGE}newsletter/", said)
    assert len(texts("newsletter")) == 1


def test_what_is_not_there_is_not_found(administration: Client) -> None:
    assert administration.get(f"{PAGE}nothing/").status_code == 404


@pytest.mark.parametrize("path", ["", "newsletter/"])
def test_departments_may_not(client_of_lea: Client, path: str) -> None:
    newsletter()
    assert client_of_lea.post(PAGE + path, WORDS).status_code == 403
