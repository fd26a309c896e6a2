"""Many people at once in the browser, by keyboard alone: choose, see what will happen, start, read what came of it."""

from collections.abc import Callable

import pytest

from tests.faces.looks import LOOKS, look_at
from tests.faces.web.reader import Reader
from tests.factories import anna, learns
from trichter.facts.staff.models import User
from trichter.spine import longwork


@pytest.mark.parametrize("language", LOOKS)
def test_many_are_changed_by_keyboard_alone(  # LAW 4.6
    sit_down: Callable[..., Reader], lea: User, anja: int, language: str
) -> None:
    User.objects.filter(pk=lea.pk).update(language=language)
    other = anna()
    learns(anja, **{"tag:messe": True})
    reader = sit_down(language=language)
    reader.come_in(lea.email)
    reader.go(f"/kontakte/auswahl/tag/?id={anja}&id={other}")
    reader.page.focus("[name=tag]")
    reader.page.keyboard.type("messe")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_selector("[name=start]")
    look_at(reader, "bulk-preview", turn=0)
    reader.page.focus("[name=start]")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_selector("progress")
    while longwork.advance():
        pass
    reader.page.wait_for_selector("#report")  # it looks by itself
    look_at(reader, "work-done", turn=1)
    assert reader.complaints == []
