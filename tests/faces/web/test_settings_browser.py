"""The settings as the administration uses them: in both languages, light and dark, wide and narrow."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest

from tests.faces.looks import LOOKS, look_at
from tests.faces.public.consenting import signs_up
from tests.faces.web.reader import Reader
from tests.factories import day, newsletter
from tests.generation.assets import files
from trichter.facts.contacts.definitions import declare_field
from trichter.facts.house import journal, services
from trichter.facts.house.queries import house
from trichter.facts.staff import team
from trichter.facts.staff.models import Role, User
from trichter.facts.timeline import campaigns
from trichter.facts.timeline.campaigns import Plan
from trichter.generation.assets import services as assets
from trichter.generation.costs.services import note
from trichter.generation.shortlinks import services as shortlinks
from trichter.kernel import clock
from trichter.kernel.words import Words
from trichter.spine.models import Reaction

SitDown = Callable[..., Reader]
PAGES = {
    "settings": "/einstellungen/",
    "firm": "/einstellungen/firma/",
    "privacy-notice": "/einstellungen/datenschutzerklaerung/",
    "team": "/einstellungen/team/",
    "purpose": "/einstellungen/zwecke/newsletter/",
    "fields": "/einstellungen/felder/",
    "stages": "/einstellungen/phasen/",
    "rules": "/einstellungen/phasen/customer/regeln/",
    "applying": "/einstellungen/phasen/customer/anwenden/",
    "campaigns": "/einstellungen/kampagnen/",
    "campaign": "/einstellungen/kampagnen/{campaign}/",
    "channels": "/einstellungen/kanaele/",
    "channels-applying": "/einstellungen/kanaele/anwenden/",
    "channel-rule": "/einstellungen/kanaele/regel/host-email/",
    "suppressed": "/einstellungen/sperrliste/",
    "retention": "/einstellungen/aufbewahrung/",
    "processing": "/einstellungen/verarbeitungen/",
    "reactions": "/einstellungen/reaktionen/",
    "audit": "/einstellungen/protokoll/",
    "kept-files": "/einstellungen/dateien/",
    "routing": "/einstellungen/lead-verteilung/",
    "scoring": "/einstellungen/lead-score/",
}


def furnish(by: int) -> None:
    """Something to be seen on each page."""
    services.publish_notice("de", "# Wer verantwortlich ist\nWir")
    newsletter()
    team.found("Vertrieb Süd", department="sales")
    declare_field("industry", kind="choice", label=Words("Industry", "Branche"), options=["Guss", "Stahl"])
    plan = Plan(budget=1_000_000, target=50, owner=by)
    campaigns.add("messe", name="Messe Südwest", channel="event", starts_on=date(2026, 9, 1), ends_on=None, plan=plan)
    to = "https://www.ahornwerk.example/messe"
    shortlinks.make(campaigns.listing()[0].id, to, source="messe", medium="email", slug="messe-26")
    note(channel="print", starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 30), cents=123_450, text="Anzeige")
    with journal.noted(by=by, what="field.made", about="Branche"):
        pass
    assets.keep(BytesIO(files.PDF), "Zwölf Hebel.pdf")
    with clock.at(day(1)):
        contact, _token = signs_up()
    Reaction.objects.filter(contact_id=contact).update(state="dead", attempts=8, error="OSError (trichter.spine:7)")


@pytest.mark.parametrize("language", LOOKS)
def test_every_page_of_the_settings_is_whole_and_open_to_everybody(  # LAW 4.6
    sit_down: SitDown, lea: User, language: str
) -> None:
    User.objects.filter(pk=lea.pk).update(role=Role.ADMINISTRATION, language=language)
    furnish(lea.pk)
    reader = sit_down(language=language)
    reader.come_in(lea.email)
    for name, path in list(PAGES.items())[list(LOOKS).index(language) :: len(LOOKS)]:  # each page in one of them
        reader.go(path.format(campaign=campaigns.listing()[0].id))
        look_at(reader, name)
    assert reader.complaints == []


def test_without_scripts_a_mistake_is_shown_beside_its_field_and_then_mended(sit_down: SitDown, lea: User) -> None:
    User.objects.filter(pk=lea.pk).update(role=Role.ADMINISTRATION)
    reader = sit_down(scripts=False)
    reader.come_in(lea.email)
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
