"""Rules asked of everybody, of a batch and of one: they never disagree."""

from datetime import timedelta

import pytest

from tests.factories import anna, bernd, charlie, day, does, happen, learns, newsletter, says
from trichter.kernel import clock
from trichter.qualification.rules import asking
from trichter.qualification.rules.tree import Rule
from trichter.spine.touch import Touch

pytestmark = pytest.mark.django_db


def rule(**where: object) -> Rule:
    return Rule.model_validate({"where": where})


def who(given: Rule, **when: object) -> set[int]:
    """Everybody for whom it holds; and the same when each is asked by themselves."""
    found = asking.members(given, **when)  # type: ignore[arg-type]
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(found.text, found.given)
        all_of_them = {contact for (contact,) in cursor.fetchall()}
        cursor.execute("SELECT id FROM contacts_contact")
        everybody = [contact for (contact,) in cursor.fetchall()]
    alone = {one for one in everybody if "x" in asking.holding({"x": given}, [one], **when).get(one, ())}  # type: ignore[arg-type]
    assert alone == all_of_them
    assert {one for one, keys in asking.holding({"x": given}, everybody, **when).items() if "x" in keys} == alone  # type: ignore[arg-type]
    return all_of_them


def compare(operand: str, operator: str, *values: object) -> dict[str, object]:
    return {"operand": operand, "operator": operator, "values": list(values)}


def did(*kinds: str, **given: object) -> dict[str, object]:
    inner = {name: given.pop(name) for name in ("where", "when") if name in given}
    return {"did": {"kinds": list(kinds)} | inner} | given


def test_fields_of_a_person_and_of_their_firm() -> None:
    one, other = anna(), bernd()
    learns(one, first_name="Anna", company={"name": "Metallbau Weber", "industry": "Metall", "employees": 80})
    learns(other, first_name="Bernd")
    assert who(rule(**compare("first_name", "is", "ANNA"))) == {one}
    assert who(rule(**compare("first_name", "is not", "anna"))) == {other}
    assert who(rule(**compare("company.industry", "is any of", "metall", "Holz"))) == {one}
    assert who(rule(**compare("company.industry", "is none of", "metall"))) == {other}
    assert who(rule(**compare("company.employees", "between", 50, 500))) == {one}
    assert who(rule(**compare("company.employees", "is unknown"))) == {other}


def test_touchpoints_are_counted_within_a_window_and_by_what_they_carry() -> None:
    one, other = anna(occurred_at=day(1)), bernd(occurred_at=day(1))
    does(one, "page.viewed", {"url": "https://a.example/preise?x=1"}, occurred_at=day(10))
    does(one, "page.viewed", {"url": "/preise/b"}, occurred_at=day(12))
    does(other, "page.viewed", {"url": "/preise"}, occurred_at=day(12))
    pages = did("page.viewed", where=[compare("path", "starts with", "/preise")], values=[2])
    assert who(rule(**pages)) == {one}
    recent = did("page.viewed", when=compare("at", "in the last", {"length": 3, "unit": "day"}))
    assert who(rule(**recent), now=day(14)) == {one, other}
    assert who(rule(**recent), now=day(16)) == set()
    never = did("page.viewed", operator="at most", values=[0])
    stranger = charlie()
    assert who(rule(**never)) == {stranger}
    last = did("page.viewed", measure="last", operator="before", values=[{"day": "2026-03-12"}])
    assert who(rule(**last)) == set()


def test_what_was_taken_back_counts_no_more() -> None:
    one = anna()
    seen = does(one, "page.viewed", {"url": "/preise"})
    pages = rule(**did("page.viewed"))
    assert who(pages) == {one}
    does(one, "touchpoint.retracted", target=seen)
    assert who(pages) == set()
    does(one, "touchpoint.restored", target=seen)
    assert who(pages) == {one}


def test_sums_of_purchases() -> None:
    one = anna()
    does(one, "purchase.made", {"product": "A", "amount_cents": 60_000})
    does(one, "purchase.made", {"product": "B", "amount_cents": 50_000})
    assert who(rule(**did("purchase.made", measure="sum", of="amount", values=[1100]))) == {one}
    assert who(rule(**did("purchase.made", measure="sum", of="amount", values=[1100.01]))) == set()


def test_groups_and_their_opposites_count_the_unknown_as_not_holding() -> None:
    one, other = anna(), bernd()
    learns(one, language="de")
    german = compare("language", "is", "de")
    assert who(rule(**{"not": german})) == {other}
    assert who(rule(all=[german, did("form.submitted")])) == {one}
    assert who(rule(any=[german, did("form.submitted")])) == {one, other}
    assert who(rule(**{"not": {"not": german}})) == {one}


def test_consent_stage_origin_and_criteria() -> None:
    newsletter()
    one, other = anna(channel="paid_search"), bernd()
    says(one, "granted", confirmation_mail="m1")
    assert who(rule(**compare("consent.email.newsletter", "is", "confirmed"))) == {one}
    assert who(rule(**compare("consent.email", "is", "none"))) == {other}
    assert who(rule(**compare("origin", "is", "paid_search"))) == {one}
    assert who(rule(**compare("stage", "at least", "lead"))) == {one, other}
    assert who(rule(**compare("stage", "at least", "mql"))) == set()
    assert who(rule(**{"not": compare("customer", "is", True)})) == {one, other}
    assert who(rule(**compare("prospect", "is not", True))) == {one, other}
    assert who(rule(**compare("channel.any", "has any of", "paid_search"))) == {one}
    with clock.at(clock.now() + timedelta(days=365 * 5)):
        assert who(rule(**compare("consent.email", "is", "confirmed"))) == set()


def test_colleagues_of_the_same_firm() -> None:
    firm = {"name": "Weber", "domain": "weber.example"}
    people = happen(
        *(Touch("form.submitted", {"title": "x"}, email=f"{name}@weber.example", learned={"company": firm})
          for name in ("a", "b"))
    )  # fmt: skip
    one, other = (told.contact_id for told in people)
    bernd()
    does(one, "page.viewed", {"url": "/preise"})
    seen = {"colleague": did("page.viewed")}
    assert who(rule(**seen)) == {other}
    does(other, "page.viewed", {"url": "/preise"})
    assert who(rule(**seen)) == {one, other}


def test_why_a_rule_holds_for_somebody() -> None:
    one = anna()
    learns(one, language="de")
    seen = does(one, "page.viewed", {"url": "/preise"})
    asked = rule(
        all=[compare("language", "is", "de"), did("page.viewed"), did("mail.clicked", operator="at most", values=[0])]
    )
    held, reasons = asking.explain(asked, one) or (None, ())
    assert held
    assert [(r.held, r.value, r.touchpoints) for r in reasons] == [(True, "de", ()), (True, 1, (seen,)), (True, 0, ())]
    assert asking.explain(asked, 10**9) is None


def test_how_many_and_some_of_them() -> None:
    one, other = anna(), bernd()
    everybody = rule(**did("form.submitted"))
    assert asking.count(everybody) == 2
    assert set(asking.sample(everybody)) == {one, other}
    assert asking.counts(everybody, [("where",)]) == {("where",): 2}


def test_every_operand_can_be_asked() -> None:
    from trichter.qualification.rules.operands import Vocabulary

    one = anna()
    newsletter()
    known = {
        operand.name: rule(**compare(operand.name, "is known")) for operand in Vocabulary() if operand.name.strip()
    }
    assert asking.holding(known, [one])[one] >= {"email", "active", "created", "stage", "channel.any"} - {"channel.any"}
    assert len(known) > 80
