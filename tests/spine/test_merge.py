"""Two contacts become one and two again: nothing is lost, and what came in between goes where it belongs."""

from collections.abc import Iterator

import pytest

from tests.factories import (
    anna,
    bernd,
    charlie,
    day,
    does,
    form,
    happen,
    kinds,
    known,
    learns,
    newsletter,
    says,
    stage,
)
from tests.spine.dumps import PERSONS, rows
from trichter.facts.consent.queries import Obstacle, may_write
from trichter.facts.consent.verification import verify
from trichter.facts.contacts.merging import MergedSince, NotMergeable, NotMerged, SameContact
from trichter.facts.contacts.models import Contact, Identifier, Merge
from trichter.facts.timeline.models import EffectiveTouchpoint, Touchpoint
from trichter.qualification.lifecycle.models import Standing
from trichter.spine.intake import UnknownContact
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import SYSTEM, Stage, Touch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _replay_equals_live() -> Iterator[None]:
    """Whatever these tests do, computing all anew finds the same, and the chains of consent verify."""
    yield
    assert rebuild().differing == 0
    assert verify() == []


def merge(winner: int, loser: int) -> int:
    return does(winner, "contact.merged", {"loser": loser})


def unmerge(winner: int, loser: int) -> int:
    return does(winner, "contact.unmerged", {"loser": loser})


def everything() -> dict[str, list[str]]:
    """All rows about people but what says that they were merged and unmerged."""
    found = rows(*PERSONS)
    about = ('"kind": "contact.merged"', '"kind": "contact.unmerged"')
    return {name: [row for row in listed if not any(kind in row for kind in about)] for name, listed in found.items()}


def full(email: str, number: int) -> int:
    """Somebody of whom everything is known: fields, firm, keys, consents, stages, corrections."""
    learned = {
        "first_name": f"Person {number}",
        "last_name": "Ahorn",
        "birthday": "1980-05-01",
        "address": {"street": f"Ring {number}", "city": "Hagen", "country": "DE"},
        "company": {"name": f"Firma {number}", "domain": f"firma{number}.example"},
        f"tag:Gruppe {number}": True,
    }
    keys = {"phone": f"+49 40 12345{number}", "visitor": f"browser {number}", "external": ("crm", str(number))}
    [first] = happen(
        form(email, learned=learned, key=f"first {number}", channel="search", occurred_at=day(number), **keys)
    )
    person = first.contact_id
    says(person, "granted", occurred_at=day(number))
    does(person, "deal.opened", {"title": "x"}, channel="event", campaign="messe")
    note = does(person, "note.written", {"text": "vertan"})
    does(person, "touchpoint.retracted", target=note)
    does(person, "stage.set", {"track": "customer", "stage": "sql", "reason": "Gespräch"})
    return person


def test_a_merge_keeps_everything_and_the_loser_leads_on() -> None:
    newsletter()
    winner, loser = full("anna@example.org", 1), full("anna@work.example", 2)
    touchpoints = Touchpoint.objects.count()
    merge(winner, loser)
    assert Touchpoint.objects.filter(contact_id=winner).count() == touchpoints + 1
    assert set(Identifier.objects.values_list("contact_id", flat=True)) == {winner}
    assert known(loser).merged_into_id == winner
    assert (known(loser).first_name, known(loser).email, known(loser).tags) == ("", "", [])
    assert known(winner).tags == ["Gruppe 1", "Gruppe 2"]
    assert not Standing.objects.filter(contact_id=loser).exists()


def test_of_two_values_the_stronger_then_the_later_survives_whoever_wins() -> None:
    older = anna(learned={"first_name": "Anne", "last_name": "Alt"}, occurred_at=day(1))
    newer = happen(form("anna@work.example", learned={"first_name": "Anna"}, occurred_at=day(2)))[0].contact_id
    merge(older, newer)
    assert (known(older).first_name, known(older).last_name) == ("Anna", "Alt")


def test_the_stage_of_the_merged_is_what_both_histories_say() -> None:
    winner, loser = anna(), bernd()
    does(loser, "deal.won")
    merge(winner, loser)
    assert stage(winner) == "customer"
    unmerge(winner, loser)
    assert (stage(winner), stage(loser)) == ("lead", "customer")


def test_a_touch_for_the_loser_reaches_the_winner_for_ever() -> None:
    first, second, third = anna(), bernd(), charlie()
    merge(second, first)
    merge(third, second)
    for contact in (first, second, third):
        assert happen(Touch("note.written", {"text": "x"}, contact=contact))[0].contact_id == third
    assert happen(form("anna@example.org"))[0].contact_id == third


def test_a_merge_at_once_undone_is_nothing() -> None:
    newsletter()
    winner, loser = full("anna@example.org", 1), full("anna@work.example", 2)
    charlie(visitor="browser 1")
    before = everything()
    merge(winner, loser)
    assert everything() != before
    unmerge(winner, loser)
    assert everything() == before
    assert Merge.objects.get().undone_at is not None


