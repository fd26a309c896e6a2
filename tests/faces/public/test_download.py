"""A personal link in the browser: the file, nothing kept or found by others, and a fresh link when it has run out."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import Message as Headers
from io import BytesIO

import pytest
import time_machine
from django.test import Client

from tests.faces.public.visiting import proof
from tests.factories import anna, day
from tests.generation.assets import files
from tests.generation.offers.makings import both, our_house, white_paper
from trichter.generation.assets import deliveries, services
from trichter.generation.assets.models import Delivery
from trichter.generation.offers import services as offers
from trichter.spine import rights
from trichter.spine.outreach.models import Message

pytestmark = pytest.mark.django_db
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html",
    "Accept-Language": "en",
}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(day(10), tick=False) as clock:
        yield clock


@pytest.fixture
def visitor(clock: time_machine.Traveller) -> Client:
    return Client(headers=BROWSER)


def promised(content: bytes = files.PDF, name: str = "Zwölf Hebel.pdf") -> str:
    """The path of a link that Anna was given."""
    from trichter.facts.timeline.models import Touchpoint

    contact, asset = anna(), services.keep(BytesIO(content), name)
    asked = Touchpoint.objects.filter(contact_id=contact).latest("id")
    made = deliveries.promise(contact, asset.pk, asked.id, address="anna@example.org", language="de")
    return "/d/" + deliveries.link(made.pk).partition("/d/")[2]


def disposition(header: str) -> tuple[str, str | None]:
    read = Headers()
    read["Content-Disposition"] = header
    return read.get_content_disposition() or "", read.get_filename()


def test_a_pdf_opens_in_the_browser_under_its_own_name(visitor: Client) -> None:
    answer = visitor.get(promised())

    assert (answer.status_code, answer.getvalue()) == (200, files.PDF)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(files.PDF))
    # Our usual policy keeps some browsers' own viewer from loading.
    assert "default-src" not in answer["Content-Security-Policy"]
    # RFC 6266
    assert answer["Content-Disposition"] == "inline; filename*=utf-8''Zw%C3%B6lf%20Hebel.pdf"
    assert Delivery.objects.get().fetches == 1


def test_any_other_file_is_saved(visitor: Client) -> None:
    answer = visitor.get(promised(files.document(), "Plan.docx"))
    answer.close()
    assert disposition(answer["Content-Disposition"]) == ("attachment", "Plan.docx")


def test_nobody_keeps_or_finds_what_is_behind_a_personal_link(visitor: Client) -> None:
    # LAW 4.2, 5.1
    answer = visitor.get(promised())
    answer.close()
    said = {name: answer[name] for name in ("Cache-Control", "X-Content-Type-Options", "X-Robots-Tag")}
    assert said == {
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
    }
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert not answer.cookies


def test_a_look_at_the_headers_counts_nothing(visitor: Client) -> None:
    # LAW 2.8
    answer = visitor.head(promised())
    assert (answer.status_code, answer.getvalue()) == (200, b"")
    assert (Delivery.objects.get().fetches, Delivery.objects.get().scans) == (0, 1)


def test_a_scanner_that_names_itself_is_not_counted(clock: time_machine.Traveller) -> None:
    # LAW 2.8
    answer = Client(headers={"User-Agent": "python-requests/2.32"}).get(promised())
    assert answer.getvalue() == files.PDF
    assert Delivery.objects.get().fetches == 0


@pytest.mark.parametrize(
    ("language", "heading", "button"),
    [
        ("en", "This link has expired", "Send me a new link"),
        ("de", "Dieser Link ist abgelaufen", "Neuen Link zusenden"),
    ],
)
def test_an_expired_link_offers_a_fresh_one(
    visitor: Client, clock: time_machine.Traveller, language: str, heading: str, button: str
) -> None:
    path = f"{promised()}?lang={language}"
    clock.shift(timedelta(days=15))

    page = visitor.get(path)
    assert page.status_code == 410
    assert heading in page.content.decode()
    assert button in page.content.decode()
    assert not Message.objects.exists()  # a GET sends nothing

    assert visitor.post(path).status_code == 200  # to be looked over
    assert not Message.objects.exists()
    sent = visitor.post(path, proof())
    assert (sent.status_code, sent["Location"]) == (303, f"{path.partition('?')[0]}?gesendet=1&lang={language}")
    assert Message.objects.get().template == "asset_link"
    assert heading not in visitor.get(sent["Location"]).content.decode()


def test_a_link_of_nobody_is_not_found(visitor: Client) -> None:
    path = promised()
    rights.erase(Delivery.objects.get().contact_id)
    for gone in (path, "/d/forged/"):
        assert visitor.get(gone).status_code == visitor.post(gone).status_code == 404


def test_the_picture_of_an_offer_is_kept_by_browsers_and_no_other_file_is_given_away(visitor: Client) -> None:
    our_house()
    picture = services.keep(BytesIO(files.picture()), "ofen.png")
    secret = services.keep(BytesIO(files.picture(size=(50, 50))), "intern.png")
    content = white_paper(picture=picture.pk, alt=both("Ein Ofen"))
    offers.publish(offers.create(content).pk)

    answer = visitor.get(f"/o/zwoelf-hebel/bild/{picture.pk}/480/")
    assert answer["Content-Type"] == "image/webp"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.getvalue()[8:12] == b"WEBP"
    for hidden in (f"{secret.pk}/0", f"{content.file}/0", f"{picture.pk}/17"):
        assert visitor.get(f"/o/zwoelf-hebel/bild/{hidden}/").status_code == 404
