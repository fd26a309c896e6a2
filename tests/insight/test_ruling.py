"""What narrows a list, said as a rule, finds whom the list shows."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from psycopg import sql

from tests.factories import anna, bernd, charlie, does, form, happen, lea, newsletter, says
from trichter.facts.staff import services as staff
from trichter.facts.timeline.models import Campaign
from trichter.insight.filtering import Filter
from trichter.insight.ruling import ruled
from trichter.kernel import clock
from trichter.kernel.persons import rows_of
from trichter.qualification.rules.asking import members
from trichter.qualification.rules.checking import check
from trichter.qualification.rules.printing import printed
from trichter.qualification.rules.text import parse
from trichter.qualification.segments import editing
from trichter.spine import segmenting
from trichter.spine.touch import Touch

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> dict[str, str]:
    """People who differ in all that a list can be narrowed by; the numbers of what they are narrowed by."""
    now = clock.now()
    newsletter()
    boss, team = lea(), staff.found_team("Nord", department="sales")
    boss.teams.add(team)
    fair = Campaign.objects.create(key="messe", name="Messe", created_at=now)
    one, other = anna(channel="event", campaign="messe"), bernd(channel="search")
    charlie()
    says(one, "granted")
    does(one, "page.viewed", {"url": "/preise"}, occurred_at=now - timedelta(days=2))
    does(one, "stage.set", {"track": "customer", "stage": "sql", "reason": "Messe"})
    does(one, "contact.edited", learned={"owner": boss.pk, "tag:VIP": True})
    does(other, "stage.set", {"track": "hr", "stage": "applied", "reason": "Bewerbung"})
    with clock.at(now - timedelta(days=100)):
        happen(form("dora@x.example", occurred_at=clock.now()))
    happen(Touch("contact.imported", {"line": 1, "source": "bench"}, email="e@x.example", subject=("import", 7)))
    segment = editing.create("Leser", parse("did page.viewed"))
    segmenting.gather_changed()
    today = clock.today()
    return {
        "boss": str(boss.pk),
        "team": str(team.pk),
        "fair": str(fair.pk),
        "segment": str(segment.pk),
        "week": f"{today - timedelta(days=5)}..{today}",
        "since": f"{today - timedelta(days=5)}..",
        "until": f"..{today - timedelta(days=5)}",
    }


@pytest.mark.parametrize(
    "narrowed",
    [
        {"stage": ("lead", "sql")},
        {"stage": ("sql", "hr.applied")},
        {"owner": ("{boss}",)},
        {"owner": ("none",)},
        {"owner": ("none", "me")},
        {"team": ("{team}",)},
        {"channel": ("event",)},
        {"channel": ("none", "search")},
        {"campaign": ("{fair}",)},
        {"tag": ("VIP",)},
        {"consent": ("confirmed",)},
        {"consent": ("none", "pending")},
        {"created": ("7d",)},
        {"created": ("{week}",)},
        {"created": ("{until}",)},
        {"active": ("7d",)},
        {"active": ("{since}",)},
        {"active": ("{until}",)},
        {"active": ("..",)},
        {"created": ("..",)},
        {"silent": ("30d", "{since}")},
        {"reached": ("mql",), "reached_in": ("..",)},
        {"silent": ("30d",)},
        {"silent": ("{since}",)},
        {"reached": ("mql",)},
        {"reached": ("mql",), "reached_in": ("7d",)},
        {"reached": ("lead",), "reached_in": ("{until}",)},
        {"imported": ("7",)},
        {"fit": ("D", "A")},
        {"engagement": ("4",)},
        {"buying": ("evaluation",)},
        {"buying": ("none", "purchase")},
        {"segment": ("{segment}",)},
        {"stage": ("sql",), "channel": ("event",), "active": ("7d",)},
    ],
)
def test_the_rule_finds_whom_the_list_shows(house: dict[str, str], narrowed: dict[str, tuple[str, ...]]) -> None:
    said = {name: [value.format(**house) for value in values] for name, values in narrowed.items()}
    chosen = Filter.exactly(said, me=int(house["boss"]))
    found = ruled(chosen)
    assert found.left_out == ()
    assert found.rule is not None
    assert check(parse(printed(found.rule))).rule == found.rule
    (condition, given), asked = chosen.where(), members(found.rule)
    shown = _ids(sql.SQL("SELECT c.id FROM contacts_contact c WHERE {}").format(condition), given)
    assert _ids(sql.SQL(asked.text), asked.given) == shown
    assert shown


def _ids(statement: sql.Composable, given: Mapping[str, Any]) -> set[int]:
    return {row["id"] for row in rows_of(statement, dict(given))}


def test_what_no_rule_can_say_is_named() -> None:
    found = ruled(Filter.exactly({"next_step": ["none"], "stage": ["lead"]}, text="Meier"))
    assert found.left_out == ("q", "next_step")
    assert found.rule is not None
    assert printed(found.rule) == "stage is any of (lead)"
    assert ruled(Filter.exactly({"next_step": ["none"]})).rule is None
