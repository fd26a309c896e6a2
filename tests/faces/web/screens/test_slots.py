"""A personal part of pages, made by keyboard alone: its place, what it says to whom, its order, a look as a reader."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect

from tests.faces.looks import look_at
from tests.faces.web.reader import Reader
from trichter.facts.timeline.hits import sources
from trichter.generation.tracking.models import SlotDay
from trichter.generation.tracking.slots import queries, services
from trichter.generation.tracking.slots.content import Audience, Said, Variant
from trichter.kernel import clock

Says = Callable[[str, str], str]


def test_a_slot_is_filled_by_keyboard_alone_with_a_rule_that_is_built(reader: Reader, says: Says) -> None:
    sources.add("ahornwerk.example", hosts=["www.ahornwerk.example"])
    page, keys = reader.page, reader.page.keyboard
    reader.go("/einstellungen/")
    reader.tab_to("main a[href$='/bausteine/']", within=200)
    keys.press("Enter")
    page.wait_for_url("**/bausteine/")
    reader.tab_to("[name=name]")
    keys.type("start-hero")
    keys.press("Enter")
    page.wait_for_url("**/bausteine/*/")
    reader.tab_to("main a[href$='/neu/']")
    keys.press("Enter")
    page.wait_for_url("**/neu/")
    reader.tab_to("[name=name]")
    keys.type(says("Stammkunden", "Regulars"))
    reader.tab_to("button.build")
    keys.press("Enter")
    page.wait_for_url("**/einstellungen/regel/**")
    reader.tab_to("#add-r")
    keys.press("Enter")
    expect(page.locator("#r-0-what")).to_be_focused()
    keys.type(says("Nachname", "Last name"))
    expect(page.locator("#r-0-operator")).to_be_visible()
    reader.tab_to("#r-0-text-0")
    keys.type("Reimers")
    reader.tab_to("button[value=save]", within=200)
    keys.press("Enter")
    page.wait_for_url("**/neu/**")
    expect(page.locator("[name=name]")).to_have_value(says("Stammkunden", "Regulars"))
    expect(page.locator("[name=rule]")).to_have_value("last_name is Reimers")
    reader.tab_to("[name=de_title]")
    keys.type("Willkommen zurück")
    reader.tab_to("[name=de_label]")
    keys.type("Zum Werk")
    look_at(reader, "31-baustein-variante", turn=0, in_both=True)
    page.focus("[name=de_label]")
    keys.press("Enter")
    expect(page.locator("[name=de_link] ~ .error, .error")).to_have_count(1)
    reader.tab_to("[name=de_link]")
    keys.type("/werk")
    keys.press("Enter")
    page.wait_for_url(lambda url: "/neu/" not in url)
    [slot] = queries.every()
    [one] = slot.content
    assert (one.rule, one.said["de"].link, one.audience) == ("last_name is Reimers", "/werk", Audience.PEOPLE)


def test_its_order_its_counts_and_a_look_as_a_reader(reader: Reader, says: Says, anja: int) -> None:
    assert anja
    sources.add("ahornwerk.example", hosts=["www.ahornwerk.example"])
    slot = services.add("start-hero", label=says("Startseite oben", "Start page, top"))
    today = clock.today()
    for name, audience in (("Frühbucher", Audience.READERS), ("Stammkunden", Audience.PEOPLE)):
        said = {"de": Said(title=name, text="Erster Absatz.\n\nZweiter.", label="Weiter", link="/weiter")}
        services.add_variant(slot, Variant(name=name, audience=audience, phase="", said=said, until=today))
    for ago in range(3):
        for number in range(3):
            SlotDay.objects.create(
                slot_id=slot, day=today - timedelta(days=ago), variant=number, shown=1204 + ago, clicked=number * 7
            )
    page, keys = reader.page, reader.page.keyboard
    reader.go("/einstellungen/bausteine/")
    look_at(reader, "30-bausteine", turn=0, in_both=True)
    reader.go(f"/einstellungen/bausteine/{slot}/")
    look_at(reader, "31-baustein", turn=1, in_both=True)
    reader.tab_to("#variant-2 button[value=up]")
    keys.press("Enter")
    expect(page.locator("ol.lines li").first).to_contain_text("Stammkunden")
    reader.tab_to("[name=try-email]", within=60)
    keys.type("a.reimers@wellner.example")
    keys.press("Enter")
    expect(page.locator("#tried + .quote")).to_contain_text("Stammkunden")
    look_at(reader, "31-baustein-vorschau", turn=0, in_both=True)
    assert reader.complaints == []
