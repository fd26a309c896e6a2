"""Signing in, the first page, tasks, the results of an offer and the settings: each one's main job."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect

from tests.faces.looks import LOOKS, look_at, take_pictures
from tests.faces.web.conftest import PASSWORD
from tests.faces.web.reader import Reader
from tests.factories import newsletter
from tests.generation.offers.makings import our_house, published
from trichter.facts.house.queries import house as our_firm
from trichter.facts.staff.models import Role, User
from trichter.facts.timeline.models import Campaign
from trichter.kernel import clock
from trichter.sales.tasks.models import Task

Says = Callable[[str, str], str]
PAGES = {
    "answer": "/kontakte/{anja}/einwilligung/",
    "merging-with-whom": "/kontakte/{anja}/zusammenfuehren/",
    "doubtful": "/einsendungen/",
    "outbox": "/ausgang/?shelf=sent",
    "works": "/arbeiten/",
    "search": "/suche/?q=reimers",
    "colleague": "/einstellungen/team/{lea}/",
    "senders": "/einstellungen/absender/",
}
"""What nobody looks at elsewhere."""


def test_somebody_signs_in_and_the_numbers_lead_to_people(
    sit_down: Callable[..., Reader], lea: User, crowd: list[int], language: str, says: Says
) -> None:
    User.objects.filter(pk=lea.pk).update(language=language, role=Role.ADMINISTRATION)
    first = LOOKS[language][0]
    reader = sit_down(language=language, scheme=first.scheme, width=first.width)
    page, keys = reader.page, reader.page.keyboard
    reader.sign_in(lea.email, PASSWORD)
    expect(page.locator("h1")).to_have_text(says("Übersicht", "Overview"))
    take_pictures(reader, "01-uebersicht-rundgang")
    reader.tab_to(".tour [name=close]")
    keys.press("Enter")
    expect(page.locator(".tour")).to_have_count(0)
    take_pictures(reader, "01-uebersicht")
    reader.tab_to(".kpis a")
    counted = page.locator(":focus").inner_text()
    keys.press("Enter")
    page.wait_for_url("**/kontakte/?**")
    expect(page.locator("#count")).to_have_text(counted)
    assert User.objects.get(pk=lea.pk).is_tour_closed
    assert reader.complaints == []


def test_a_task_is_made_put_off_and_done(reader: Reader, lea: User, anja: int, says: Says) -> None:
    page, keys = reader.page, reader.page.keyboard
    reader.go("/aufgaben/neu/")
    keys.type("reimers")
    keys.press("Enter")
    page.wait_for_url("**?q=reimers")
    reader.tab_to("main .hit")
    keys.press("Enter")
    page.wait_for_url("**?contact=*")
    reader.tab_to("[name=title]")
    keys.type("Muster senden")
    look_at(reader, "18-aufgabe-anlegen", turn=0, in_both=True)
    page.focus("[name=title]")
    keys.press("Enter")
    page.wait_for_url(lambda url: "/neu/" not in url)
    task = Task.objects.get()
    assert (task.title, task.colleague, task.contact_id) == ("Muster senden", lea, anja)

    reader.go("/aufgaben/")
    look_at(reader, "18-aufgaben", turn=1, in_both=True)
    reader.tab_to("main .tasks .when button")
    keys.press("Enter")
    reader.tab_to("main .tasks [name=day]")
    page.locator(":focus").fill(f"{clock.now() + timedelta(days=14):%Y-%m-%d}")
    keys.press("Enter")
    expect(page.locator(".toast")).to_be_visible()
    assert Task.objects.get().snoozed_until
    reader.tab_to("main .tick")
    keys.press("Enter")
    expect(page.locator("main .tick")).to_have_count(0)
    assert Task.objects.get().done_at
    assert reader.complaints == []


def test_the_results_of_an_offer_lead_to_its_people(reader: Reader, says: Says) -> None:
    our_house()
    offer = published()
    page, keys = reader.page, reader.page.keyboard
    reader.go("/angebote/")
    take_pictures(reader, "09-angebote")
    reader.tab_to("main tbody a")
    keys.press("Enter")
    page.wait_for_url(f"**/angebote/{offer.pk}/")
    reader.tab_to("a[href$='/ergebnisse/']")
    keys.press("Enter")
    page.wait_for_url("**/ergebnisse/")
    expect(page.locator("main")).to_contain_text(
        says("Dieses Angebot hat noch niemand angenommen.", "Nobody has taken this offer yet.")
    )
    look_at(reader, "09-ergebnisse", turn=1, in_both=True)
    assert reader.complaints == []


def test_the_firm_and_a_campaign_are_settled(reader: Reader, says: Says) -> None:
    page, keys = reader.page, reader.page.keyboard
    reader.go("/einstellungen/")
    take_pictures(reader, "11-einstellungen")
    reader.tab_to("main a[href$='/firma/']")
    keys.press("Enter")
    page.wait_for_url("**/firma/")
    reader.tab_to("[name=legal_name]")
    keys.type("Ahornwerk GmbH")
    keys.press("Enter")
    expect(page.locator(".toast")).to_be_visible()
    assert our_firm().legal_name == "Ahornwerk GmbH"

    reader.go("/einstellungen/kampagnen/")
    reader.tab_to("[name=new-name]")
    keys.type("Messe Stuttgart")
    keys.press("Enter")
    expect(page.locator("main tbody")).to_contain_text("Messe Stuttgart")
    take_pictures(reader, "11-kampagnen")
    assert Campaign.objects.get().name == "Messe Stuttgart"
    assert reader.complaints == []


def test_every_other_page_is_whole_and_open_to_everybody(reader: Reader, lea: User, anja: int, language: str) -> None:
    newsletter()
    for name, path in list(PAGES.items())[list(LOOKS).index(language) :: len(LOOKS)]:  # each page in one of them
        reader.go(path.format(anja=anja, lea=lea.pk))
        look_at(reader, name)
    assert reader.complaints == []
