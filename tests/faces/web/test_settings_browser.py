"""The settings as the administration uses them: in both languages, light and dark, wide and narrow."""

from collections.abc import Callable

import pytest

from tests.faces.looks import LOOKS, look_at
from tests.faces.web.conftest import PASSWORD
from tests.faces.web.reader import Reader
from trichter.facts.house import services
from trichter.facts.house.queries import house
from trichter.facts.staff.models import Role, User

SitDown = Callable[..., Reader]
PAGES = {
    "settings": "/einstellungen/",
    "firm": "/einstellungen/firma/",
    "privacy-notice": "/einstellungen/datenschutzerklaerung/",
}


@pytest.mark.parametrize("language", LOOKS)
def test_every_page_of_the_settings_is_whole_and_open_to_everybody(  # LAW 4.6
    sit_down: SitDown, lea: User, language: str
) -> None:
    User.objects.filter(pk=lea.pk).update(role=Role.ADMINISTRATION, language=language)
    services.publish_notice("de", "# Wer verantwortlich ist\nWir")
    reader = sit_down(language=language)
    reader.sign_in(lea.email, PASSWORD)
    for name, path in PAGES.items():
        reader.go(path)
        look_at(reader, name)
    assert reader.complaints == []


def test_without_scripts_a_mistake_is_shown_beside_its_field_and_then_mended(sit_down: SitDown, lea: User) -> None:
    User.objects.filter(pk=lea.pk).update(role=Role.ADMINISTRATION)
    reader = sit_down(scripts=False)
    reader.sign_in(lea.email, PASSWORD)
    reader.go("/einstellungen/firma/")
    reader.page.fill("[name=legal_name]", "Ahornwerk GmbH")
    reader.page.fill("[name=email]", "info")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_selector("#id_email_error")
    assert house().legal_name == ""

    reader.page.fill("[name=email]", "info@ahornwerk.example")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_selector("[role=status]")
    assert (house().legal_name, house().email) == ("Ahornwerk GmbH", "info@ahornwerk.example")
