"""On which channel somebody first and last came, and when they were last active, in whatever order it was recorded."""

from collections.abc import Iterator
from itertools import permutations

import pytest

from tests.factories import anna, day, does, form, happen, newsletter, says
from trichter.facts.timeline.models import Campaign
from trichter.qualification.lifecycle.models import Journey
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import Touch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _replay_equals_live() -> Iterator[None]:
    yield
    assert rebuild().differing == 0


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_first_and_last_touch_are_the_earliest_and_the_latest_on_a_channel(order: tuple[int, ...]) -> None:
    touches = [
        form("anna@example.org", occurred_at=day(1)),
        form("anna@example.org", occurred_at=day(2), channel="search", campaign="fruehling"),
        form("anna@example.org", occurred_at=day(3), channel="print"),
        Touch("note.written", {"text": "x"}, email="anna@example.org", occurred_at=day(4)),
    ]
    contact = {happen(touches[place])[0].contact_id for place in order}.pop()
    journey = Journey.objects.get(contact_id=contact)
    spring = Campaign.objects.get(key="fruehling").pk
    assert (journey.first_at, journey.first_channel, journey.first_campaign_id) == (day(2), "search", spring)
    assert (journey.last_at, journey.last_channel, journey.last_campaign_id) == (day(3), "print", None)
    assert (journey.active_at, journey.active_kind) == (day(4), "note.written")


def test_somebody_who_came_on_no_known_channel_has_no_first_touch() -> None:
    contact = anna(occurred_at=day(1))
    journey = Journey.objects.get(contact_id=contact)
    assert (journey.first_at, journey.first_channel, journey.last_at) == (None, None, None)
    assert journey.active_at == day(1)


def test_of_two_touches_at_one_instant_the_first_recorded_is_first_and_the_last_is_last() -> None:
    contact = anna(occurred_at=day(1), channel="search")
    does(contact, "asset.downloaded", occurred_at=day(1), channel="print")
    journey = Journey.objects.get(contact_id=contact)
    assert (journey.first_channel, journey.last_channel) == ("search", "print")
    assert journey.active_kind == "asset.downloaded"


def test_decisions_and_corrections_are_no_activity_and_consents_are() -> None:
    newsletter()
    contact = anna(occurred_at=day(1))
    note = does(contact, "note.written", {"text": "x"}, occurred_at=day(2))
    does(contact, "touchpoint.retracted", target=note, occurred_at=day(3))
    does(contact, "stage.set", {"track": "customer", "stage": "mql", "reason": "x"}, occurred_at=day(4))
    assert Journey.objects.get().active_kind == "form.submitted"
    says(contact, "granted", occurred_at=day(5))
    assert Journey.objects.get().active_kind == "consent.granted"
