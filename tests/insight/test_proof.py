"""The proof of consent for one person, on the page and on paper (LAW 1.1)."""

import io
from typing import Any

import pytest
from django.db import connection
from django.utils import translation
from pypdf import PdfReader

from tests.factories import anna, day, does, form, happen, newsletter, says
from trichter.facts.consent import wordings
from trichter.facts.consent.models import Consent
from trichter.insight.printing import pdf
from trichter.insight.proof import Proof, proof
from trichter.kernel.append_only import opened
from trichter.spine.touch import Touch

pytestmark = pytest.mark.django_db

LOOK = {
    "title": "Whitepaper anfordern",
    "url": "https://ahornwerk.example/o/hebel/",
    "fields": [
        {"label": "Vorname", "type": "text"},
        {"label": "Geschäftliche E-Mail", "hint": "An diese Adresse senden wir den Link.", "is_required": True},
    ],
    "boxes": [
        {"label": "Ja, ich möchte Post.", "is_ticked": True},
        {"label": "Sie dürfen mich anrufen.", "is_ticked": False},
    ],
    "button": "Anfordern",
}

NASTY = ["#panic()", "$x^2$", r"\#a \ b", "*no* _no_ `no`", "@ref <label>", "[#include]", '"; #read("/etc/passwd")']


def proven(contact: int) -> Proof:
    found = proof(contact)
    assert found is not None
    return found


def read(shown: Proof) -> str:
    """The text of the PDF, as one line: where it breaks is the printer's affair."""
    pages = PdfReader(io.BytesIO(pdf(shown))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u200b", "").split())


def catalog(document: PdfReader) -> Any:
    """What a PDF says of itself."""
    return document.trailer["/Root"]


def signs_up(**given: Any) -> int:
    """Anna signs up for the newsletter on a form, seen from a masked address."""
    wording = newsletter()
    answer = {"channel": "email", "purpose": "newsletter", "wording": wording.pk, "evidence": LOOK}
    answer |= {"ip": "192.0.2.0", "user_agent": "Firefox/131", **given}
    asked = Touch("consent.requested", answer)
    sent = form("anna@example.org", channel="search", campaign="herbst", follows=(asked,), occurred_at=day(3))
    return happen(sent)[0].contact_id


def test_the_paper_holds_all_that_backs_an_answer() -> None:  # LAW 1.1
    hers = signs_up()
    says(hers, "granted", address="anna@example.org", confirmation_mail="<7.optin@ahornwerk.example>")
    text = read(proven(hers))
    for piece in (
        "anna@example.org",
        "Newsletter, E-mail: Requested",
        "Newsletter, E-mail: Granted",
        "Wording, version 1, language de Ja, ich möchte Post.",
        "Legal basis Consent",
        "Whitepaper anfordern",
        "https://ahornwerk.example/o/hebel/",
        "Vorname",
        "Geschäftliche E-Mail",
        "An diese Adresse senden wir den Link.",
        "[X] Ja, ich möchte Post. (ticked)",
        "Sie dürfen mich anrufen. (not ticked)",
        "Button: Anfordern",
        "2026-03-03 09:00:00 UTC (2026-03-03 10:00:00 Europe/Berlin)",
        "Form submitted, Kontakt, Organic search",
        "192.0.2.0",
        "Firefox/131",
        "<7.optin@ahornwerk.example>",
        "Unbroken up to this entry.",
        "unbroken from the first entry to the last",
        bytes(Consent.objects.get(state="granted").hash).hex(),
    ):
        assert piece in text, piece


def test_the_paper_speaks_the_language_of_its_reader() -> None:
    hers = signs_up()
    with translation.override("de"):
        document = PdfReader(io.BytesIO(pdf(proven(hers))))
    assert catalog(document)["/Lang"] == "de"
    assert "E-Mail: Angefragt" in document.pages[0].extract_text()


def test_the_paper_has_a_title_and_is_made_for_archives_and_screen_readers() -> None:
    document = PdfReader(io.BytesIO(pdf(proven(signs_up()))))
    assert document.metadata is not None
    assert document.metadata.title == "Proof of consent: anna@example.org"
    said = catalog(document)["/Metadata"].get_data().decode()
    assert "pdfaid:part>2<" in said
    assert "pdfuaid:part>1<" in said


@pytest.mark.parametrize("nasty", NASTY)
def test_what_people_wrote_is_shown_as_they_wrote_it(nasty: str) -> None:
    hers = signs_up(evidence={"title": nasty, "fields": [{"label": nasty}]}, user_agent=nasty)
    assert read(proven(hers)).count(" ".join(nasty.split())) == 3


def test_what_no_font_can_show_is_spelled_out() -> None:
    hers = signs_up(user_agent="Grüße 😀 \u202eevil")
    assert "Grüße [U+1F600] [U+202E]evil" in read(proven(hers))


def test_other_words_since_do_not_change_what_was_agreed_to() -> None:  # LAW 1.1
    hers = signs_up()
    wordings.publish_wording("newsletter", channel="email", language="de", text="Ganz andere Worte.")
    text = read(proven(hers))
    assert "Ja, ich möchte Post." in text
    assert "version 1" in text
    assert "Ganz andere Worte." not in text


def test_a_changed_row_is_shown_as_broken_with_what_follows() -> None:  # LAW 1.1
    hers = signs_up()
    says(hers, "granted", address="anna@example.org")
    says(hers, "withdrawn", address="anna@example.org")
    with opened("merge"), connection.cursor() as cursor:
        cursor.execute("UPDATE consent_consent SET purpose = 'newsletter', legal_basis = 'contract' WHERE seq = 2")
    shown = proven(hers)
    assert [statement.is_whole for statement in shown.statements] == [True, False, False]
    assert not shown.is_whole
    text = read(shown)
    assert "Broken here: The row was changed after it was sealed." in text
    assert "Broken at link 2 before it: The row was changed after it was sealed." in text
    assert "1 of 1 broken" in text


def test_an_erased_person_has_a_proof_without_a_person() -> None:  # LAW 1.12
    hers = signs_up()
    does(hers, "contact.erased")
    shown = proven(hers)
    assert shown.is_whole
    assert shown.statements
    text = read(shown)
    assert "anna@example.org" not in text
    assert "Vorname" not in text


def test_who_never_agreed_has_nothing_to_prove() -> None:
    shown = proven(anna())
    assert shown.statements == ()
    assert "no entry about this person" in read(shown)


def test_there_is_no_proof_of_nobody() -> None:
    assert proof(4711) is None


def test_a_snapshot_of_another_shape_hides_nothing() -> None:
    hers = signs_up(
        evidence={"form": "Messe", "where": {"hall": "7", "stand": "A-12"}, "signed": True, "pages": [1, 2]}
    )
    text = read(proven(hers))
    for piece in ("Messe", "hall: 7", "stand: A-12", "signed (ticked)", "pages: 1", "pages: 2"):
        assert piece in text, piece
