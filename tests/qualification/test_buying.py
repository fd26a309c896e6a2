"""The buying phase: the last one of which somebody showed a sign lately, with the touchpoint that was it."""

from datetime import timedelta

import pytest

from tests.factories import anna, bernd, day, does
from trichter.facts.timeline.models import Touchpoint
from trichter.kernel import clock
from trichter.qualification.lifecycle import policies
from trichter.qualification.lifecycle.buying import queries, services
from trichter.qualification.lifecycle.buying.content import Content, NoSign, Sign, written
from trichter.qualification.lifecycle.models import Buying, Standing
from trichter.qualification.lifecycle.tracks import Rule, ways
from trichter.qualification.rules import asking, timing
from trichter.qualification.rules.text import parse
from trichter.spine import longwork
from trichter.spine.buying import publish
from trichter.spine.rebuild import rebuild

pytestmark = pytest.mark.django_db


def phase(contact: int) -> str | None:
    found = asking.explain(parse("buying_phase is known"), contact)
    assert found
    return found[1][0].value or None


def test_what_is_read_asked_and_done_leads_through_the_phases() -> None:
    one = anna()
    assert phase(one) is None
    does(one, "page.viewed", {"url": "https://www.example.org/loesung"})
    assert phase(one) == "need"
    prices = does(one, "page.viewed", {"url": "https://www.example.org/preise?x=1"})
    assert phase(one) == "evaluation"
    does(one, "page.viewed", {"url": "/"})
    assert phase(one) == "evaluation", "who has come further is not thrown back by reading"
    assert Buying.objects.get(contact_id=one).evaluation_id == prices
    does(one, "form.submitted", {"phase": "purchase"})
    assert phase(one) == "purchase"
    assert rebuild().differing == 0


def test_an_old_sign_fades_and_the_one_before_counts_again() -> None:
    now = day(20)
    with clock.at(now - timedelta(days=179)):
        one = anna()
        does(one, "meeting.booked")
    with clock.at(now):
        does(one, "asset.downloaded")
        assert phase(one) == "evaluation"
    rule = parse("buying_phase at least evaluation")
    with clock.at(now + timedelta(days=2)):
        assert phase(one) == "need"
        found = timing.candidates(rule, since=now, until=clock.now())
        assert found
        assert [row[0] for row in asking._rows(found.text, found.given)] == [one]


def test_a_sign_taken_back_is_none_and_merges_bring_all_together() -> None:
    one, other = anna(), bernd()
    booked = does(one, "meeting.booked")
    does(other, "deal.opened")
    does(one, "touchpoint.retracted", target=booked)
    assert phase(one) is None
    does(one, "contact.merged", {"loser": other})
    assert phase(one) == "purchase"
    assert not Buying.objects.filter(contact_id=other).exists()
    assert rebuild().differing == 0


def test_other_signs_hold_for_new_touchpoints_at_once() -> None:
    one = anna()
    seen = services.in_force()
    assert seen
    told = written('did page.viewed where path starts with "/angebot"\ndid mail.received')
    content = Content(signs=tuple(Sign(phase="purchase", did=did) for did in told), days=30)
    services.publish(content, seen=seen.version)
    does(one, "page.viewed", {"url": "/preise"})
    assert phase(one) is None
    does(one, "page.viewed", {"url": "/angebot/7"})
    assert phase(one) == "purchase"
    assert rebuild().differing == 0
    with pytest.raises(services.SignsChanged):
        services.publish(content, seen=seen.version)
    with pytest.raises(NoSign):
        written("did page.viewed at least 2 times")


def test_rules_of_entry_may_read_it() -> None:
    rule = Rule(key="ripe", stage="mql", when=parse("buying_phase at least evaluation").json_form())
    policies.publish("customer", rules=[*ways()["customer"].rules, rule])
    one = anna()
    booked = does(one, "meeting.booked")
    assert Standing.objects.get(contact_id=one).stage == "mql"
    assert Touchpoint.objects.get(payload__stage="mql").caused_by == booked


def test_other_signs_hold_in_the_background_for_what_happened_before() -> None:
    one = anna()
    does(one, "mail.received", {"text": "Was kostet das?"})
    assert phase(one) is None
    told = written("did mail.received")
    publish(Content(signs=tuple(Sign(phase="purchase", did=did) for did in told)))
    while longwork.advance():
        continue
    found = queries.of(one)
    assert found
    assert (phase(one), found.phase, [sign.phase for sign in found.signs]) == ("purchase", "purchase", ["purchase"])
    assert queries.versions()[0].is_done
