"""A callback asked for is one task, with the number, the question and a time within office hours."""

from datetime import UTC, datetime

import pytest
import time_machine

from tests.factories import does, kinds, lea
from tests.sales.offers import OFFER, answered, asks, cause_of, react
from trichter.facts.staff import services as staff
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.sales.tasks import queries
from trichter.sales.tasks.models import Reason, Task
from trichter.sales.tasks.reactions import call_back
from trichter.spine import rights

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2027, 3, 26, 15, tzinfo=UTC)
"""16:00 in Berlin, on the last working day before summer time."""


def test_a_callback_is_a_task_with_the_number_and_what_was_asked() -> None:
    user = lea()
    asked = asks("callback", responsible=user.pk, phone="+49 2331 5550142", asked=answered(need="Der Strompreis"))
    react()

    [task] = queries.mine(user.pk)
    assert (task.reason, task.title, task.phone) == (Reason.CALLBACK, "12 Hebel gegen Stromkosten", "+4923315550142")
    assert task.asked == "Was drückt? Der Strompreis"
    opened = EffectiveTouchpoint.objects.get(contact_id=asked.contact_id, kind="task.opened")
    assert (opened.caused_by, (opened.subject_type, opened.subject_id)) == (asked.touchpoint_id, OFFER)


@time_machine.travel(FRIDAY, tick=False)
def test_a_callback_of_friday_afternoon_is_due_on_monday_by_the_wall_clock() -> None:
    # LAW 3.3: the clocks go forward on Sunday; one office hour is left of Friday, three are Monday's.
    asks("callback", phone="+49 2331 5550142")
    react()
    assert Task.objects.get().due_at == datetime(2027, 3, 29, 10, tzinfo=UTC)


def test_a_retried_form_opens_no_second_task() -> None:
    once = asks("callback", phone="+49 2331 5550142", key="form 1")
    react()
    again = asks("callback", phone="+49 2331 5550142", key="form 1")
    react()
    call_back(cause_of(once))

    assert again.repeated
    assert Task.objects.count() == 1
    assert kinds(once.contact_id).count("task.opened") == 1


def test_whoever_is_responsible_for_the_person_calls_before_the_offers_colleague() -> None:
    owner, user = staff.invite("bob@ahornwerk.example", name="Bob Brandt"), lea()
    asks("callback", phone="+49 2331 5550142", responsible=user.pk, learned={"owner": owner.pk})
    react()
    assert Task.objects.get().colleague == owner


def test_the_offers_team_calls_where_the_responsible_colleague_has_left() -> None:
    user, sales = lea(), staff.found_team("Vertrieb Nord", department="sales")
    User.objects.filter(id=user.pk).update(is_active=False)
    asks("callback", phone="+49 2331 5550142", responsible=user.pk, team=sales.pk)
    react()
    assert (Task.objects.get().colleague, Task.objects.get().team) == (None, sales)


def test_another_offer_opens_no_task() -> None:
    asks("file")
    react()
    assert not Task.objects.exists()


def test_a_bots_callback_opens_no_task() -> None:
    asked = asks("callback", phone="+49 2331 5550142")
    does(asked.contact_id, "touchpoint.judged", {"is_bot": True}, target=asked.touchpoint_id)
    react()
    assert not Task.objects.exists()


def test_who_was_erased_meanwhile_is_not_called() -> None:
    asked = asks("callback", phone="+49 2331 5550142")
    rights.erase(asked.contact_id)
    react()
    assert not Task.objects.exists()