def test_a_merge_can_be_made_and_undone_again_and_again_either_way() -> None:
    newsletter()
    one, other = full("anna@example.org", 1), full("anna@work.example", 2)
    before = everything()
    for winner, loser in ((one, other), (other, one), (one, other)):
        merge(winner, loser)
        unmerge(winner, loser)
    assert everything() == before


def test_what_came_since_follows_the_key_by_which_it_came() -> None:
    winner, loser = anna(), bernd()
    merge(winner, loser)
    hers, his, named = happen(
        form("anna@example.org"), form("bernd@example.org"), Touch("note.written", {"text": "x"}, contact=winner)
    )
    assert {hers.contact_id, his.contact_id, named.contact_id} == {winner}
    unmerge(winner, loser)
    owners = dict(Touchpoint.objects.values_list("id", "contact_id"))
    assert [owners[one.touchpoint_id] for one in (hers, his, named)] == [winner, loser, winner]


def test_keys_fields_and_decisions_that_came_since_go_with_their_touch() -> None:
    winner, loser = anna(), bernd()
    merge(winner, loser)
    since = form(
        "bernd@example.org",
        phone="+49 40 123456",
        visitor="browser 7",
        learned={"first_name": "Bernd"},
        key="since",
        stage=Stage("mql"),
        follows=(Touch("note.written", {"text": "x"}),),
    )
    happen(since, form("bernd@example.org", external=("crm", "7")), form(external=("crm", "7"), visitor="browser 8"))
    unmerge(winner, loser)
    tied = Identifier.objects.filter(contact_id=loser).values_list("value", flat=True)
    assert set(tied) == {"bernd@example.org", "+4940123456", "crm:7", "browser 7", "browser 8"}
    assert (known(winner).first_name, known(loser).first_name) == ("", "Bernd")
    assert (stage(winner), stage(loser)) == ("lead", "mql")
    assert kinds(loser).count("note.written") == 1
    assert happen(since)[0].contact_id == loser  # its idempotency key went along


def test_a_browser_that_came_over_since_goes_with_its_touch() -> None:
    winner, loser, other = anna(), bernd(), charlie(visitor="browser 9")
    merge(winner, loser)
    happen(form("anna@example.org"), form("bernd@example.org", visitor="browser 9"))
    unmerge(winner, loser)
    assert Identifier.objects.get(value="browser 9").contact_id == loser
    assert known(other).email == "charlie@elsewhere.example"


def test_a_browser_that_left_since_stays_with_whoever_took_it() -> None:
    winner, loser = anna(), bernd(visitor="browser 9")
    merge(winner, loser)
    other = charlie(visitor="browser 9")
    unmerge(winner, loser)
    assert Identifier.objects.get(value="browser 9").contact_id == other


def test_corrections_since_follow_what_they_correct() -> None:
    winner, loser = anna(), bernd()
    told = learns(loser, first_name="Bert")
    merge(winner, loser)
    assert known(winner).first_name == "Bert"
    back = does(winner, "touchpoint.retracted", target=told)
    assert known(winner).first_name == ""
    unmerge(winner, loser)
    assert EffectiveTouchpoint.objects.get(id=told).is_void
    assert Touchpoint.objects.get(id=back).contact_id == loser
    assert known(loser).first_name == ""


def test_edits_of_the_merged_record_stay_with_the_winner() -> None:
    winner, loser = anna(learned={"first_name": "Anna"}), bernd(learned={"first_name": "Bernd"})
    merge(winner, loser)
    learns(winner, first_name="Annabern")
    does(winner, "stage.set", {"track": "customer", "stage": "other", "reason": "Wettbewerber"})
    unmerge(winner, loser)
    assert (known(winner).first_name, known(loser).first_name) == ("Annabern", "Bernd")
    assert (stage(winner), stage(loser)) == ("other", "lead")


def allowed(contact: int) -> bool:
    return may_write(contact, channel="email", purpose="newsletter").allowed


def test_the_strictest_consent_survives_a_merge_and_an_unmerge_restores_both() -> None:
    # DESIGN §3; issue 2, must show 4
    newsletter()
    winner, loser = anna(), bernd()
    says(loser, "withdrawn", occurred_at=day(2))
    says(winner, "granted", occurred_at=day(3))
    assert (allowed(winner), allowed(loser)) == (True, False)
    merge(winner, loser)
    assert not allowed(winner)
    assert may_write(winner, channel="email", purpose="newsletter").obstacle in (Obstacle.OPPOSED, Obstacle.WITHDRAWN)
    unmerge(winner, loser)
    assert (allowed(winner), allowed(loser)) == (True, False)


def test_a_consent_given_since_follows_its_key() -> None:
    newsletter()
    winner, loser = anna(), bernd()
    merge(winner, loser)
    granted = Touch("consent.granted", {"channel": "email", "purpose": "newsletter", "evidence": {"url": "x"}})
    happen(form("bernd@example.org", follows=(granted,)))
    assert allowed(winner)
    unmerge(winner, loser)
    assert (allowed(winner), allowed(loser)) == (False, False) or allowed(loser)
    assert allowed(loser)
    assert not allowed(winner)


