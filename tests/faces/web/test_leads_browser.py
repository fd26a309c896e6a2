"""From the scoring model to the inbox by keyboard alone, on a phone as well: a rule is drafted, looked at, published, a
visitor becomes ripe by what they do, A accepts, R rejects by a reason."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.faces.web.reader import Reader
from tests.factories import does, learns, stage
from trichter.facts.staff import services as staff
from trichter.facts.staff.models import User
from trichter.sales.handover import services
from trichter.sales.handover.models import Handover
from trichter.spine import reactions
from trichter.spine.longwork.doing import advance

SitDown = Callable[..., Reader]


PAGE = "/einstellungen/lead-score/"


def test_a_model_is_edited_a_visitor_becomes_ripe_a_accepts_and_r_rejects(
    sit_down: SitDown, bob: User, anja: int, bernd: int
) -> None:  # LAW 4.6
    publish_points_for_prices(sit_down(width="phone"))
    while advance():
        pass
    learns(bernd, position="Geschäftsführer")
    does(bernd, "page.viewed", {"url": "https://ahornwerk.example/preise", "title": "Preise"})
    assert stage(bernd) == "mql"
    User.objects.filter(pk=bob.pk).update(role="sales")
    reactions.drain(limit=500)
    later = Handover.objects.get(contact=bernd).pk
    urgent = services.open(anja, to=bob.pk, reasons=["Wants a quote"])
    Handover.objects.filter(id=urgent).update(due_at=Handover.objects.get(id=urgent).opened_at)

    reader = sit_down(width="phone", language="en")
    reader.come_in(bob.email)
    reader.go(f"/lead-eingang/{urgent}/")
    page, keys = reader.page, reader.page.keyboard
    assert reader.barriers() == ""
    assert not reader.is_cut_off()
    reader.take_picture("lead-en-light-phone")

    keys.press("r")
    expect(page.locator("#rejecting button").first).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Dr. Anja Reimers is back with marketing.")
    assert Handover.objects.get(id=urgent).state == "rejected"
    expect(page.locator(".lead-view")).to_contain_text("Bernd Kaltenbach")
    expect(page.locator(".lead-why")).to_contain_text("Preise")
    expect(page.locator(".score-why")).to_contain_text("+90.0 Preisliste")
    reader.see("dark", "wide")
    reader.take_picture("lead-en-dark-wide")
    assert reader.barriers(rule="color-contrast") == ""

    keys.press("a")
    page.wait_for_url(f"**/kontakte/{bernd}/?compose=*#composer")
    assert Handover.objects.get(id=later).decided_by == bob
    assert stage(bernd) == "sql"
    assert reader.complaints == []


def publish_points_for_prices(reader: Reader) -> None:
    """By keyboard, in German: whoever looks at the prices has done enough."""
    staff.invite("berta@ahornwerk.example", name="Berta Boss", role="administration")
    reader.come_in("berta@ahornwerk.example")
    reader.go(PAGE)
    page, keys = reader.page, reader.page.keyboard
    page.locator("[name=engagement-de]").focus()
    for text in ("Preisliste", "", "90", 'page.viewed where path starts with "/preise"'):
        keys.type(text)
        keys.press("Tab")
    reader.tab_to("button[value=engagement]")
    keys.press("Enter")
    expect(page.locator(".note").first).to_contain_text("Dies ist ein Entwurf")
    reader.tab_to("a[href*=preview]")
    keys.press("Enter")
    expect(page.locator("#rehearsed")).to_be_visible()
    assert reader.barriers() == ""
    assert not reader.is_cut_off()
    reader.take_picture("scoring-de-light-phone")
    reader.tab_to("button[value=publish]")
    keys.press("Enter")
    expect(page.locator("[role=status]").first).to_contain_text("werden alle bewertet")
    assert reader.complaints == []
