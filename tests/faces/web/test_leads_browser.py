"""The inbox by keyboard alone: A accepts, R rejects by a reason; on a phone as well."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.faces.web.reader import Reader
from tests.factories import stage
from trichter.facts.staff.models import User
from trichter.sales.handover import services
from trichter.sales.handover.models import Handover

SitDown = Callable[..., Reader]


def test_a_accepts_and_r_rejects(sit_down: SitDown, bob: User, anja: int, bernd: int) -> None:  # LAW 4.6
    User.objects.filter(pk=bob.pk).update(role="sales")
    urgent = services.open(bernd, to=bob.pk, reasons=["Wants a quote"])
    later = services.open(anja, to=bob.pk)
    Handover.objects.filter(id=urgent).update(due_at=Handover.objects.get(id=urgent).opened_at)
    reader = sit_down(width="phone", language="en")
    reader.come_in(bob.email)
    reader.go(f"/lead-eingang/{urgent}/")
    page, keys = reader.page, reader.page.keyboard
    assert reader.barriers() == ""
    assert not reader.is_cut_off()
    reader.take_picture("lead-en-light-phone")
    reader.see("dark", "wide")
    reader.take_picture("lead-en-dark-wide")
    assert reader.barriers(rule="color-contrast") == ""

    keys.press("r")
    expect(page.locator("#rejecting button").first).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Bernd Kaltenbach is back with marketing.")
    assert (Handover.objects.get(id=urgent).state, stage(bernd)) == ("rejected", "lead")
    expect(page.locator(".lead-view")).to_contain_text("Anja Reimers")

    keys.press("a")
    page.wait_for_url(f"**/kontakte/{anja}/?compose=call#composer")
    assert Handover.objects.get(id=later).decided_by == bob
    assert reader.complaints == []