def test_nested_merges_are_undone_last_first() -> None:
    newsletter()
    one, two, three = (full(f"person{n}@example.org", n) for n in (1, 2, 3))
    start = everything()
    merge(two, one)
    middle = everything()
    merge(three, two)
    with pytest.raises(MergedSince):
        unmerge(two, one)  # two lives on in three, so this is said of three
    with pytest.raises(MergedSince):
        unmerge(three, one)
    unmerge(three, two)
    assert everything() == middle
    unmerge(two, one)
    assert everything() == start


def test_two_losers_of_one_winner_are_undone_last_first() -> None:
    winner, one, two = anna(), bernd(), charlie()
    start = everything()
    merge(winner, one)
    merge(winner, two)
    with pytest.raises(MergedSince):
        unmerge(winner, one)
    unmerge(winner, two)
    unmerge(winner, one)
    assert everything() == start


def test_what_came_to_the_innermost_of_nested_merges_goes_all_the_way_back() -> None:
    one, two, three = anna(), bernd(), charlie()
    merge(two, one)
    merge(three, two)
    [since] = happen(form("anna@example.org"))
    assert since.contact_id == three
    unmerge(three, two)
    assert Touchpoint.objects.get(id=since.touchpoint_id).contact_id == two
    unmerge(two, one)
    assert Touchpoint.objects.get(id=since.touchpoint_id).contact_id == one


def test_merges_that_make_no_sense_are_refused_with_a_sentence() -> None:
    one, two, three = anna(), bernd(), charlie()
    with pytest.raises(SameContact, match="cannot be merged with itself"):
        merge(one, one)
    with pytest.raises(NotMergeable, match="is gone"):
        merge(one, 987_654_321)
    with pytest.raises(UnknownContact):
        merge(987_654_321, one)
    with pytest.raises(NotMerged, match="are not merged"):
        unmerge(one, two)
    merge(one, two)
    with pytest.raises(NotMergeable):
        merge(three, two)
    with pytest.raises(SameContact):
        merge(two, one)  # two leads to one
    unmerge(one, two)
    with pytest.raises(NotMerged):
        unmerge(one, two)
    does(two, "contact.erased")
    with pytest.raises(NotMergeable):
        merge(one, two)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_one_loser_cannot_go_to_two_winners_in_one_batch(order: tuple[int, int]) -> None:
    people = (anna(), bernd(), charlie())
    start = everything()
    fork = [Touch("contact.merged", {"loser": people[2]}, contact=winner, actor=SYSTEM) for winner in people[:2]]
    with pytest.raises(NotMergeable):
        happen(fork[order[0]], fork[order[1]])
    assert everything() == start


def test_merges_in_one_batch_lead_on_as_they_would_one_by_one() -> None:
    one, two, three = anna(), bernd(), charlie()
    chain = [Touch("contact.merged", {"loser": b}, contact=a, actor=SYSTEM) for a, b in ((one, two), (two, three))]
    answers = happen(*chain, form("charlie@elsewhere.example"))
    assert {answer.contact_id for answer in answers} == {one}
    assert (known(two).merged_into_id, known(three).merged_into_id) == (one, one)
    assert set(Touchpoint.objects.values_list("contact_id", flat=True)) == {one}


def test_a_merge_and_its_undoing_in_one_batch_is_nothing() -> None:
    one, two = anna(), bernd()
    start = everything()
    happen(
        Touch("contact.merged", {"loser": two}, contact=one, actor=SYSTEM),
        Touch("contact.unmerged", {"loser": two}, contact=one, actor=SYSTEM),
    )
    assert everything() == start
    assert known(two).merged_into is None


def test_a_firm_that_was_erased_meanwhile_does_not_stand_in_the_way_of_an_unmerge() -> None:
    winner = anna(learned={"company": {"name": "Bleibt GmbH"}}, occurred_at=day(2))
    loser = bernd(learned={"company": {"name": "Charlie e.K."}}, occurred_at=day(1))
    last = charlie(learned={"company": {"name": "Charlie e.K."}})
    merge(winner, loser)
    does(last, "contact.erased")
    unmerge(winner, loser)
    assert known(loser).company is None
    assert str(known(winner).company) == "Bleibt GmbH"


def test_a_merge_moves_nobody_else() -> None:
    winner, loser, other = anna(), bernd(), charlie()
    before = [row for row in rows("timeline_touchpoint")["timeline_touchpoint"] if f'"contact_id": {other},' in row]
    merge(winner, loser)
    after = [row for row in rows("timeline_touchpoint")["timeline_touchpoint"] if f'"contact_id": {other},' in row]
    assert before == after
    assert before
    assert Contact.objects.get(id=other).merged_into is None
