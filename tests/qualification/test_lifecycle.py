"""Stages: rules lead forward only, colleagues anywhere with a reason, and no decision is ever taken again."""

from collections.abc import Iterator

import pytest

from tests.factories import anna, day, does, form, happen, lea, newsletter, says, stage
from trichter.facts.timeline.models import Touchpoint
from trichter.kernel import clock
from trichter.qualification.lifecycle.deciding import ReasonMissing
from trichter.qualification.lifecycle.models import Policy, Standing
from trichter.qualification.lifecycle.policies import BadRule, publish
from trichter.qualification.lifecycle.tracks import Rule, ways
from trichter.spine.decisions import set_stage, unset_stage
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import SYSTEM, Stage, Touch, colleague

pytestmark = pytest.mark.django_db

FIRST_POLICY = [
    ("asset.downloaded", {}, "lead"),
    ("contact.captured", {}, "lead"),
    ("mail.received", {}, "lead"),
    ("call.made", {"direction": "in"}, "lead"),
    ("call.made", {"direction": "out"}, None),
    ("conversation.held", {}, "lead"),
    ("event.registered", {}, "lead"),
    ("meeting.booked", {}, "lead"),
    ("meeting.held", {"purpose": "follow_up"}, "opportunity"),
    ("meeting.held", {"purpose": "first"}, None),
    ("deal.opened", {}, "opportunity"),
    ("quote.sent", {}, "opportunity"),
    ("deal.won", {}, "customer"),
    ("purchase.made", {}, "customer"),
    ("deal.lost", {}, None),
    ("page.viewed", {"url": "/"}, None),
    ("note.written", {"text": "x"}, None),
    ("referral.made", {}, None),
]


@pytest.fixture(autouse=True)
def _replay_equals_live() -> Iterator[None]:
    """Whatever these tests do, computing all anew finds the same."""
    yield
    assert rebuild().differing == 0


def by_hand(contact: int, to: str, *, reason: str = "Gespräch", track: str = "customer") -> int:
    return does(contact, "stage.set", {"track": track, "stage": to, "reason": reason})


def reached(contact: int, track: str = "customer") -> dict[str, int | None]:
    """The day of March on which each stage, or one beyond it, was first reached."""
    places = {position: key for key, position in ways()[track].positions.items() if position}
    days = Standing.objects.get(contact_id=contact, track_id=track).reached
    return {places[i]: at.day if at else None for i, at in enumerate(days, start=1)}


@pytest.mark.parametrize(("kind", "payload", "leads_to"), FIRST_POLICY)
def test_the_first_policy_maps_kinds_to_stages(kind: str, payload: dict[str, str], leads_to: str | None) -> None:
    [recorded] = happen(Touch(kind, payload, email="anna@example.org"))
    assert stage(recorded.contact_id) == leads_to


def test_a_newsletter_makes_a_subscriber_and_a_form_a_lead() -> None:
    newsletter()
    [reader] = happen(Touch("note.written", {"text": "x"}, email="anna@example.org"))
    says(reader.contact_id, "requested")
    assert stage(reader.contact_id) is None
    says(reader.contact_id, "granted")
    assert stage(reader.contact_id) == "subscriber"
    happen(form("anna@example.org"))
    assert stage(reader.contact_id) == "lead"


def test_consent_to_something_else_makes_no_subscriber() -> None:
    newsletter()
    [reader] = happen(Touch("note.written", {"text": "x"}, email="anna@example.org"))
    says(reader.contact_id, "granted", channel="phone", address="+49 40 123456")
    assert stage(reader.contact_id) is None


def test_rules_lead_forward_only() -> None:
    contact = anna()
    does(contact, "deal.won")
    does(contact, "asset.downloaded")
    does(contact, "deal.opened")
    assert stage(contact) == "customer"
    assert Touchpoint.objects.filter(kind="stage.reached").count() == 2


def test_a_decision_is_a_touchpoint_with_its_rule_its_version_and_its_cause() -> None:
    contact = anna(occurred_at=day(2))
    won = does(contact, "deal.won", occurred_at=day(5))
    decision = Touchpoint.objects.get(kind="stage.reached", payload__stage="customer")
    said = {"track": "customer", "stage": "customer", "stage_from": "lead", "rule": "won", "policy": 1, "reopens": True}
    assert decision.payload == said
    assert (decision.caused_by, decision.occurred_at, decision.actor_type) == (won, day(5), "system")
    standing = Standing.objects.get()
    assert (standing.decision_id, standing.since) == (decision.id, day(5))


