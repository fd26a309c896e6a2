"""Marketing makes an offer: a plain form that loses nothing, problems at their place, and what to paste where."""

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.generation.assets import files
from tests.generation.offers.makings import our_house, published, white_paper
from trichter.generation.offers import queries, services
from trichter.generation.offers.models import Offer
from trichter.generation.offers.queries import State

if TYPE_CHECKING:
    from trichter.facts.staff.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _our_house(db: None) -> None:
    our_house()


@pytest.fixture
def bobs(client: Client, bob: "User") -> Client:
    client.force_login(bob)
    return client


def typed(**changed: Any) -> dict[str, Any]:
    """A white paper as it is typed into the form; the file comes by `upload`."""
    said = {
        "slug": "twelve-levers",
        "languages": ["de", "en"],
        "title_de": "Zwölf Hebel",
        "title_en": "Twelve levers",
        "text_de": "Strom sparen.",
        "text_en": "Save power.",
        "points_de": "Messen\nSteuern",
        "points_en": "Measure\nControl",
        "gives": "file",
        "consent_choice": "optional",
        "asks": ["newsletter email"],
        "button_de": "Anfordern",
        "button_en": "Get it",
        "thanks_de": "Danke!",
        "thanks_en": "Thank you!",
        "q0-type": "email",
        "q0-label_de": "E-Mail",
        "q0-label_en": "E-mail",
        "q0-is_required": "on",
        "q1-type": "choice",
        "q1-label_de": "Wie viele Öfen?",
        "q1-label_en": "How many furnaces?",
        "q1-options": "einer | one\nmehrere | several",
        "q1-means": "need",
    }
    return said | changed


def upload(content: bytes = files.PDF, name: str = "Hebel.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def shown(answer: Any, name: str) -> str:
    """What stands in a field of the answered form."""
    page = answer.content.decode()
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page) or re.search(
        rf'<input[^>]*value="([^"]*)"[^>]*name="{name}"', page
    )
    area = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\s*([^<]*)</textarea>', page)
    return found[1] if found else area[1] if area else ""


def test_an_offer_is_made_published_and_seen(bobs: Client) -> None:
    made = bobs.post("/angebote/neu/", typed(file_new=upload()))
    offer = Offer.objects.get()
    assert (made.status_code, made["Location"]) == (302, f"/angebote/{offer.pk}/")
    page = bobs.get(made["Location"]).content.decode()
    assert "Everything is there." in page

    seen = shown(bobs.get(f"/angebote/{offer.pk}/"), "seen")
    file = offer.draft["file"]
    keys = {f"q{number}-key": question["key"] for number, question in enumerate(offer.draft["questions"])}
    bobs.post(f"/angebote/{offer.pk}/", typed(do="publish", file=file, seen=seen, **keys))

    content = queries.published("twelve-levers").content
    assert [question.key for question in content.questions] == ["email", "wie_viele_oefen"]
    assert [(one.value, one.label.en) for one in content.questions[1].options] == [
        ("einer", "one"),
        ("mehrere", "several"),
    ]
    assert [(point.de, point.en) for point in content.points] == [("Messen", "Measure"), ("Steuern", "Control")]
    assert [(ask.purpose, ask.channel) for ask in content.asks] == [("newsletter", "email")]
    assert content.file == file


def test_a_form_shows_what_it_was_given_and_saving_it_again_changes_nothing(bobs: Client) -> None:
    bobs.post("/angebote/neu/", typed(file_new=upload(), origins="https://www.firma.example", topics="Strom, Öfen"))
    offer = Offer.objects.get()
    page = bobs.get(f"/angebote/{offer.pk}/")

    sheet = page.context["form"]
    said = {name: value for name, value in sheet.initial.items() if value not in (None, "", [])}
    for number, row in enumerate(page.context["rows"]):
        said |= {f"q{number}-{name}": value for name, value in row.initial.items() if value not in (None, "", False)}
    bobs.post(f"/angebote/{offer.pk}/", said)

    assert Offer.objects.get().draft == offer.draft


