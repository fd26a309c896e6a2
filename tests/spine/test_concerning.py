"""What is recorded about one person concerns others too: of the same firm, at the same address, of the same colleague.
A job asks them, and then all is as if everything were computed anew."""

from typing import Any

import pytest

from tests.factories import anna, bernd, charlie, does, happen, known, lea, learns, newsletter, says, stage
from tests.qualification.scoring.models import compare, did, fit, in_force, model
from tests.qualification.segments.test_segments import SEEN, members, segment
from trichter.facts.contacts.models import Company
from trichter.facts.staff import services as staff
from trichter.facts.timeline.models import ActorType, EffectiveTouchpoint
from trichter.qualification.lifecycle import policies
from trichter.qualification.lifecycle.tracks import Rule, ways
from trichter.qualification.rules.text import parse
from trichter.qualification.scoring import versions
from trichter.qualification.scoring.models import Score
from trichter.spine import firms, rescoring, segmenting, teams
from trichter.spine.longwork import doing
from trichter.spine.models import Noted
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import Actor, Touch, colleague

pytestmark = pytest.mark.django_db
ALPHA, BETA = {"name": "Alpha GmbH"}, {"name": "Beta GmbH"}
FILE = Actor(ActorType.IMPORT)
COLLEAGUE_SAW = {"colleague": SEEN}
MAY_BE_MAILED = compare("consent.email.newsletter", "is", "confirmed")
SHARED = {"address": "info@firma.example"}


def ask() -> None:
    """Until nobody is concerned any more; then nothing would be another if it were computed anew."""
    while segmenting.ask_colleagues():
        pass
    assert rebuild().differing == 0


def at_alpha(*people: int) -> None:
    for one in people:
        learns(one, company=ALPHA)


def enter(text: str, to: str = "mql") -> None:
    rule = Rule(key="ripe", stage=to, when=parse(text).json_form())
    policies.publish("customer", rules=[*ways()["customer"].rules, rule])


def test_colleagues_hear_that_somebody_has_left_the_firm() -> None:
    one, two = anna(), bernd()
    at_alpha(one, two)
    does(one, "page.viewed", {"url": "/"})
    beside = segment(COLLEAGUE_SAW)
    assert members(beside) == {two}
    learns(one, company=BETA)
    ask()
    assert members(beside) == set()


def test_colleagues_hear_that_the_best_of_the_firm_fits_better_or_has_left() -> None:
    in_force(fit("boss", 50, compare("position", "is known")))
    one, two = anna(), bernd()
    at_alpha(one, two)
    fitting = segment(compare("company.fit", "at least", 50))
    learns(one, position="Chefin")
    ask()
    assert members(fitting) == {one, two}
    learns(one, company=BETA)
    ask()
    assert members(fitting) == {one}


def test_colleagues_hear_that_somebody_was_erased() -> None:
    one, two = anna(), bernd()
    at_alpha(one, two)
    does(one, "page.viewed", {"url": "/"})
    beside = segment(COLLEAGUE_SAW)
    does(one, "contact.erased")
    ask()
    assert members(beside) == set()


def test_colleagues_of_both_firms_hear_of_a_merge_and_of_its_end() -> None:
    one, two, three = anna(), bernd(), charlie()
    learns(two, company=BETA)
    learns(three, company=BETA)
    at_alpha(one)
    several = segment(compare("company.people", "at least", 2))
    assert members(several) == {two, three}
    learns(one, company=ALPHA, actor=colleague(lea().pk))
    does(one, "contact.merged", {"loser": two})
    ask()
    assert members(several) == set()
    does(one, "contact.unmerged", {"loser": two})
    ask()
    assert members(several) == {two, three}


def test_colleagues_hear_what_is_taken_back_of_somebody() -> None:
    one, two = anna(), bernd()
    at_alpha(one, two)
    seen = does(one, "page.viewed", {"url": "/"})
    beside = segment(COLLEAGUE_SAW)
    does(one, "touchpoint.retracted", target=seen)
    ask()
    assert members(beside) == set()


def test_what_somebody_who_works_elsewhere_tells_of_a_firm_counts_for_its_people() -> None:
    one, two = anna(), bernd()
    in_force(fit("big", 7, compare("company.employees", "at least", 100)))
    large = segment(compare("company.employees", "at least", 100))
    learns(one, company=ALPHA, actor=colleague(lea().pk))
    learns(two, company=BETA)
    told = {"company": BETA | {"employees": 500}}
    happen(Touch("contact.imported", contact=one, learned=told, actor=FILE))
    assert (Company.objects.get(name="Beta GmbH").employees, str(known(one).company)) == (500, "Alpha GmbH")
    ask()
    assert Score.objects.get(contact_id=two).fit == 7
    assert members(large) == {two}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("consent.withdrawn", {"channel": "email", "purpose": "newsletter"} | SHARED),
        ("consent.refused", {"channel": "email", "purpose": "newsletter"} | SHARED),
        ("mail.complained", SHARED),
        ("mail.bounced", SHARED | {"is_permanent": True}),
        ("contact.erased", {}),
    ],
)
def test_who_shares_an_address_hears_that_it_is_forbidden(kind: str, said: dict[str, Any]) -> None:
    newsletter()
    enter("consent.email.newsletter is revoked")
    one, two = anna(), bernd()
    for each in (one, two):
        says(each, "granted", **SHARED)
    subscribed = segment(MAY_BE_MAILED)
    assert members(subscribed) == {one, two}
    does(one, kind, said)
    ask()
    assert (members(subscribed), stage(two)) == (set(), "mql")


