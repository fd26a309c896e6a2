"""The frame of the staff's side by keyboard alone, in each language: search, keys, toasts; one page at a time."""

from collections.abc import Callable

import pytest

from tests.faces.looks import LOOKS, look_at
from tests.faces.web.conftest import PASSWORD
from tests.faces.web.reader import Reader
from trichter.facts.staff.models import Role, User
from trichter.sales.tasks import services as tasks
from trichter.spine import founding

SitDown = Callable[..., Reader]


@pytest.mark.parametrize("language", LOOKS)
def test_somebody_searches_goes_and_undoes_with_the_keyboard_alone(  # LAW 4.6
    sit_down: SitDown, lea: User, anja: int, language: str
) -> None:
    User.objects.update(language=language, role=Role.ADMINISTRATION)
    tasks.open(anja, "Angebot nachfassen", to=lea.pk)
    reader = sit_down(language=language)
    reader.come_in(lea.email)
    reader.go("/konto/")
    look_at(reader, "account", turn=0)
    keys = reader.page.keyboard

    keys.press("Control+k")
    reader.page.wait_for_selector("#palette-hits .hit")
    keys.type("reim")
    reader.page.wait_for_selector("#palette-hits mark")
    look_at(reader, "15-befehle", turn=1, in_both=True)
    keys.press("Enter")
    reader.page.wait_for_url(f"**/kontakte/{anja}/")

    keys.press("?")
    reader.page.wait_for_selector("#keys:popover-open")
    reader.take_picture(f"keys-{language}")
    assert language == "en" or reader.barriers() == ""
    keys.press("Escape")
    keys.press("g")
    keys.press("a")
    reader.page.wait_for_url("**/aufgaben/")

    reader.page.focus("form[action$='erledigen/'] button")
    keys.press("Enter")
    undo = reader.page.wait_for_selector(".toast button")
    reader.take_picture(f"toast-{language}")
    assert language == "de" or reader.barriers() == ""
    assert undo
    undo.focus()
    keys.press("Enter")
    reader.page.wait_for_selector("form[action$='erledigen/'] button")
    assert reader.complaints == []


def test_keys_rest_while_somebody_types_and_when_they_are_switched_off(sit_down: SitDown, lea: User) -> None:
    reader = sit_down()
    reader.come_in(lea.email)
    reader.go("/suche/")
    reader.page.keyboard.type("ga?")
    assert reader.page.input_value("#search-words") == "ga?"
    lea.has_keys = False
    lea.save()
    reader.go("/konto/")
    reader.page.keyboard.type("ga?")
    assert not reader.page.locator("#keys:popover-open").count()
    assert reader.page.url.endswith("/konto/")
    assert not reader.page.locator("[aria-keyshortcuts]").count()


@pytest.mark.parametrize("language", LOOKS)
def test_a_new_house_is_set_up_on_one_page(sit_down: SitDown, db: None, language: str) -> None:
    first = LOOKS[language][0]
    reader = sit_down(language=language, scheme=first.scheme, width=first.width)
    reader.go(f"/einrichten/?code={founding.code()}")
    look_at(reader, "founding", turn=0, in_both=True)
    for name, value in {
        "name": "Bob Brandt",
        "email": "bob@ahornwerk.example",
        "password": PASSWORD,
        "firm-name": "Ahornwerk",
    }.items():
        reader.page.fill(f"[name={name}]", value)
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_selector(".toast")
    assert User.objects.get().check_password(PASSWORD)
    assert reader.complaints == []