def test_nothing_that_was_typed_is_lost_when_a_question_is_added_moved_or_taken_away(bobs: Client) -> None:
    first = bobs.post("/angebote/neu/", typed(do="add", file_new=upload(), slug="Noch NICHT gültig!"))
    assert first.status_code == 200
    assert not Offer.objects.exists()
    assert shown(first, "slug") == "Noch NICHT gültig!"
    assert shown(first, "points_de") == "Messen\nSteuern"
    assert "Hebel.pdf" in first.content.decode()
    assert [row["label_en"].value() for row in first.context["rows"]] == ["E-mail", "How many furnaces?", None]

    up = bobs.post("/angebote/neu/", typed(do="up:1"))
    assert [row["label_en"].value() for row in up.context["rows"]] == ["How many furnaces?", "E-mail"]
    assert up.context["rows"][1]["is_required"].value()
    down = bobs.post("/angebote/neu/", typed(do="down:0"))
    assert [row["label_en"].value() for row in down.context["rows"]] == ["How many furnaces?", "E-mail"]
    gone = bobs.post("/angebote/neu/", typed(do="remove:0"))
    assert [row["label_en"].value() for row in gone.context["rows"]] == ["How many furnaces?"]


@pytest.mark.parametrize("move", ["up:99", "down:-1", "remove:x", "up", "nonsense"])
def test_a_button_that_does_not_exist_changes_nothing(bobs: Client, move: str) -> None:
    answer = bobs.post("/angebote/neu/", typed(do=move))
    assert [row["label_en"].value() for row in answer.context["rows"]] == ["E-mail", "How many furnaces?"]


def test_a_mistake_is_said_beside_its_field_and_everything_stays(bobs: Client) -> None:
    answer = bobs.post("/angebote/neu/", typed(**{"slug": "Ä!", "q1-options": "", "file_new": upload()}))

    assert answer.status_code == 422
    assert "Nothing has been saved yet" in answer.content.decode()
    assert answer.context["form"].errors["slug"]
    assert shown(answer, "title_de") == "Zwölf Hebel"
    assert "Hebel.pdf" in answer.content.decode()
    assert not Offer.objects.exists()

    without = bobs.post("/angebote/neu/", typed(**{"q1-options": ""}))
    assert without.context["rows"][1].errors


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("link", "javascript:alert(1)"),
        ("origins", "https://www.firma.example/pfad"),
        ("languages", []),
        ("gives", "everything"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(bobs: Client, field: str, given: Any) -> None:
    # LAW 4.3, 4.4
    answer = bobs.post("/angebote/neu/", typed(**{field: given}))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]


def test_a_file_that_is_none_of_ours_is_refused_and_what_was_typed_stays(bobs: Client) -> None:
    answer = bobs.post("/angebote/neu/", typed(file_new=upload(files.HTML, "hebel.pdf")))
    assert answer.status_code == 422
    assert "hebel.pdf” is none of the files" in answer.content.decode()
    assert shown(answer, "title_de") == "Zwölf Hebel"


def test_publishing_without_the_choice_of_consent_is_refused_and_the_draft_is_kept(bobs: Client) -> None:
    # LAW 1.8
    offer = services.create(white_paper())
    answer = bobs.post(f"/angebote/{offer.pk}/", typed(do="publish", consent_choice=""), follow=True)

    page = answer.content.decode()
    assert "Saved, but not published" in page
    assert "Choose how advertising is agreed to" in page
    assert queries.state_of(offer.pk) == State.DRAFT
    assert Offer.objects.get().draft["title"]["en"] == "Twelve levers"


def test_who_saves_last_does_not_overwrite_the_other_unseen(bobs: Client) -> None:
    offer = services.create(white_paper())
    seen = offer.changed_at.isoformat()
    bobs.post(f"/angebote/{offer.pk}/", typed(seen=seen, title_en="By Lea"))
    answer = bobs.post(f"/angebote/{offer.pk}/", typed(seen=seen, title_en="By Bob"))

    assert answer.status_code == 409
    assert "Somebody else has saved" in answer.content.decode()
    assert shown(answer, "title_en") == "By Bob"
    assert Offer.objects.get().draft["title"]["en"] == "By Lea"


