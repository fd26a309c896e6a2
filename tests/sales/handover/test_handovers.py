"""A lead that is ripe comes to somebody in sales, who takes it or says why not; all of it stands on the timeline."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.factories import anna, bernd, does, happen, kinds, known, lea, stage
from trichter.facts.staff import services as staff
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.kernel import clock
from trichter.sales.handover import services, shares
from trichter.sales.handover.models import Handover, Reason, State
from trichter.spine import reactions, rights
from trichter.spine.decisions import set_stage
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import Stage, Touch

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""Ten o'clock in Berlin."""


@pytest.fixture
def jonas() -> User:
    nord = staff.found_team("Vertrieb Nord", department="sales")
    return staff.invite("jonas@ahornwerk.example", name="Jonas Brandt", role="sales", teams=[nord])


def ripe(contact: int, **given: Any) -> Handover:
    """Become an MQL by a colleague's hand, and be handed over."""
    marketing = User.objects.filter(email="miriam@ahornwerk.example").first() or staff.invite(
        "miriam@ahornwerk.example", name="Miriam Sander"
    )
    set_stage(contact, "mql", reason="Fragt nach Preisen", by=marketing.pk, **given)
    reactions.drain(limit=500)
    return Handover.objects.get(contact=contact, state=State.OPEN)


def last(contact: int) -> EffectiveTouchpoint:
    return EffectiveTouchpoint.objects.filter(contact_id=contact, is_void=False).order_by("-id")[0]


def test_who_becomes_ripe_is_handed_over_once_with_a_deadline_in_working_hours(jonas: User) -> None:
    contact = anna()
    with clock.at(MONDAY + timedelta(hours=5)):
        row = ripe(contact)
        reactions.drain(limit=500)

    assert (row.colleague, row.team, row.reasons) == (jonas, jonas.teams.get(), ["Fragt nach Preisen"])
    assert (row.remind_at, row.due_at) == (MONDAY + timedelta(hours=24), MONDAY + timedelta(hours=25))
    assert last(contact).kind == "handover.opened"
    assert (last(contact).payload["to"], last(contact).caused_by) == ("Jonas Brandt", row.cause_id)
    assert Handover.objects.count() == 1


def test_who_became_ripe_while_no_worker_ran_is_handed_over_when_one_runs_again(jonas: User) -> None:
    with clock.at(MONDAY):
        contact = anna()
        set_stage(contact, "mql", reason="Fragt nach Preisen", by=jonas.pk)
    with clock.at(MONDAY + timedelta(days=2)):
        reactions.drain(limit=500)
    assert Handover.objects.get(contact=contact).due_at > MONDAY + timedelta(days=2)


def test_what_a_file_claims_and_what_is_told_of_the_past_hands_nobody_over(jonas: User) -> None:
    happen(Touch("note.written", {"text": "alt"}, email="a@example.org", stage=Stage("mql")))
    long_ago = clock.now() - timedelta(days=30)
    said = {"track": "customer", "stage": "mql", "reason": "damals"}
    does(bernd(), "stage.set", said, occurred_at=long_ago)
    reactions.drain(limit=500)
    assert not Handover.objects.exists()


def test_who_accepts_has_the_lead_and_makes_it_an_sql(jonas: User) -> None:
    contact = anna()
    row = ripe(contact)
    services.accept(row.pk, by=jonas.pk)

    row.refresh_from_db()
    assert (row.state, row.decided_by, stage(contact)) == (State.ACCEPTED, jonas, "sql")
    assert known(contact).owner_id == jonas.pk
    assert kinds(contact)[-2:] == ["handover.accepted", "stage.reached"]
    assert last(contact).caused_by == row.change_id
    assert rebuild().differing == 0


def test_who_rejects_says_why_and_marketing_has_the_lead_back_until_new_facts_come(jonas: User) -> None:
    contact = anna()
    row, why = ripe(contact), Reason.objects.all()[0]
    with pytest.raises(services.NoReason):
        services.reject(row.pk, by=jonas.pk, words=" ")
    services.reject(row.pk, by=jonas.pk, reason=why.pk, words="Erst im Mai.")

    row.refresh_from_db()
    assert (row.state, row.reason, row.words, stage(contact)) == (State.REJECTED, why, "Erst im Mai.", "lead")
    assert last(contact).kind == "stage.set"
    assert last(contact).payload["reason"].endswith(": Erst im Mai.")
    assert "handover.rejected" in kinds(contact)
    assert ripe(contact).pk != row.pk, "new facts hand the person over anew"


