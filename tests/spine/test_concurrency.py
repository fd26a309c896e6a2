"""Many at the same instant: nobody is made twice, nobody is lost, nobody waits for ever."""

import random
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from tests.factories import anna, bernd, day, does, form, happen, known, learns, newsletter, stage
from tests.threads import at_once, started
from trichter.facts.consent.verification import verify
from trichter.facts.contacts.merging import MergedSince, NotMergeable, NotMerged, SameContact
from trichter.facts.contacts.models import Company, Contact, DuplicateSuggestion, Identifier, SharedDevice
from trichter.facts.timeline.models import Touchpoint
from trichter.qualification.lifecycle.models import Journey, Standing
from trichter.spine.intake import ContactErased
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import SYSTEM, Recorded, Touch

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)


def test_fifty_threads_with_one_new_address_make_one_contact() -> None:
    # DESIGN §3; issue 2, must show 4
    spellings = ("anna@example.org", "Anna@Example.org", "ANNA@EXAMPLE.ORG")
    answers = at_once(*[partial(happen, form(spellings[n % 3], visitor=f"browser {n}")) for n in range(50)])
    recorded = [answer for [answer] in answers]
    assert len({one.contact_id for one in recorded}) == 1
    assert sum(one.created for one in recorded) == 1
    assert Contact.objects.count() == 1
    assert Touchpoint.objects.filter(kind="form.submitted").count() == 50
    assert Touchpoint.objects.filter(kind="stage.reached").count() == 1
    assert Identifier.objects.filter(kind="visitor").count() == 50
    assert rebuild().differing == 0


def test_two_touchpoints_of_one_person_at_once_are_both_counted() -> None:
    contact = anna(occurred_at=day(1))
    for number in range(5):
        at_once(
            partial(learns, contact, first_name=f"Anna {number}"),
            partial(learns, contact, last_name=f"Ahorn {number}"),
            partial(does, contact, "deal.won"),
            partial(does, contact, "asset.downloaded", channel="search", occurred_at=day(2 + number)),
        )
        person = known(contact)
        assert (person.first_name, person.last_name) == (f"Anna {number}", f"Ahorn {number}")
        assert Journey.objects.get().last_at == day(2 + number)
    assert stage(contact) == "customer"
    assert Touchpoint.objects.filter(contact_id=contact, kind="deal.won").count() == 5
    assert Touchpoint.objects.filter(kind="stage.reached", payload__stage="customer").count() == 1
    assert rebuild().differing == 0


