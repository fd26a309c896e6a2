"""Rules that are out of the ordinary stop no recording: options taken away, ages of a thousand half-lives, the last day
of the calendar."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from tests.factories import anna, bernd, does, learns, stage
from tests.qualification.scoring.models import compare, did, fit, in_force
from tests.qualification.segments.test_segments import RECENT, SEEN, members, segment
from trichter.facts.contacts import definitions
from trichter.facts.contacts.models import FieldDefinition
from trichter.kernel import clock
from trichter.kernel.words import Words
from trichter.qualification.lifecycle import entering, policies
from trichter.qualification.lifecycle.tracks import Rule, ways
from trichter.qualification.rules.text import parse
from trichter.qualification.scoring import reigning, statement
from trichter.qualification.scoring.models import Score
from trichter.spine import segmenting
from trichter.spine.rebuild import rebuild

pytestmark = pytest.mark.django_db


def test_points_for_an_option_that_was_taken_away_or_a_field_that_is_gone_stop_nobody() -> None:
    label = Words("Trade", "Branche")
    definitions.add_field("branche", kind="choice", label=label, options=["Metall", "Holz"], is_personal=False)
    in_force(fit("m", 5, compare("custom.branche", "is", "Metall")), fit("x", 3, compare("language", "is", "de")))
    one = anna()
    definitions.change_field("branche", label=label, options=["Holz"], is_personal=False)
    reigning.forget()  # as in a process that starts now
    learns(one, language="de")
    assert Score.objects.get(contact_id=one).fit == 3
    FieldDefinition.objects.all().delete()
    reigning.forget()
    learns(bernd(), language="de")
    assert rebuild().differing == 0


def test_who_runs_the_house_is_told_once_of_rules_that_cannot_be_asked_any_more() -> None:
    definitions.add_field("machine", kind="text", label=Words("Machine", "Maschine"), options=[], is_personal=False)
    content = in_force(fit("owner", 5, compare("custom.machine", "is known")))
    ripe = Rule(key="ripe", stage="mql", when=parse("custom.machine is known").json_form())
    policies.publish("customer", rules=[*ways()["customer"].rules, ripe])
    assert (entering.problem(ripe), statement.problem_of(content.fit[0])) == ("", "")
    FieldDefinition.objects.all().delete()
    reigning.forget()
    entering._compiled.cache_clear()
    statement._tell.cache_clear()
    with capture_logs() as told:
        one, _other = anna(), bernd()
    assert Counter(line["event"] for line in told if "cannot" in line["event"]) == {
        "rule of entry cannot be asked": 1,
        "scoring rule cannot be asked": 1,
    }
    assert stage(one) == "lead"
    assert "custom.machine" in entering.problem(ripe)
    assert "custom.machine" in statement.problem_of(content.fit[0])


@pytest.mark.parametrize("days", [1, 7])
def test_what_is_a_thousand_half_lives_old_is_worth_nothing_and_no_error(days: int) -> None:
    in_force(did("page", 3, "page.viewed"), half_life_days=days)
    one = anna()
    does(one, "page.viewed", {"url": "/"}, occurred_at=clock.now() - timedelta(days=1100 * days))
    does(one, "page.viewed", {"url": "/"})
    falls_at = Score.objects.get(contact_id=one).falls_at
    assert falls_at is not None
    assert falls_at > clock.now()
    assert rebuild().differing == 0


@pytest.mark.parametrize("operator", ["on", "between", "after"])
def test_the_last_day_of_the_calendar_can_be_asked_for(operator: str) -> None:
    last = segment(compare("created", operator, *[{"day": "9999-12-31"}] * (2 if operator == "between" else 1)))
    anna()
    assert members(last) == set()


def test_the_smallest_score_can_be_asked_for() -> None:
    in_force(did("page", 3, "page.viewed"), half_life_days=730)
    some = segment(compare("score.engagement", "at least", 1e-308))
    one = anna()
    assert members(some) == set()
    does(one, "page.viewed", {"url": "/"})
    assert members(some) == {one}


def test_colleagues_hear_of_who_enters_a_segment() -> None:
    one, other = anna(), bernd()
    for each in (one, other):
        learns(each, company={"name": "Alpha GmbH"})
    readers = segment(SEEN)
    beside = segment({"colleague": compare(f"segment.{readers}", "is", "yes")}, "Kollegen von Lesern")
    while segmenting.ask_colleagues():
        pass
    does(one, "page.viewed", {"url": "/"})
    while segmenting.ask_colleagues():
        pass
    assert members(beside) == {other}


def test_an_edge_that_moves_back_with_the_clocks_is_looked_at_on_both_sides() -> None:
    with clock.at(datetime(2026, 9, 25, 0, 45, tzinfo=UTC)):  # a quarter to three in Berlin
        one = anna()
        does(one, "page.viewed", {"url": "/"})
        recent = segment(RECENT)
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    for minutes in range(0, 45, 4):
        with clock.at(first + timedelta(minutes=minutes)):
            segmenting.tick()
            assert rebuild().differing == 0, minutes
    assert recent
