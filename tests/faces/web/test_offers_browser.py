"""Making an offer as people do it: whole and open to everybody, and without a script."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from tests.faces.looks import LOOKS, look_at
from tests.faces.web.reader import Reader
from tests.generation.assets import files
from tests.generation.offers.makings import both, our_house, published, white_paper
from trichter.facts.consent import wordings
from trichter.facts.staff.models import User
from trichter.generation.assets import services as assets
from trichter.generation.offers import services
from trichter.generation.offers.models import Offer

SitDown = Callable[..., Reader]


@pytest.fixture
def offer(db: None) -> Offer:
    """One that is published, has been changed since, lacks something, and asks in words that are no longer in force."""
    our_house()
    picture = assets.keep(BytesIO(files.picture()), "ofen.png")
    options = [{"value": "eins", "label": both("Einer", "One")}]
    asked = {"key": "ovens", "type": "choice", "label": both("Wie viele Öfen?", "How many?"), "options": options}
    whole = white_paper(picture=picture.pk, alt=both("Ein Ofen", "A furnace"))
    made = published(picture=picture.pk, alt=both("Ein Ofen", "A furnace"), points=[both("Messen", "Measure")])
    draft = whole.model_dump(mode="json") | {"thanks": both("")}
    draft["questions"].append(asked)
    services.save_draft(made.pk, whole.model_validate(draft))
    wordings.publish_wording("newsletter", channel="email", language="de", text="Ja, einmal im Monat.")
    return made


@pytest.mark.parametrize("language", LOOKS)
def test_the_pages_of_an_offer_are_whole_and_open_to_everybody(  # LAW 4.6
    sit_down: SitDown, lea: User, bob: User, offer: Offer, language: str
) -> None:
    reader = sit_down(language=language)
    reader.come_in(lea.email if language == "de" else bob.email)
    parts = {"list": "", "new": "neu/", "edit": f"{offer.pk}/"}
    parts |= {"embed": f"{offer.pk}/einbinden/", "versions": f"{offer.pk}/fassungen/"}
    for turn, (name, path) in enumerate(parts.items()):
        reader.go(f"/angebote/{path}")
        look_at(reader, f"offer-{name}", turn=turn)
    assert reader.complaints == []


def test_an_offer_is_made_without_a_script_and_nothing_typed_is_lost(
    sit_down: SitDown, bob: User, tmp_path: Path
) -> None:
    our_house()
    (tmp_path / "levers.pdf").write_bytes(files.PDF)
    reader = sit_down(language="en", scripts=False)
    reader.come_in(bob.email)
    reader.go("/angebote/neu/")
    page = reader.page
    page.fill("[name=title_en]", "Twelve levers")
    page.set_input_files("[name=file_new]", tmp_path / "levers.pdf")
    page.click("button[value=add]")
    page.fill("[name=q4-label_en]", "How many furnaces?")
    page.click("button[value='up:4']")

    assert page.input_value("[name=q3-label_en]") == "How many furnaces?"
    assert page.input_value("[name=title_en]") == "Twelve levers"
    assert page.locator("text=levers.pdf").count() == 1

    page.press("[name=title_en]", "Enter")
    page.wait_for_url("**/angebote/*/")
    offer = Offer.objects.get()
    assert offer.slug == "twelve-levers"
    assert [one["label"]["en"] for one in offer.draft["questions"]][3:] == ["How many furnaces?", "E-mail address"]
    assert reader.complaints == []
