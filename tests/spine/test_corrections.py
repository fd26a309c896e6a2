"""The timeline only grows: what was wrong is taken back, brought back or corrected by another row, and everything
computed from it follows."""

from typing import Any

import pytest

from tests.factories import anna, bernd, day, does, form, happen, kinds, known, lea, learns, newsletter, says, stage
from tests.spine.dumps import COMPUTED, rows
from trichter.facts.timeline.models import EffectiveTouchpoint, Touchpoint
from trichter.facts.timeline.registry import BadPayload
from trichter.facts.timeline.services import UnknownTarget
from trichter.qualification.lifecycle.models import Journey, Standing
from trichter.qualification.lifecycle.tracks import UnknownStage
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import SYSTEM, Touch, colleague

pytestmark = pytest.mark.django_db


def effective(touchpoint: int) -> EffectiveTouchpoint:
    return EffectiveTouchpoint.objects.get(id=touchpoint)


def retract(contact: int, touchpoint: int) -> int:
    return does(contact, "touchpoint.retracted", {"reason": "vertan"}, target=touchpoint)


def restore(contact: int, touchpoint: int) -> int:
    return does(contact, "touchpoint.restored", target=touchpoint)


def edit(contact: int, touchpoint: int, **said: Any) -> int:
    return does(contact, "touchpoint.edited", said, target=touchpoint)


def judge(contact: int, touchpoint: int, *, is_bot: bool) -> int:
    return does(contact, "touchpoint.judged", {"is_bot": is_bot}, target=touchpoint)


@pytest.fixture(autouse=True)
def _replay_equals_live() -> Any:
    """Whatever these tests do, computing all anew finds the same."""
    yield
    assert rebuild().differing == 0


def test_what_was_taken_back_stays_and_counts_no_more() -> None:
    contact = anna()
    note = does(contact, "note.written", {"text": "vertan"})
    retract(contact, note)
    assert Touchpoint.objects.get(id=note).payload == {"text": "vertan"}
    assert (effective(note).is_retracted, effective(note).is_void, effective(note).is_bot) == (True, True, False)


def test_what_was_brought_back_counts_again() -> None:
    contact = anna()
    note = does(contact, "note.written", {"text": "x"})
    retract(contact, note)
    restore(contact, note)
    assert not effective(note).is_void
    retract(contact, note)
    assert effective(note).is_void


def test_a_field_told_by_what_was_taken_back_falls_back_to_what_was_told_before() -> None:
    contact = anna()
    learns(contact, first_name="Anne", occurred_at=day(2))
    wrong = learns(contact, first_name="Hanna", occurred_at=day(3))
    assert known(contact).first_name == "Hanna"
    retract(contact, wrong)
    assert known(contact).first_name == "Anne"
    assert known(contact).sources["first_name"]["tp"] != wrong
    restore(contact, wrong)
    assert known(contact).first_name == "Hanna"


def test_the_only_source_of_a_field_taken_back_empties_it() -> None:
    contact = anna()
    learned = {
        "birthday": "1980-05-01",
        "address": {"city": "Hagen"},
        "tag:Metall": True,
        "company": {"name": "Wellner"},
    }
    wrong = learns(contact, **learned)
    assert (known(contact).city, known(contact).tags) == ("Hagen", ["Metall"])
    retract(contact, wrong)
    person = known(contact)
    assert (person.birthday, person.city, person.tags, person.company) == (None, "", [], None)
    assert set(person.sources) == {"email"}


def test_a_cause_taken_back_takes_its_decision_with_it() -> None:
    contact = anna()
    won = does(contact, "deal.won")
    assert stage(contact) == "customer"
    retract(contact, won)
    assert stage(contact) == "lead"
    restore(contact, won)
    assert stage(contact) == "customer"


def test_the_only_cause_taken_back_leaves_no_standing() -> None:
    contact = anna()
    retract(contact, Touchpoint.objects.get(kind="form.submitted").id)
    assert stage(contact) is None


