"""What the record of a person says of others, after merges and erasures."""

import pytest

from tests.factories import anna, bernd, charlie, does
from trichter.insight import record

pytestmark = pytest.mark.django_db


def shared_with(contact: int) -> list[int]:
    shown = record.record(contact)
    assert shown is not None
    return [other for other, _name in shown.relations.shared_with]


def test_a_shared_device_is_shown_with_whoever_the_other_lives_on_in() -> None:
    hers, his, survivor = anna(visitor="browser 1"), bernd(visitor="browser 1"), charlie()
    does(survivor, "contact.merged", {"loser": his})
    assert shared_with(hers) == [survivor]


def test_the_survivor_of_a_merge_shows_the_shared_devices_of_both() -> None:
    hers, his = anna(visitor="browser 1"), bernd(visitor="browser 1")
    survivor = charlie()
    does(survivor, "contact.merged", {"loser": hers})
    assert shared_with(survivor) == [his]
    does(survivor, "contact.unmerged", {"loser": hers})
    assert shared_with(survivor) == []


def test_nobody_shares_a_device_with_themselves() -> None:
    hers, his = anna(visitor="browser 1"), bernd(visitor="browser 1")
    does(hers, "contact.merged", {"loser": his})
    assert shared_with(hers) == []


def test_whoever_shared_a_device_twice_is_named_once() -> None:
    hers, his = anna(visitor="browser 1"), bernd(visitor="browser 1")
    theirs = charlie(visitor="browser 2")
    anna(visitor="browser 2")
    does(his, "contact.merged", {"loser": theirs})
    assert shared_with(hers) == [his]


def test_whoever_was_erased_is_named_no_more() -> None:
    hers, his, survivor = anna(visitor="browser 1"), bernd(visitor="browser 1"), charlie()
    does(survivor, "contact.merged", {"loser": his})
    does(survivor, "contact.erased")
    assert shared_with(hers) == []
