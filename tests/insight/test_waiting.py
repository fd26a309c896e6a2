"""The numbers of the navigation: what waits, in one statement, and nothing where nothing does."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from tests.factories import anna, lea
from trichter.insight.waiting import Waiting, waiting
from trichter.kernel import clock
from trichter.sales.tasks import services
from trichter.spine.outreach.models import Message, State

pytestmark = pytest.mark.django_db


def test_where_nothing_waits_nothing_is_counted() -> None:
    assert waiting(lea().pk) == Waiting()


def test_what_waits_is_counted_in_one_statement(
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    user, contact, now = lea(), anna(), clock.now()
    services.open(contact, "late", to=user.pk, due_at=now - timedelta(days=1))
    services.open(contact, "next week", to=user.pk, due_at=now + timedelta(days=7))
    for number in (1, 2):
        Message.objects.create(
            contact_id=contact,
            id=number,
            recipient="x",
            cause=str(number),
            template="letter",
            language="de",
            ground={},
            state=State.IN_DOUBT,
            due_at=now,
            created_at=now,
        )
    with django_assert_num_queries(1):
        assert waiting(user.pk) == Waiting(tasks=1, doubtful=0, in_doubt=2)