def test_a_colleague_leads_either_way_and_says_why() -> None:
    us = lea()
    contact = anna()
    does(contact, "deal.won")
    back = Touch(
        "stage.set",
        {"track": "customer", "stage": "mql", "reason": "Vertrag storniert"},
        contact=contact,
        actor=colleague(us.pk),
    )
    [decision] = happen(back)
    assert stage(contact) == "mql"
    stored = Touchpoint.objects.get(id=decision.touchpoint_id)
    assert (stored.payload["stage_from"], stored.payload["reason"]) == ("customer", "Vertrag storniert")
    assert stored.actor_id == us.pk
    with pytest.raises(ReasonMissing):
        by_hand(contact, "lead", reason="")
    assert stage(contact) == "mql"


def test_set_back_by_hand_somebody_stays_until_new_facts_lead_on() -> None:
    contact = anna()
    does(contact, "deal.won")
    by_hand(contact, "lead")
    does(contact, "asset.downloaded")
    assert stage(contact) == "lead"
    does(contact, "quote.sent")
    assert stage(contact) == "opportunity"


def test_a_colleague_can_set_the_stage_where_nothing_was_decided_yet() -> None:
    [recorded] = happen(Touch("note.written", {"text": "x"}, email="anna@example.org"))
    by_hand(recorded.contact_id, "sql")
    assert stage(recorded.contact_id) == "sql"


def test_other_holds_against_forms_and_yields_to_deals() -> None:
    contact = anna()
    by_hand(contact, "other", reason="Wettbewerber")
    happen(form("anna@example.org"))
    does(contact, "meeting.held", {"purpose": "follow_up"})
    assert stage(contact) == "other"
    does(contact, "deal.opened")
    assert stage(contact) == "opportunity"


def test_other_holds_against_what_a_file_claims() -> None:
    contact = anna()
    by_hand(contact, "other", reason="Wettbewerber")
    happen(form("anna@example.org", stage=Stage("customer")))
    assert stage(contact) == "other"


def test_only_a_customer_becomes_a_promoter() -> None:
    contact = anna()
    does(contact, "referral.made")
    assert stage(contact) == "lead"
    does(contact, "purchase.made")
    does(contact, "referral.made")
    assert stage(contact) == "promoter"
    by_hand(contact, "other", reason="verloren")
    does(contact, "referral.made")
    assert stage(contact) == "other"


def test_a_customer_who_would_surely_recommend_us_becomes_a_promoter() -> None:
    contact = anna()
    does(contact, "rating.given", {"points": 10})
    assert stage(contact) == "lead"
    does(contact, "purchase.made")
    does(contact, "rating.given", {"points": 8})
    assert stage(contact) == "customer"
    does(contact, "rating.given", {"points": 9, "text": "Immer pünktlich."})
    assert stage(contact) == "promoter"


def test_applicants_have_a_track_of_their_own() -> None:
    contact = anna()
    for kind in ("application.received", "interview.held", "job.offered", "person.hired"):
        does(contact, kind)
    assert (stage(contact, "hr"), stage(contact)) == ("hired", "lead")
    by_hand(contact, "other", track="hr", reason="abgesagt")
    assert (stage(contact, "hr"), stage(contact)) == ("other", "lead")


def test_a_stage_claimed_by_a_file_leads_forward_only_and_gives_its_reason() -> None:
    contact = anna(stage=Stage("mql", reason="Liste"))
    assert stage(contact) == "mql"
    claimed = Touchpoint.objects.get(kind="stage.reached", payload__stage="mql")
    assert claimed.payload == {"track": "customer", "stage": "mql", "reason": "Liste"}
    happen(form("anna@example.org", stage=Stage("subscriber")))
    assert stage(contact) == "mql"