def test_who_is_looked_after_in_another_team_is_asked_of_it() -> None:
    boss, nord = lea(), staff.found_team("Nord", department="sales")
    in_force(fit("north", 2, compare("team", "has any of", str(nord.pk))))
    enter(f"team has any of ({nord.pk})")
    one, two = anna(), bernd()
    learns(one, owner=boss.pk)
    ours = segment(compare("team", "has any of", str(nord.pk)))
    teams.change(boss.pk, name="Lea", role="sales", teams=[nord.pk])
    ask()
    assert (members(ours), stage(one), stage(two)) == ({one}, "mql", "lead")
    assert Score.objects.get(contact_id=one).fit == 2
    teams.change(boss.pk, name="Lea", role="sales", teams=[])
    ask()
    assert (members(ours), Score.objects.get(contact_id=one).fit) == (set(), 0)
    teams.change(boss.pk, name="Lea H.", role="sales", teams=[])
    assert not Noted.objects.exists()


def test_what_is_known_of_a_firm_leads_its_people_through_rules_of_entry() -> None:
    enter("company.employees at least 100")
    one, two = anna(), bernd()
    at_alpha(one, two)
    firms.edit(known(one).company_id or 0, {"employees": 500}, by=lea().pk)
    ask()
    assert (stage(one), stage(two)) == ("mql", "mql")
    decision = EffectiveTouchpoint.objects.get(contact_id=two, kind="stage.reached", payload__stage="mql")
    assert (decision.caused_by, decision.payload["rule"]) == (None, "ripe")


def test_what_colleagues_did_leads_somebody_through_a_rule_of_entry() -> None:
    enter("any colleague (did page.viewed)")
    one, two = anna(), bernd()
    at_alpha(one, two)
    does(one, "page.viewed", {"url": "/"})
    ask()
    assert (stage(one), stage(two)) == ("lead", "mql")


def test_who_was_set_back_by_hand_stays_back_whatever_else_their_colleagues_do() -> None:
    enter("company.employees at least 100")
    segment(COLLEAGUE_SAW)
    one, two = anna(), bernd()
    learns(two, company=ALPHA | {"employees": 500})
    assert stage(two) == "mql"
    does(two, "stage.set", {"track": "customer", "stage": "lead", "reason": "Student"})
    at_alpha(one)
    does(one, "page.viewed", {"url": "/"})
    ask()
    assert stage(two) == "lead"
    firms.edit(known(two).company_id or 0, {"employees": 700}, by=lea().pk)
    ask()
    assert stage(two) == "mql"


def test_what_colleagues_are_worth_and_where_they_stand_goes_on_to_others() -> None:
    """The firm grows: Bernd is worth more, so he is an MQL, so his colleague Anna is in the segment."""
    in_force(fit("big", 7, compare("company.employees", "at least", 100)))
    enter("score.fit at least 7")
    one, two = anna(), bernd()
    at_alpha(one, two)
    beside = segment({"colleague": compare("stage", "at least", "mql")})
    nested = segment(compare(f"segment.{beside}", "is", True), "nested")
    firms.edit(known(one).company_id or 0, {"employees": 500}, by=lea().pk)
    ask()
    assert (stage(one), stage(two)) == ("mql", "mql")
    assert members(beside) == members(nested) == {one, two}


def test_a_new_version_of_the_scores_decides_from_then_on() -> None:
    """As a new policy does: nobody already there is led anywhere by it, until they do something that it reads."""
    in_force(did("page", 1, "page.viewed"), half_life_days=30)
    enter("score.engagement at least 50")
    one, two = anna(), bernd()
    for each in (one, two):
        does(each, "page.viewed", {"url": "/"})
    hot = segment(compare("score.engagement", "at least", 50))
    versions.save_draft("business", model(did("page", 60, "page.viewed"), half_life_days=30))
    assert rescoring.publish("business")
    while doing.advance():
        pass
    segmenting.gather_changed()
    ask()
    assert members(hot) == {one, two}
    assert (stage(one), stage(two)) == ("lead", "lead")
    does(one, "page.viewed", {"url": "/b"})
    ask()
    assert (stage(one), stage(two)) == ("mql", "lead")


def test_nothing_is_noted_that_no_rule_asks_for() -> None:
    newsletter()
    in_force(fit("german", 1, compare("language", "is", "de")))
    one, two = anna(), bernd()
    at_alpha(one, two)
    learns(one, company=ALPHA | {"employees": 5})
    says(one, "granted", **SHARED)
    says(one, "withdrawn", **SHARED)
    assert not Noted.objects.exists()
