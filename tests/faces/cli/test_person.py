"""`trichter person` gives a person all we know of them, and erases them when told twice."""

import json
import stat
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pypdf import PdfReader

from tests.factories import anna, bernd, happen, kinds, known, newsletter, says
from trichter.faces.cli.management.commands.person import NotConfirmed
from trichter.generation.imports.errors import CannotWrite
from trichter.spine.intake import ContactErased, UnknownContact
from trichter.spine.touch import SYSTEM, Touch

pytestmark = pytest.mark.django_db


def person(*arguments: object) -> str:
    out = StringIO()
    call_command("person", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_a_person_gets_all_we_know_of_them_and_nothing_of_others() -> None:  # LAW 1.13
    contact, _stranger = anna(), bernd()

    told = person("export", contact)
    assert json.loads(told)["contacts_contact"][0]["email"] == "anna@example.org"
    assert "bernd@example.org" not in told


def test_the_file_is_for_the_eyes_of_its_writer(tmp_path: Path) -> None:
    contact, file = anna(), tmp_path / "anna.json"

    assert str(file) in person("export", contact, "--json", file)
    assert json.loads(file.read_text("utf-8"))["contacts_contact"][0]["id"] == contact
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_number_of_before_a_merge_still_finds_the_person() -> None:
    winner, loser = anna(), bernd()
    happen(Touch("contact.merged", {"loser": loser}, contact=winner, actor=SYSTEM))

    assert json.loads(person("export", loser))["contacts_contact"][0]["id"] == winner


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match=r"anna\.json"):
        person("export", anna(), "--json", tmp_path / "nowhere" / "anna.json")


def test_erasing_wants_to_be_meant() -> None:
    contact = anna()
    with pytest.raises(NotConfirmed, match=f"trichter person erase {contact} --yes"):
        person("erase", contact)

    assert known(contact).email == "anna@example.org"


def test_an_erased_person_is_gone() -> None:  # LAW 1.12
    contact = anna()
    said = person("erase", contact, "--yes")

    assert f"Contact {contact} was erased." in said
    assert known(contact).email == ""
    assert "contact.erased" in kinds(contact)
    assert "anna@example.org" not in person("export", contact)


def test_nobody_is_erased_twice() -> None:
    contact = anna()
    person("erase", contact, "--yes")
    with pytest.raises(ContactErased):
        person("erase", contact, "--yes")


@pytest.mark.parametrize("asked", [("export", 4711), ("erase", 4711, "--yes")])
def test_a_stranger_is_not_known(asked: tuple[object, ...]) -> None:
    with pytest.raises(UnknownContact, match="4711"):
        person(*asked)


def test_the_proof_of_consent_is_a_pdf_for_the_eyes_of_its_writer(tmp_path: Path) -> None:  # LAW 1.1
    contact, file = anna(), tmp_path / "anna.pdf"
    newsletter()
    says(contact, "granted", address="anna@example.org")

    assert str(file) in person("proof", contact, "--pdf", file)
    assert "anna@example.org" in PdfReader(file).pages[0].extract_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_there_is_no_proof_of_nobody(tmp_path: Path) -> None:
    with pytest.raises(UnknownContact):
        person("proof", 4711, "--pdf", tmp_path / "nobody.pdf")

    assert not (tmp_path / "nobody.pdf").exists()
