"""A request that is sent again records once, and is answered as the first time."""

import hashlib
from functools import partial

import pytest

from tests.factories import anna, bernd, does, form, happen, kinds
from tests.threads import at_once
from trichter.facts.contacts.models import Contact
from trichter.facts.timeline.models import RecordedKey, Touchpoint
from trichter.spine.touch import Recorded, Touch


@pytest.mark.django_db
def test_the_same_key_records_once_and_is_answered_with_the_first_touchpoint() -> None:
    [first] = happen(form("anna@example.org", key="request 1"))
    [again] = happen(form("anna@example.org", key="request 1"))
    assert again == Recorded(first.contact_id, first.touchpoint_id, created=False, repeated=True)
    assert not first.repeated
    assert kinds(first.contact_id) == ["form.submitted", "stage.reached"]


@pytest.mark.django_db
def test_another_key_records_again() -> None:
    happen(form("anna@example.org", key="request 1"), form("anna@example.org", key="request 2"))
    assert Touchpoint.objects.filter(kind="form.submitted").count() == 2


@pytest.mark.django_db
def test_touches_without_a_key_are_never_taken_for_each_other() -> None:
    happen(form("anna@example.org"), form("anna@example.org"))
    happen(form("anna@example.org"))
    assert Touchpoint.objects.filter(kind="form.submitted").count() == 3


@pytest.mark.django_db
def test_twins_in_one_batch_record_once() -> None:
    first, twin, other = happen(
        form("anna@example.org", key="row 1"), form("bernd@example.org", key="row 1"), form("bernd@example.org")
    )
    assert (first.created, first.repeated) == (True, False)
    assert twin == Recorded(first.contact_id, first.touchpoint_id, created=False, repeated=True)
    assert other.created
    assert Contact.objects.count() == 2


@pytest.mark.django_db
def test_what_follows_a_repeated_touch_is_repeated_with_it() -> None:
    touch = form("anna@example.org", key="request 1", follows=(Touch("note.written", {"text": "x"}),))
    happen(touch)
    happen(touch, touch)
    assert Touchpoint.objects.filter(kind="note.written").count() == 1


@pytest.mark.django_db
def test_a_follower_with_a_key_of_its_own_is_not_recorded_again() -> None:
    note = Touch("note.written", {"text": "x"}, key="note 1")
    happen(form("anna@example.org", follows=(note,)), form("anna@example.org", follows=(note,)))
    happen(form("anna@example.org", follows=(note,)))
    assert Touchpoint.objects.filter(kind="note.written").count() == 1
    assert Touchpoint.objects.filter(kind="form.submitted").count() == 3


@pytest.mark.django_db
def test_a_key_that_stands_on_a_left_out_follower_is_still_free() -> None:
    happen(form("anna@example.org", key="request 1"))
    note = Touch("note.written", {"text": "x"}, key="note 1")
    [_form, recorded] = happen(
        form("anna@example.org", key="request 1", follows=(note,)),
        Touch("note.written", {"text": "y"}, email="anna@example.org", key="note 1"),
    )
    assert not recorded.repeated
    assert Touchpoint.objects.get(kind="note.written").payload == {"text": "y"}


@pytest.mark.django_db
def test_a_batch_half_of_which_is_recorded_already_records_the_other_half() -> None:
    rows = [form(f"reader{n}@example.org", key=f"row {n}") for n in range(10)]
    first = happen(*rows[:5])
    again = happen(*rows)
    assert [one.repeated for one in again] == [True] * 5 + [False] * 5
    assert [one.touchpoint_id for one in again[:5]] == [one.touchpoint_id for one in first]


@pytest.mark.django_db
def test_after_a_merge_a_repeated_request_is_answered_with_where_it_is_now() -> None:
    loser = bernd(key="request 1")
    winner = anna()
    does(winner, "contact.merged", {"loser": loser})
    [again] = happen(form("bernd@example.org", key="request 1"))
    assert (again.contact_id, again.repeated) == (winner, True)


@pytest.mark.django_db
def test_a_key_is_kept_as_a_digest_that_tells_nothing() -> None:
    said = "anna@example.org 2026-03-01"
    happen(form(key=said))
    kept = bytes(RecordedKey.objects.get().digest)
    assert b"anna" not in kept
    # Else whoever has a copy of the database could try out addresses on it.
    assert kept != hashlib.sha256(said.encode()).digest()


@pytest.mark.django_db(transaction=True)
def test_many_threads_with_the_same_key_record_once() -> None:
    badge = Touch("contact.captured", key="request 1", learned={"first_name": "Anna"})
    answers = at_once(*[lambda: happen(badge)[0]] * 8)
    assert len({one.touchpoint_id for one in answers}) == 1
    assert [one.repeated for one in answers].count(False) == 1
    assert Touchpoint.objects.filter(kind="contact.captured").count() == Contact.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_threads_with_the_same_keys_in_other_batches_record_each_once() -> None:
    """The first has rows 0 to 29, the second 10 to 39 backwards, the third 5 to 34: none is lost, none doubled."""
    rows = [form(f"reader{n}@example.org", key=f"row {n}") for n in range(40)]
    batches = [rows[:30], rows[10:][::-1], rows[5:35]]
    answers = at_once(*[partial(happen, *batch) for batch in batches])
    assert Touchpoint.objects.filter(kind="form.submitted").count() == 40
    assert Contact.objects.count() == 40
    assert [one.repeated for batch in answers for one in batch].count(False) == 40