@pytest.mark.parametrize("decision", ["accept", "reject"])
def test_a_decision_is_undone_exactly(decision: str, jonas: User) -> None:
    contact, bob = anna(), lea()
    row = ripe(contact)
    services.reassign(row.pk, team=jonas.teams.get().pk, by=bob.pk)
    row.refresh_from_db()
    held = (row.state, row.colleague, row.team, row.due_at)
    if decision == "accept":
        change = services.accept(row.pk, by=jonas.pk)
    else:
        change = services.reject(row.pk, by=jonas.pk, words="Falsches Land")
    reactions.drain(limit=500)
    services.undo(row.pk, change, by=jonas.pk)
    reactions.drain(limit=500)

    row.refresh_from_db()
    assert (row.state, row.colleague, row.team, row.due_at) == held
    assert (row.decided_at, row.decided_by, row.reason, row.words) == (None, None, None, "")
    assert (stage(contact), known(contact).owner_id) == ("mql", None)
    assert rebuild().differing == 0
    with pytest.raises(services.SettledMeanwhile):
        services.undo(row.pk, change, by=jonas.pk)


def test_who_comes_too_late_reads_who_was_quicker(jonas: User) -> None:
    row, bob = ripe(anna()), lea()
    services.accept(row.pk, by=jonas.pk)
    with pytest.raises(services.DecidedMeanwhile, match="Jonas Brandt"):
        services.reject(row.pk, by=bob.pk, words="Passt nicht")


def test_passing_on_keeps_the_deadline_and_is_taken_back(jonas: User) -> None:
    row, bob = ripe(anna()), lea()
    change = services.reassign(row.pk, to=bob.pk, by=jonas.pk)
    due = row.due_at
    row.refresh_from_db()
    assert (row.colleague, row.due_at, last(row.contact_id).payload["to"]) == (bob, due, "Lea Hofstetter")

    services.give_back(row.pk, change, by=jonas.pk)
    row.refresh_from_db()
    assert row.colleague == jonas
    services.accept(row.pk, by=jonas.pk)
    with pytest.raises(services.DecidedMeanwhile):
        services.give_back(row.pk, change, by=jonas.pk)


def test_passed_on_and_taken_back_nobody_is_there_for_it_still(jonas: User) -> None:
    with clock.at(MONDAY):
        shares.keep(jonas.pk, weight=0, weekly=None)
        row = ripe(anna())
        assert row.is_unattended
        change = services.reassign(row.pk, to=jonas.pk, by=jonas.pk)
        row.refresh_from_db()
        assert not row.is_unattended
        services.give_back(row.pk, change, by=jonas.pk)
    row.refresh_from_db()
    assert (row.is_unattended, row.colleague) == (True, None)


def test_a_colleague_hands_somebody_over_by_hand_but_not_twice(jonas: User) -> None:
    contact, bob = anna(), lea()
    row = Handover.objects.get(id=services.open(contact, to=jonas.pk, reasons=["Will ein Angebot"], by=bob.pk))
    assert (row.opened_by, row.stage, row.colleague) == (bob, "lead", jonas)
    with pytest.raises(services.HandedOverAlready):
        services.open(contact, by=bob.pk)
    services.accept(row.pk, by=jonas.pk)
    assert stage(contact) == "sql"


def test_who_has_come_further_by_other_facts_waits_no_more_and_rejecting_leads_nobody_back(jonas: User) -> None:
    contact, other = anna(), bernd()
    row, second = ripe(contact), ripe(other)
    does(contact, "deal.opened")
    reactions.drain(limit=500)
    row.refresh_from_db()
    assert (row.state, last(contact).payload) == (State.WITHDRAWN, {"because": "moved"})

    does(other, "deal.won")
    services.reject(second.pk, by=jonas.pk, words="Hat schon gekauft")
    assert stage(other) == "customer"


def test_what_came_from_a_bot_needs_no_decision(jonas: User) -> None:
    contact = anna()
    row = ripe(contact)
    does(contact, "touchpoint.retracted", target=row.cause_id)
    reactions.drain(limit=500)
    row.refresh_from_db()
    assert (row.state, last(contact).payload) == (State.WITHDRAWN, {"because": "void"})


def test_two_who_are_merged_wait_once_and_again_twice_when_they_are_parted(jonas: User) -> None:
    winner, loser = anna(), bernd()
    first, second = ripe(winner), ripe(loser)
    does(winner, "contact.merged", {"loser": loser})
    states = dict(Handover.objects.values_list("id", "state"))
    assert sorted(states.values()) == ["joined", "open"]
    assert states[first.pk] == State.OPEN, "who came first is due first"

    services.accept(first.pk, by=jonas.pk)
    does(winner, "contact.unmerged", {"loser": loser})
    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.contact_id, first.state) == (winner, State.ACCEPTED)
    assert (second.contact_id, second.state) == (loser, State.OPEN)


def test_who_is_erased_leaves_no_handover(jonas: User) -> None:
    contact = anna()
    row = ripe(contact)
    services.reject(row.pk, by=jonas.pk, words="Sagte: Sentinel-Wort")
    rights.erase(contact)
    assert not Handover.objects.filter(contact=contact).exists()
    assert "Sentinel-Wort" not in str(list(EffectiveTouchpoint.objects.filter(contact_id=contact).values("payload")))
