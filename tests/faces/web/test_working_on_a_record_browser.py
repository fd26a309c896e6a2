"""A call is noted by keyboard alone, and whether a mail may leave is asked when somebody turns to it."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.faces.web.reader import Reader
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import EffectiveTouchpoint

SitDown = Callable[..., Reader]


def test_a_call_is_noted_by_keyboard_and_nothing_typed_before_is_lost(sit_down: SitDown, lea: User, anja: int) -> None:
    reader = sit_down()
    reader.come_in(lea.email)
    reader.go(f"/kontakte/{anja}/")
    page, keys = reader.page, reader.page.keyboard
    page.focus("#composing-note")
    keys.press("Tab")
    keys.type("Halb geschrieben")
    keys.press("Shift+Tab")
    keys.press("ArrowRight")
    expect(page.locator("form[data-kind=mail]")).to_contain_text("Wartet auf die Bestätigung")
    keys.press("ArrowRight")
    page.focus("#call_outcome")
    page.select_option("#call_outcome", "not_reached")
    assert page.input_value("#note_text") == "Halb geschrieben"
    page.focus("form[data-kind=call] [type=submit]")
    keys.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Der Anruf ist notiert.")
    call = EffectiveTouchpoint.objects.filter(contact_id=anja, kind="call.made").latest("id")
    assert (call.payload["outcome"], call.actor_id) == ("not_reached", lea.pk)
    assert reader.complaints == []