def deadlocks() -> int:
    """How many the database has broken up; `record()` tries again after one, so nobody else would notice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_batches_that_meet_in_opposite_order_do_not_deadlock() -> None:
    before = deadlocks()
    newsletter()
    granted = Touch("consent.granted", {"channel": "email", "purpose": "newsletter", "evidence": {"url": "x"}})
    for number in range(12):
        # Half of them are there already; firms, campaigns and browsers are new in each round.
        addresses = [f"reader{n}.{number * (n % 2)}@example.org" for n in range(24)]
        batch = [
            form(
                email,
                visitor=f"browser {number} {place // 2}",
                campaign=f"campaign {number} {place % 5}",
                learned={"company": {"name": f"Firma {number} {place % 7}", "city": email}},
                follows=(granted,),
            )
            for place, email in enumerate(addresses)
        ]
        answers = at_once(
            partial(happen, *batch), partial(happen, *batch[::-1]), partial(happen, *batch[12:], *batch[:12])
        )
        by_address = [{one.contact_id for one in answer} for answer in answers]
        assert by_address[0] == by_address[1] == by_address[2]
    assert deadlocks() == before
    assert verify() == []
    assert rebuild().differing == 0


def test_batches_of_different_people_at_the_same_firms_do_not_deadlock() -> None:
    before = deadlocks()
    for number in range(5):
        # Hundreds in each statement, so that the two meet in the midst of it.
        new = [{"name": f"Neu {number} {n}", "city": "Hagen"} for n in range(300)]
        firms = [*new, *({"name": f"Alt {n}", "city": f"Ort {number}"} for n in range(300))]
        batches = [
            [form(f"{who}.{number}.{n}@example.org", learned={"company": firm}) for n, firm in enumerate(order)]
            for who, order in (("anna", firms), ("bernd", firms[::-1]), ("charlie", firms))
        ]
        at_once(*[partial(happen, *batch) for batch in batches])
    assert deadlocks() == before
    assert Company.objects.count() == 5 * 300 + 300


def test_two_who_name_themselves_at_once_in_the_browser_of_a_nobody_are_two() -> None:
    """Bernd found the nobody before Anna was one with it, and waits for her."""
    nobody = happen(Touch("page.viewed", {"url": "/"}, visitor="browser 1"))[0].contact_id
    hers = form("anna@example.org", visitor="browser 1")
    his = form("bernd@example.org", visitor="browser 1")

    def both() -> tuple[Recorded, Recorded]:
        answers: list[list[Recorded]] = at_once(partial(happen, hers), partial(happen, his))
        return answers[0][0], answers[1][0]

    one, other = both()
    assert one.contact_id != other.contact_id
    assert nobody in (one.contact_id, other.contact_id)
    assert Identifier.objects.filter(contact_id=nobody, kind="email").count() == 1


def test_whoever_waited_for_a_nobody_that_became_somebody_is_somebody_else() -> None:
    nobody = happen(Touch("page.viewed", {"url": "/"}, visitor="browser 1"))[0].contact_id
    with transaction.atomic():
        happen(form("anna@example.org", visitor="browser 1"))
        his = started(partial(happen, form("bernd@example.org", visitor="browser 1")))
    [bernds] = his()
    assert bernds.contact_id != nobody
    assert known(nobody).email == "anna@example.org"


def shared() -> set[tuple[int, int]]:
    return set(SharedDevice.objects.values_list("contact_id", "other_id"))


def test_whoever_waited_for_the_browser_of_somebody_erased_has_it_alone() -> None:
    gone = anna(visitor="browser 1", phone="+49 40 123456")
    with transaction.atomic():
        does(gone, "contact.erased")
        his = started(partial(happen, form("bernd@example.org", visitor="browser 1", phone="+49 40 123456")))
    [bernds] = his()
    assert set(Identifier.objects.values_list("contact_id", flat=True)) == {bernds.contact_id}
    assert Identifier.objects.count() == 3
    assert shared() == set()
    assert not DuplicateSuggestion.objects.exists()


def test_a_newcomer_who_waited_for_another_in_one_browser_shares_it_with_them() -> None:
    hers = anna(visitor="browser 1")
    with transaction.atomic():
        his = bernd(visitor="browser 1")
        theirs = started(partial(happen, form("charlie@elsewhere.example", visitor="browser 1")))
    [charlies] = theirs()
    other = charlies.contact_id
    assert shared() == {(hers, his), (his, hers), (his, other), (other, his)}
    assert Identifier.objects.get(kind="visitor").contact_id == other


def test_whoever_waited_for_a_browser_whose_person_told_her_name_is_somebody_else() -> None:
    hers = anna(visitor="browser 1")
    with transaction.atomic():
        learns(hers, first_name="Anna", last_name="Ahorn")
        his = started(partial(happen, form(visitor="browser 1", learned={"first_name": "Bernd"})))
    [bernds] = his()
    assert shared() == {(hers, bernds.contact_id), (bernds.contact_id, hers)}
    assert known(hers).first_name == "Anna"


def test_whoever_waited_for_somebody_who_was_merged_reaches_the_survivor() -> None:
    winner, loser = anna(), bernd()
    with transaction.atomic():
        does(winner, "contact.merged", {"loser": loser})
        by_mail = started(partial(happen, form("bernd@example.org")))
        by_number = started(partial(happen, Touch("note.written", {"text": "x"}, contact=loser)))
    assert by_mail()[0].contact_id == by_number()[0].contact_id == winner
    assert not Touchpoint.objects.filter(contact_id=loser).exists()


def test_whoever_waited_for_somebody_who_was_erased_is_new_by_address_and_refused_by_number() -> None:
    gone = anna()
    with transaction.atomic():
        does(gone, "contact.erased")
        by_mail = started(partial(happen, form("anna@example.org")))
        by_number = started(partial(happen, Touch("note.written", {"text": "x"}, contact=gone)))
    assert by_mail()[0].created
    with pytest.raises(ContactErased):
        by_number()


def test_merges_and_records_all_at_once_lose_no_touchpoint() -> None:
    """Seven threads throw the dice: whatever they win or lose, every recorded touchpoint is there, at its survivor."""
    newsletter()
    people = [happen(form(f"person{n}@example.org", visitor=f"browser {n}"))[0].contact_id for n in range(5)]

    def play(seed: int) -> list[int]:
        dice = random.Random(seed)
        recorded = []
        for _turn in range(14):
            winner, loser = dice.sample(people, 2)
            n = dice.randrange(len(people))
            moves: list[Callable[[], list[Recorded]]] = [
                partial(happen, form(f"person{n}@example.org", visitor=f"browser {dice.randrange(5)}")),
                partial(happen, Touch("deal.opened", contact=people[n], learned={"first_name": f"{seed}"})),
                partial(happen, Touch("contact.merged", {"loser": loser}, contact=winner, actor=SYSTEM)),
                partial(happen, Touch("contact.unmerged", {"loser": loser}, contact=winner, actor=SYSTEM)),
                partial(happen, form(f"person{n}@example.org"), form(f"person{(n + 1) % 5}@example.org")),
            ]
            with suppress(NotMergeable, NotMerged, MergedSince, SameContact):
                recorded += [one.touchpoint_id for one in dice.choice(moves)()]
        return recorded

    recorded = [touchpoint for played in at_once(*[partial(play, seed) for seed in range(7)]) for touchpoint in played]
    stored = Touchpoint.objects.values_list("id", flat=True)
    assert len(recorded) == len(set(recorded))
    assert set(recorded) <= set(stored)
    assert len(set(stored)) == len(stored)
    merged = set(Contact.objects.exclude(merged_into=None).values_list("id", flat=True))
    assert not Touchpoint.objects.filter(contact_id__in=merged).exists()
    assert not Identifier.objects.filter(contact_id__in=merged).exists()
    assert not Standing.objects.filter(contact_id__in=merged).exists()
    assert rebuild().differing == 0


def test_a_rebuild_beside_recording_finds_nothing_and_loses_nothing() -> None:
    contact = anna()

    def write() -> None:
        for number in range(20):
            learns(contact, first_name=f"Anna {number}")

    at_once(write, lambda: [rebuild() for _ in range(10)], write)
    assert Touchpoint.objects.filter(kind="contact.edited").count() == 40
    assert rebuild().differing == 0