def test_taken_back_and_shown_again(bobs: Client) -> None:
    offer = published()
    assert "Take it back" in bobs.get(f"/angebote/{offer.pk}/").content.decode()
    assert bobs.get(f"/angebote/{offer.pk}/zuruecknehmen/").status_code == 405
    assert "has ended" in bobs.post(f"/angebote/{offer.pk}/zuruecknehmen/", follow=True).content.decode()
    assert queries.state_of(offer.pk) == State.WITHDRAWN
    bobs.post(f"/angebote/{offer.pk}/wieder-zeigen/")
    assert queries.state_of(offer.pk) == State.PUBLISHED


def test_the_list_names_each_offer_and_where_it_stands(bobs: Client) -> None:
    assert "No offers yet" in bobs.get("/angebote/").content.decode()
    offer = published()
    services.create(white_paper(slug="entwurf", title={"de": "Preisliste", "en": "Price list"}))
    services.save_draft(offer.pk, white_paper(title={"de": "Neu", "en": "New"}))

    page = bobs.get("/angebote/").content.decode()
    for words in ("Price list", "Draft", "New", "Published", "Changes not published"):
        assert words in page


def test_the_versions_say_when_and_by_whom(bobs: Client, bob: "User") -> None:
    offer = services.create(white_paper())
    services.publish(offer.pk, by=bob.pk)
    page = bobs.get(f"/angebote/{offer.pk}/fassungen/").content.decode()
    assert "Bob Brandt" in page
    assert "in force" in page


def test_snippets_lead_to_the_page_with_the_campaign_and_carry_nothing_that_breaks_out(bobs: Client) -> None:
    title = {"de": "A", "en": 'Save <b>"all"</b>'}
    offer = published(title=title, origins=["https://www.firma.example"])
    page = bobs.get(f"/angebote/{offer.pk}/einbinden/?lang=en&utm_source=linked in&utm_campaign=a%22b&utm_medium=")

    made = page.context["snippets"]
    assert made.address.endswith("/o/zwoelf-hebel/?lang=en&utm_source=linked+in&utm_campaign=a%22b")
    assert ">Save &lt;b&gt;&quot;all&quot;&lt;/b&gt;</a>" in made.link
    assert "&amp;utm_source=linked+in" in made.button
    assert "/o/zwoelf-hebel/embed/?lang=en" in made.iframe
    assert "/static/public/js/embed.js" in made.iframe
    assert '<input type="email" name="email" required>' in made.form
    assert '<input type="hidden" name="utm_campaign" value="a&quot;b">' in made.form
    assert "<b>" not in made.iframe + made.form


def test_the_code_is_a_picture_that_can_be_printed(bobs: Client) -> None:
    offer = published()
    answer = bobs.get(f"/angebote/{offer.pk}/einbinden/code.svg?utm_campaign=messe")

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Disposition"] == 'attachment; filename="zwoelf-hebel.svg"'
    assert ElementTree.fromstring(answer.content).tag.endswith("svg")
    assert b"style=" not in answer.content
    other = bobs.get(f"/angebote/{offer.pk}/einbinden/code.svg?utm_campaign=brief")
    assert other.content != answer.content


@pytest.mark.parametrize("path", ["", "neu/", "{}/", "{}/einbinden/", "{}/einbinden/code.svg", "{}/fassungen/"])
def test_every_page_is_shut_to_strangers_and_open_to_colleagues(client: Client, bob: "User", path: str) -> None:
    address = "/angebote/" + path.format(published().pk)
    assert client.get(address).status_code == 302
    client.force_login(bob)
    assert client.get(address).status_code == 200


def test_an_offer_that_is_not_there_is_not_found(bobs: Client) -> None:
    assert bobs.get("/angebote/4711/").status_code == 404