def test_reached_says_when_a_stage_or_one_beyond_it_was_first_reached() -> None:
    contact = anna(occurred_at=day(2))
    does(contact, "deal.won", occurred_at=day(5))
    assert reached(contact) == {
        "visitor": 2, "subscriber": 2, "lead": 2, "mql": 5, "sql": 5, "opportunity": 5, "customer": 5, "promoter": None,
    }  # fmt: skip
    by_hand(contact, "lead")
    does(contact, "purchase.made", occurred_at=day(9))
    assert reached(contact)["customer"] == 5


def test_an_older_fact_that_comes_later_dates_what_was_reached_back() -> None:
    contact = anna(occurred_at=day(9))
    assert reached(contact)["lead"] == 9
    does(contact, "deal.won", occurred_at=day(3))
    assert reached(contact)["lead"] == 3


@pytest.mark.parametrize(("order", "ends_at"), [((0, 1), "mql"), ((1, 0), "customer"), ((0, 1, 0), "customer")])
def test_what_was_decided_in_one_batch_counts_in_its_order(order: tuple[int, ...], ends_at: str) -> None:
    contact = anna()
    customer = Touch("deal.won", contact=contact)
    back = Touch(
        "stage.set", {"track": "customer", "stage": "mql", "reason": "storniert"}, contact=contact, actor=SYSTEM
    )
    happen(*[(customer, back)[place] for place in order])
    assert stage(contact) == ends_at


def test_a_fact_leads_on_as_far_as_its_furthest_rule() -> None:
    publish(
        "customer",
        rules=[
            Rule(key="a", kind="form.submitted", stage="lead"),
            Rule(key="b", kind="form.submitted", stage="sql", where={"title": "Angebot"}),
        ],
    )
    contact = anna()
    assert stage(contact) == "lead"
    does(contact, "form.submitted", {"title": "Angebot"})
    assert stage(contact) == "sql"


def test_a_new_policy_decides_from_then_on_and_says_its_version() -> None:
    early = anna()
    published = publish("customer", rules=[Rule(key="strict", kind="form.submitted", stage="subscriber")])
    [late] = happen(form("bernd@example.org"))
    assert (stage(early), stage(late.contact_id)) == ("lead", "subscriber")
    does(early, "deal.won")  # the new policy says nothing of deals
    assert stage(early) == "lead"
    versions = Touchpoint.objects.filter(kind="stage.reached").order_by("id").values_list("payload__policy", flat=True)
    assert list(versions) == [1, 2]
    assert published.version == 2
    assert Policy.objects.filter(track="customer").count() == 2


def test_a_new_policy_decides_nothing_anew_in_a_rebuild() -> None:
    contact = anna()
    publish("customer", rules=[])
    assert rebuild().differing == 0
    assert stage(contact) == "lead"


@pytest.mark.parametrize("rule", [{"stage": "emperor"}, {"stage": "promoter", "after": "emperor"}])
def test_a_policy_that_names_an_unknown_stage_is_refused(rule: dict[str, str]) -> None:
    with pytest.raises(BadRule, match="emperor"):
        publish("customer", rules=[Rule(key="x", kind="form.submitted", **rule)])
    assert ways()["customer"].policy == 1


SETBACKS = [
    ([("mql", 2), ("customer", 5)], "lead", {"mql": None, "customer": None}),
    ([("mql", 2), ("customer", 5)], "mql", {"mql": 2, "customer": None}),
    ([("mql", 2), ("lead", 3), ("customer", 5)], "lead", {"mql": 2, "customer": None}),
    ([("sql", 2), ("other", 5)], "sql", {"sql": 2, "customer": None}),
    ([("mql", 2)], "sql", {"mql": 2, "sql": 9}),
]


@pytest.mark.parametrize(("history", "to", "left"), SETBACKS)
def test_what_was_set_in_error_was_never_reached_and_what_was_reached_before_stays(
    history: list[tuple[str, int]], to: str, left: dict[str, int | None]
) -> None:
    contact, by = anna(), lea().pk
    for key, at in history:
        does(contact, "stage.set", {"track": "customer", "stage": key, "reason": "x"}, occurred_at=day(at))
    before = Standing.objects.values("stage", "reached").get()
    with clock.at(day(9)):
        led = set_stage(contact, to, reason="War ein Versehen", in_error=True, by=by)
        assert stage(contact) == to
        assert reached(contact) | left == reached(contact)
        unset_stage(led, by=by)
    assert Standing.objects.values("stage", "reached").get() == before
