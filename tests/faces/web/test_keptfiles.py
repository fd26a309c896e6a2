"""Which files are kept: whose, how large, until when; deleted only after a question, and never what is needed."""

from io import BytesIO

import pytest
from django.test import Client

from tests.factories import anna, newsletter
from tests.generation.assets import files
from trichter.facts.house import journal
from trichter.generation.assets import deliveries, services
from trichter.generation.assets.models import Asset
from trichter.generation.capture import answers, papers
from trichter.generation.capture.answers import Answer, Asked
from trichter.generation.capture.models import Paper
from trichter.generation.imports.models import Upload
from trichter.generation.imports.wizard import uploads
from trichter.insight import keptfiles

KEPT = "/einstellungen/dateien/"


@pytest.fixture
def paper(db: None) -> Paper:
    draft = papers.take(BytesIO(files.picture("JPEG", (60, 40))), name="Formular.jpg")
    answer = Answer("granted", [Asked("newsletter", "email", newsletter().pk)], how="paper", paper=draft)
    answers.note(anna(), answer, by=1)
    return Paper.objects.get()


def test_every_sort_of_file_is_listed_with_whose_it_is(administration: Client, paper: Paper) -> None:
    services.keep(BytesIO(files.PDF), "Zwölf Hebel.pdf")
    uploads.take([b"Name;Mail\nAnna;anna@example.org\n"], name="Messe.csv", by=None)
    page = administration.get(KEPT).content.decode()
    for name in ("Zwölf Hebel.pdf", "Formular.jpg", "Messe.csv"):
        assert name in page
    assert f'href="/kontakte/{paper.contact_id}/"' in page
    assert "solange die Person bleibt" in page


def test_older_files_are_reached_and_deleted_too(
    administration: Client, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keptfiles, "SHOWN", 1)
    first = services.keep(BytesIO(files.PDF), "Alt.pdf")
    second = services.keep(BytesIO(files.PDF + b" "), "Neu.pdf")
    page = administration.get(KEPT).content.decode()
    assert ("Neu.pdf" in page, "Alt.pdf" in page) == (True, False)
    assert f'href="?shelf=offer&amp;before={second.pk}"' in page
    page = administration.get(f"{KEPT}?shelf=offer&before={second.pk}").content.decode()
    assert ("Neu.pdf" in page, "Alt.pdf" in page, "Formular.jpg" in page) == (False, True, False)
    for nonsense in ("shelf=x&before=1", "shelf=offer&before=x", "before=1"):
        assert "Neu.pdf" in administration.get(f"{KEPT}?{nonsense}").content.decode()
    administration.post(f"{KEPT}offer/{first.pk}/")
    assert [one.name for one in Asset.objects.all()] == ["Neu.pdf"]


def test_a_file_is_deleted_after_a_question(administration: Client, paper: Paper) -> None:
    where = f"{KEPT}paper/{paper.pk}/"
    assert "verliert sein Bild" in administration.get(where).content.decode()
    assert Paper.objects.exists()
    page = administration.post(where, follow=True).content.decode()
    assert "Die Datei ist gelöscht." in page
    assert not Paper.objects.exists()
    assert [one.label for one in journal.listing()] == ["Deleted a file"]
    assert administration.post(where).status_code == 404


def test_what_somebody_was_promised_stays(administration: Client) -> None:
    asset = services.keep(BytesIO(files.PDF), "Zwölf Hebel.pdf")
    delivery = deliveries.promise(anna(), asset.pk, 1, address="anna@example.org", language="de")
    where = f"{KEPT}offer/{asset.pk}/"
    assert where not in administration.get(KEPT).content.decode()
    assert "wird gebraucht" in administration.post(where, follow=True).content.decode()
    assert Asset.objects.exists()

    delivery.delete()
    administration.post(where)
    assert not Asset.objects.exists()


def test_a_file_to_import_goes_and_what_was_said_of_it_stays(administration: Client) -> None:
    upload = uploads.take([b"Name;Mail\nAnna;anna@example.org\n"], name="Messe.csv", by=None)
    administration.post(f"{KEPT}upload/{upload.pk}/")
    assert Upload.objects.exists()
    with pytest.raises(uploads.FileGone):
        uploads.path_of(upload)