def test_a_decision_by_hand_taken_back_gives_way_to_the_rules() -> None:
    contact = anna()
    wrong = does(contact, "stage.set", {"track": "customer", "stage": "other", "reason": "Wettbewerber"})
    retract(contact, wrong)
    assert stage(contact) == "lead"


def test_an_automatic_decision_can_be_taken_back_alone() -> None:
    contact = anna()
    does(contact, "deal.won")
    retract(contact, Touchpoint.objects.get(kind="stage.reached", payload__stage="customer").id)
    assert stage(contact) == "lead"


def test_a_machine_neither_reaches_a_stage_nor_tells_a_field_nor_is_active() -> None:
    [click] = happen(form("anna@example.org", learned={"first_name": "Robot"}, channel="email", occurred_at=day(2)))
    contact = click.contact_id
    judge(contact, click.touchpoint_id, is_bot=True)
    assert stage(contact) is None
    assert known(contact).first_name == ""
    assert not Journey.objects.exclude(active_at=None).exists()
    judge(contact, click.touchpoint_id, is_bot=False)
    assert stage(contact) == "lead"
    assert known(contact).first_name == "Robot"
    assert Journey.objects.get().first_channel == "email"


def test_a_machine_that_was_taken_back_and_then_judged_human_stays_taken_back() -> None:
    contact = anna()
    note = does(contact, "note.written", {"text": "x"})
    retract(contact, note)
    judge(contact, note, is_bot=True)
    judge(contact, note, is_bot=False)
    assert effective(note).is_void


def test_a_corrected_payload_is_what_readers_see_and_the_first_words_stay() -> None:
    contact = anna()
    deal = does(contact, "deal.opened", {"title": "Messpunkte", "amount_cents": 100})
    edit(contact, deal, payload={"title": "Messpunkte", "amount_cents": 10_000})
    assert effective(deal).payload == {"title": "Messpunkte", "amount_cents": 10_000, "currency": "EUR"}
    assert effective(deal).is_edited
    assert Touchpoint.objects.get(id=deal).payload["amount_cents"] == 100


def test_the_last_correction_holds_for_payload_and_time_each() -> None:
    contact = anna()
    note = does(contact, "note.written", {"text": "eins"}, occurred_at=day(9))
    edit(contact, note, payload={"text": "zwei"})
    edit(contact, note, occurred_at=day(4))
    edit(contact, note, payload={"text": "drei"})
    assert (effective(note).payload, effective(note).occurred_at) == ({"text": "drei"}, day(4))


def test_a_corrected_time_ranks_fields_and_dates_stages_anew() -> None:
    contact = anna(occurred_at=day(1))
    early = learns(contact, first_name="Anne", occurred_at=day(2))
    learns(contact, first_name="Anna", occurred_at=day(3))
    edit(contact, early, occurred_at=day(4))
    assert known(contact).first_name == "Anne"
    won = does(contact, "deal.won", occurred_at=day(9))
    edit(contact, won, occurred_at=day(8))
    assert (Standing.objects.get().stage, Standing.objects.get().since) == ("customer", day(8))


def test_a_corrected_time_moves_the_first_and_the_last_touch() -> None:
    contact = anna(channel="search", occurred_at=day(3))
    second = does(contact, "page.viewed", {"url": "/"}, channel="print", occurred_at=day(5))
    edit(contact, second, occurred_at=day(1))
    journey = Journey.objects.get(contact_id=contact)
    assert (journey.first_channel, journey.first_at) == ("print", day(1))
    assert (journey.last_channel, journey.last_at) == ("search", day(3))


@pytest.mark.parametrize(
    "correction", ["touchpoint.retracted", "touchpoint.restored", "touchpoint.edited", "touchpoint.judged"]
)
def test_a_correction_cannot_be_corrected(correction: str) -> None:
    contact = anna()
    note = does(contact, "note.written", {"text": "x"})
    target = retract(contact, note)
    payload = {"is_bot": True} if correction.endswith("judged") else {}
    with pytest.raises(UnknownTarget):
        does(contact, correction, payload, target=target)


