"""Every page that a visitor can come to, one after the other, in a browser that stands on it."""

from collections.abc import Iterator

import time_machine

from tests.faces.public.consenting import pages as pages_of_consent
from tests.faces.public.consenting import works
from tests.faces.web.reader import Reader
from tests.factories import anna, learns
from tests.generation.offers.makings import EMAIL, both, white_paper
from trichter.facts.timeline.models import Touchpoint
from trichter.generation.assets import deliveries
from trichter.generation.assets.models import Delivery
from trichter.generation.offers import queries, services
from trichter.generation.offers.models import Offer
from trichter.kernel import clock
from trichter.spine import rights
from trichter.spine.models import RightsRequest
from trichter.spine.outreach import links

OFFER = "/o/zwoelf-hebel/"
NAME = {"key": "last_name", "label": both("Nachname", "Last name"), "fills": "last_name", "is_required": True}
CHOICES = [
    {"value": "messen", "label": both("Messen", "Measuring")},
    {"value": "sparen", "label": both("Sparen", "Saving")},
]
QUESTIONS = [
    NAME,
    EMAIL,
    {"key": "topics", "type": "many", "label": both("Was beschäftigt Sie?", "What moves you?"), "options": CHOICES},
    {"key": "land", "type": "country", "label": both("Land", "Country")},
    {"key": "need", "is_long": True, "label": both("Noch etwas?", "Anything else?"), "means": "need"},
]


_AS_IF_THERE_WERE_NO_SCRIPTS = """() => {
    const form = document.querySelector(".form-card");
    form.altcha.value = form.token.value = "";
    form.submit();
}"""


def every_page(reader: Reader, time: time_machine.Traveller) -> Iterator[str]:
    """Its name, while the reader is on it."""
    yield from _of_offers(reader, time)
    yield from _of_downloads(reader)
    for name, path in pages_of_consent().items():
        reader.go(path)
        yield name
    yield from _after_a_button(reader)
    legal = {"imprint": "/impressum/", "privacy": "/datenschutz/", "accessibility": "/barrierefreiheit/"}
    for name, path in (legal | {"not there": "/o/gibt-es-nicht/"}).items():
        reader.go(path)
        yield name


def _of_offers(reader: Reader, time: time_machine.Traveller) -> Iterator[str]:
    page = reader.page
    offer = Offer.objects.get(slug="zwoelf-hebel")
    services.save_draft(offer.pk, white_paper(questions=QUESTIONS, kicker=both("Papier", "Paper")))
    services.publish(offer.pk)
    reader.go(queries.preview(offer.pk).removeprefix(reader.address))
    yield "preview"
    for name, path in (("page", OFFER), ("frame", f"{OFFER}embed/")):
        reader.go(path)
        yield name
        page.click("form.form-card button")
        page.wait_for_selector("#errors")
        yield f"{name} with errors"
        page.fill("main [name=last_name]", "Reimers")
        page.fill("main [name=email]", "anna@wellner.example")
        page.check("main [name^=consent_email]")
        page.evaluate(_AS_IF_THERE_WERE_NO_SCRIPTS)
        page.wait_for_selector("main dl")
        yield f"{name} to look over"
        time.shift(1)  # nobody has read it sooner
        page.click("main form button >> nth=0")
        page.wait_for_url("**/danke/**")
        yield f"thank-you of the {name}"
    services.withdraw(offer.pk)
    reader.go(OFFER)
    yield "gone"


def _of_downloads(reader: Reader) -> Iterator[str]:
    works()
    promised = Delivery.objects.latest("id")
    path = "/d/" + deliveries.link(promised.pk).partition("/d/")[2]
    Delivery.objects.filter(pk=promised.pk).update(expires_at=clock.now())
    reader.go(path)
    yield "run-out link"
    with reader.page.expect_navigation():  # it comes after the browser's proof of work
        reader.page.click("main form button")
    yield "fresh link on its way"
    reader.go("/d/nothing/")
    yield "link to nothing"


def _after_a_button(reader: Reader) -> Iterator[str]:
    """The answers to what visitors press."""
    contact = anna()
    learns(contact, first_name="Anna", last_name="Weiß")
    press = reader.page.click
    reader.go(f"/u/{links.sign('unsubscribe', message=1, contact=contact, purpose='newsletter')}/")
    press("main form button >> nth=0")
    reader.page.wait_for_load_state()
    yield "unsubscribed"
    rights.ask("anna@example.org", kind="erasure", language="de")
    mine = f"/rechte/{links.sign('rights', request=RightsRequest.objects.latest('id').pk)}/"
    reader.go(mine)
    press("[name=do][value=correct]")
    reader.page.wait_for_load_state()
    yield "corrected"
    reader.go(mine)
    press("[name=do][value=erase]")
    reader.page.wait_for_load_state()
    yield "erased"
    assert Touchpoint.objects.filter(kind="contact.erased", contact_id=contact).exists()
