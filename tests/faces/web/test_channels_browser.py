"""By keyboard alone: an address is tried on the rules, a rule is asked later, and a campaign gets a link."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.faces.web.reader import Reader
from trichter.facts.staff.models import Role, User
from trichter.facts.timeline import campaigns
from trichter.facts.timeline.campaigns import declare_campaign
from trichter.facts.timeline.origins import versions
from trichter.facts.timeline.origins.shipped import RULES
from trichter.generation.shortlinks import queries


def test_an_address_is_tried_a_rule_moved_and_a_link_made_by_keyboard(
    sit_down: Callable[..., Reader], lea: User
) -> None:
    User.objects.filter(pk=lea.pk).update(role=Role.ADMINISTRATION)
    declare_campaign("messe", name="Messe", channel="event")
    fair = campaigns.listing()[0].id
    reader = sit_down()
    page, keys = reader.page, reader.page.keyboard
    reader.come_in(lea.email)
    reader.go("/einstellungen/kanaele/")
    reader.tab_to("[name=try-url]")
    keys.type("https://www.ahornwerk.example/?utm_source=linkedin&utm_medium=cpc&utm_campaign=Herbst")
    keys.press("Enter")
    expect(page.locator("dl.facts")).to_contain_text("Bezahlte soziale Medien")
    expect(page.locator("dl.facts a")).to_have_text("Bezahlt, in einem sozialen Netzwerk")

    reader.tab_to("#rules ~ ol [value=down]")
    keys.press("Enter")
    page.wait_for_selector("t-toast")
    assert [rule.key for rule in versions.in_force().rules[:2]] == [RULES[1].key, RULES[0].key]

    reader.go(f"/einstellungen/kampagnen/{fair}/")
    reader.tab_to("[name=link-target]")
    keys.type("https://www.ahornwerk.example/messe")
    keys.press("Enter")
    expect(page.locator("#links ~ ul li")).to_have_count(1)
    assert queries.listed(fair)[0].address.endswith("utm_source=messe&utm_medium=event&utm_campaign=messe")
    assert reader.complaints == []
