"""The import wizard as a first-time user meets it: by keyboard alone, in both languages, and by plain requests."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tests.faces.looks import LOOKS, look_at
from tests.faces.web.reader import Reader
from tests.generation.imports.ugly import ugly
from trichter.facts.contacts.models import Contact
from trichter.facts.staff.models import User
from trichter.generation.imports.models import Upload
from trichter.generation.imports.wizard import uploads
from trichter.kernel.environment import environment
from trichter.spine import longwork
from trichter.spine.intake import record
from trichter.spine.touch import Touch, colleague

SitDown = Callable[..., Reader]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment(), "home", tmp_path / "home")


def work() -> None:
    while longwork.advance():
        pass


@pytest.mark.parametrize("language", LOOKS)
def test_a_first_time_user_imports_an_ugly_file_by_keyboard_alone(  # LAW 1.10, 4.6
    sit_down: SitDown, lea: User, language: str, tmp_path: Path
) -> None:
    User.objects.filter(pk=lea.pk).update(language=language)
    reader = sit_down(language=language)
    page, keys = reader.page, reader.page.keyboard
    reader.come_in(lea.email)
    reader.go("/import/")
    if language == "de":  # the other language shows nothing here that it does not show below
        look_at(reader, "import-file")
    page.set_input_files("[name=file]", ugly(tmp_path / "Besucher.xlsx"))
    page.focus("main .drop ~ .row button")
    keys.press("Enter")
    page.wait_for_url("**/spalten/")
    page.focus("#sheet")
    keys.type("Besucher")
    page.focus("[name=do][value=look]")
    keys.press("Enter")
    page.wait_for_selector("text=Firma Telefon")
    look_at(reader, "import-columns", turn=0)
    page.focus("#wizard [value=next]")
    keys.press("Enter")
    page.wait_for_url("**/herkunft/")
    page.focus("[name=source]")
    keys.type("Besucherliste E-world 2026")
    keys.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("[name=source]") == "Besucherliste E-world 2026"
    page.focus("[name=basis][value=legitimate_interest]")
    keys.press("Space")
    if language == "de":
        look_at(reader, "import-origin")
    page.focus("#wizard [value=next]")
    keys.press("Enter")
    page.wait_for_url("**/pruefen/")
    look_at(reader, "import-review", turn=1)
    page.focus("main form [type=submit].btn-primary")
    keys.press("Enter")
    page.wait_for_selector("progress")
    work()
    page.wait_for_selector("#refused")  # the page looks again by itself
    look_at(reader, "import-report", turn=2)
    assert Contact.objects.count() == 5
    assert [one for one in reader.complaints if "status of 422" not in one] == []


def test_nothing_typed_is_lost_on_the_way_back(client_of_lea: Client, lea: User, tmp_path: Path) -> None:
    upload = uploads.take([ugly(tmp_path / "a.xlsx").read_bytes()], name="../a.xlsx", by=lea.pk)
    client_of_lea.post(f"/import/{upload.pk}/spalten/", {"do": "look", "sheet": "Besucher", "header": "3-4"})
    client_of_lea.post(f"/import/{upload.pk}/spalten/", {"do": "back", "column-1": "fields.last_name"})
    client_of_lea.post(f"/import/{upload.pk}/herkunft/", {"do": "back", "source": "Messe", "purchased_on": "gestern"})

    kept = uploads.choices_of(uploads.found(upload.pk))
    assert (kept.columns[1], kept.source, kept.purchased_on) == ("fields.last_name", "Messe", "gestern")
    assert upload.file_name == "a.xlsx"


def test_a_file_that_is_gone_can_be_brought_once_more(client_of_lea: Client, lea: User, tmp_path: Path) -> None:
    path = ugly(tmp_path / "a.xlsx")
    upload = uploads.take([path.read_bytes()], name="a.xlsx", by=lea.pk)
    uploads.let_go(upload)

    assert client_of_lea.get(f"/import/{upload.pk}/spalten/").status_code == 410
    with path.open("rb") as file:
        client_of_lea.post(f"/import/{upload.pk}/datei/", {"file": file})
    assert client_of_lea.get(f"/import/{upload.pk}/spalten/").status_code == 200


def test_what_is_no_table_is_refused_with_a_sentence(client_of_lea: Client, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 nothing of the kind")
    with (tmp_path / "a.xlsx").open("rb") as file:
        answer = client_of_lea.post("/import/", {"file": file})

    assert answer.status_code == 422
    assert "a.xlsx" in answer.content.decode()
    assert not Upload.objects.exists()


def test_an_import_is_undone_after_a_question(client_of_lea: Client, lea: User, tmp_path: Path) -> None:
    upload = uploads.take([ugly(tmp_path / "a.xlsx").read_bytes()], name="a.xlsx", by=lea.pk)
    step = f"/import/{upload.pk}"
    columns = {"column-1": "fields.last_name", "column-5": "fields.email"}
    client_of_lea.post(f"{step}/spalten/", {"do": "look", "sheet": "Besucher", "header": "3-4"})
    client_of_lea.post(f"{step}/spalten/", {"do": "next", **columns})
    client_of_lea.post(f"{step}/herkunft/", {"do": "next", "source": "Messe", "basis": "customer", "channel": "event"})
    client_of_lea.post(f"{step}/starten/")
    work()
    assert Contact.objects.filter(erased_at=None).count() == 6

    one = Contact.objects.earliest("id").pk
    record([Touch("note.written", {"text": "Ruft an"}, contact=one, actor=colleague(lea.pk))])
    asked = client_of_lea.get(f"{step}/rueckgaengig/").content.decode()
    assert "6" in asked
    assert f'/kontakte/{one}/"' in asked
    client_of_lea.post(f"{step}/rueckgaengig/")
    work()
    assert set(Contact.objects.filter(erased_at=None).values_list("id", flat=True)) == {one}
    upload.refresh_from_db()
    kept = f"/kontakte/?imported={upload.run_id}"
    assert f'href="{kept}"' in client_of_lea.get(f"{step}/").content.decode()
    assert f"/kontakte/{one}/" in client_of_lea.get(kept).content.decode()
    assert client_of_lea.get(f"{step}/").status_code == 200
    assert client_of_lea.get(f"{step}/ausgelassen.csv").headers["Content-Type"].startswith("text/csv")