@pytest.mark.parametrize("name", ["contact.merged", "contact.unmerged", "consent.granted"])
def test_merges_and_consents_cannot_be_taken_back(name: str) -> None:
    """A merge is undone, a consent is withdrawn: the ledger forgets nothing, so the timeline must not seem to."""
    newsletter()
    contact, other = anna(), bernd()
    says(contact, "granted")
    does(contact, "contact.merged", {"loser": other})
    does(contact, "contact.unmerged", {"loser": other})
    with pytest.raises(UnknownTarget):
        retract(contact, Touchpoint.objects.get(kind=name).id)


def test_the_touchpoint_of_another_person_is_refused() -> None:
    contact, other = anna(), bernd()
    note = does(other, "note.written", {"text": "x"})
    with pytest.raises(UnknownTarget):
        retract(contact, note)
    assert not effective(note).is_void


@pytest.mark.parametrize("target", [None, 0, 987_654_321])
def test_a_correction_of_nothing_is_refused(target: int | None) -> None:
    contact = anna()
    with pytest.raises(UnknownTarget):
        does(contact, "touchpoint.retracted", target=target)


def test_a_correction_says_only_what_the_kind_may_say() -> None:
    contact = anna()
    deal = does(contact, "deal.opened", {"title": "x"})
    with pytest.raises(BadPayload, match="amount_cents"):
        edit(contact, deal, payload={"amount_cents": "viel"})
    with pytest.raises(BadPayload, match="zone"):
        edit(contact, deal, occurred_at="2026-03-01T09:00:00")
    assert not effective(deal).is_edited


def test_a_decision_is_taken_back_and_not_reworded() -> None:
    contact = anna()
    decision = does(contact, "stage.set", {"track": "customer", "stage": "mql", "reason": "x"})
    with pytest.raises(UnknownTarget):
        edit(contact, decision, payload={"track": "customer", "stage": "customer", "reason": "y"})
    assert stage(contact) == "mql"


def test_a_batch_of_corrections_leaves_what_the_last_one_says() -> None:
    contact = anna()
    note = does(contact, "note.written", {"text": "x"})
    back = Touch("touchpoint.retracted", contact=contact, target=note, actor=SYSTEM)
    again = Touch("touchpoint.restored", contact=contact, target=note, actor=SYSTEM)
    happen(back, again, back)
    assert effective(note).is_void
    happen(again)
    assert not effective(note).is_void


def test_a_correction_names_who_made_it_and_when() -> None:
    us = lea()
    contact = anna()
    note = does(contact, "note.written", {"text": "x"})
    correction = does(contact, "touchpoint.retracted", {"reason": "vertan"}, target=note, actor=colleague(us.pk))
    stored = Touchpoint.objects.get(id=correction)
    assert (stored.target_id, stored.actor_id, stored.payload) == (note, us.pk, {"reason": "vertan"})


def test_corrections_do_not_touch_anybody_else() -> None:
    contact, other = anna(), bernd()
    learns(other, first_name="Bernd")
    before = {
        name: [row for row in found if f'"contact_id": {other}' in row] for name, found in rows(*COMPUTED).items()
    }
    retract(contact, learns(contact, first_name="x"))
    after = {name: [row for row in found if f'"contact_id": {other}' in row] for name, found in rows(*COMPUTED).items()}
    assert before == after
    assert kinds(other) == ["form.submitted", "stage.reached", "contact.edited"]


def test_a_stage_that_nobody_knows_is_refused_by_hand_too() -> None:
    contact = anna()
    with pytest.raises(UnknownStage):
        does(contact, "stage.set", {"track": "customer", "stage": "emperor", "reason": "x"})
