"""A sign-up that nobody confirms does not stay, nor does the person of whom nothing else is known."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from tests.faces.public.consenting import ANNA, asked, signs_up, works
from tests.factories import day, does, happen, kinds, known, lea
from tests.spine.dumps import whole_database
from trichter.facts.consent import queries
from trichter.facts.consent.models import Suppression
from trichter.facts.timeline.models import ActorType
from trichter.kernel import clock
from trichter.kernel.environment import environment
from trichter.spine import expiring, optin, rights
from trichter.spine.optin import Browser
from trichter.spine.touch import Actor, Touch, colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact() -> int:
    """Anna, of whom we know nothing but that somebody signed her up on the first of March."""
    with clock.at(day(1)):
        return signs_up()[0]


def expires(after: float) -> expiring.Done:
    """The hourly job, so many days later."""
    with clock.at(day(1 + after)):
        return expiring.expire()


def test_after_seven_days_she_is_forgotten_but_not_suppressed(contact: int) -> None:
    # LAW 1.4
    assert expires(6.9) == expiring.Done(0, 0, 0)
    assert expires(7) == expiring.Done(expired=1, erased=1, forgotten=0)
    assert ANNA not in whole_database()
    assert not Suppression.objects.exists()
    assert known(contact).erased_at is not None


def test_the_job_run_again_does_nothing(contact: int) -> None:
    expires(7)
    assert expires(7.1) == expiring.Done(0, 0, 0)


def test_the_time_is_what_the_house_has_set(contact: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # LAW 1.4: up to fourteen days
    monkeypatch.setattr(environment(), "unconfirmed_days", 14)
    assert expires(13.9).expired == 0
    assert expires(14).expired == 1


@pytest.mark.parametrize(
    "more",
    [
        Touch("form.submitted", {"title": "White paper", "wants": "file"}, email=ANNA),
        Touch("form.submitted", {"title": "Contact"}, email=ANNA),
        Touch("call.made", {"direction": "in"}, email=ANNA),
        Touch("contact.imported", {"source": "List"}, email=ANNA),
    ],
)
def test_whoever_is_known_otherwise_keeps_their_record(contact: int, more: Touch) -> None:
    with clock.at(day(2)):
        happen(more)
    assert expires(7) == expiring.Done(expired=1, erased=0, forgotten=0)
    assert kinds(contact).count("consent.expired") == 1
    assert known(contact).email == ANNA


def test_a_confirmed_sign_up_stays() -> None:
    with clock.at(day(1)):
        contact, token = signs_up()
        optin.confirm(token, Browser())
    assert expires(30) == expiring.Done(0, 0, 0)
    assert queries.may_write(contact, channel="email", purpose="newsletter", at=day(31)).allowed


def test_one_of_two_topics_confirmed_keeps_the_person() -> None:
    with clock.at(day(1)):
        contact, token = signs_up()
        optin.confirm(token, Browser())
        happen(asked_by(contact))
    assert expires(8) == expiring.Done(expired=1, erased=0, forgotten=0)


def asked_by(contact: int) -> Touch:
    box = asked("webinars")
    return Touch(box.kind, box.payload, contact=contact)


def test_who_said_that_it_was_not_them_goes_too() -> None:
    # LAW 1.4
    with clock.at(day(1)):
        _contact, token = signs_up()
        optin.refuse(token, Browser())
    assert expires(6).erased == 0
    assert expires(7).erased == 1
    assert ANNA not in whole_database()


def test_who_signs_up_again_meanwhile_stays(contact: int) -> None:
    with clock.at(day(6)):
        signs_up()
    assert expires(7) == expiring.Done(0, 0, 0)
    assert expires(12).erased == 1


def test_the_dry_run_says_what_is_due_and_does_nothing(contact: int) -> None:
    # LAW 1.15
    works()
    before = whole_database()
    with clock.at(day(9)):
        said, counted = retention("--dry-run"), retention("--dry-run", "--json")
    assert f"The unconfirmed sign-up of {ANNA} for newsletter" in said
    assert f"Contact {contact} is erased" in said
    assert json.loads(counted) == {"expired": 1, "erased": 1}
    assert whole_database() == before


def test_the_command_does_it(contact: int) -> None:
    with clock.at(day(9)):
        assert "Sign-ups expired: 1; people erased with them: 1." in retention()
        assert retention("--dry-run").strip() == "Nothing is due."


def retention(*arguments: Any) -> str:
    out = StringIO()
    call_command("retention", *arguments, stdout=out)
    return out.getvalue()


def test_a_stranger_who_has_bought_is_never_forgotten(contact: int) -> None:
    with clock.at(day(1) + timedelta(days=2)):
        does(contact, "purchase.made", {"product": "Messkopf"})
    assert expires(8).erased == 0


@pytest.mark.parametrize(
    "more",
    [
        Touch("mail.autoanswered", {"title": "Abwesend"}, email=ANNA),
        Touch("mail.complained", {"title": "x", "address": ANNA}, email=ANNA),
        Touch("mail.bounced", {"title": "x", "address": ANNA}, email=ANNA),
        Touch("contact.edited", learned={"mail_frequency": "weekly"}, email=ANNA),
        Touch("form.submitted", {"title": "Post", "wants": "newsletter"}, email=ANNA, actor=Actor(ActorType.API)),
    ],
)
def test_what_happens_to_any_address_keeps_nobody(contact: int, more: Touch) -> None:
    # LAW 1.4
    with clock.at(day(2)):
        happen(more)
    assert expires(7) == expiring.Done(expired=1, erased=1, forgotten=0)
    assert ANNA not in whole_database()


def test_what_a_colleague_does_keeps_them(contact: int) -> None:
    with clock.at(day(2)):
        does(contact, "contact.edited", learned={"last_name": "Reimers"}, actor=colleague(lea().pk))
    assert expires(7).erased == 0


def test_what_was_taken_back_keeps_nobody(contact: int) -> None:
    with clock.at(day(2)):
        bought = does(contact, "purchase.made", {"product": "Messkopf"})
        does(contact, "touchpoint.retracted", {"reason": "Another person"}, target=bought)
    assert expires(7).erased == 1


def test_who_said_that_it_was_not_them_goes_also_if_the_job_was_away() -> None:
    # LAW 1.4
    with clock.at(day(1)):
        _contact, token = signs_up()
    with clock.at(day(5)):
        optin.refuse(token, Browser())
    assert expires(40).erased == 1


def test_who_denied_a_repeated_sign_up_keeps_what_they_confirmed() -> None:
    with clock.at(day(1)):
        contact, token = signs_up()
        optin.confirm(token, Browser())
        _contact, again = signs_up()
        optin.refuse(again, Browser())
    assert expires(30) == expiring.Done(0, 0, 0)
    assert queries.may_write(contact, channel="email", purpose="newsletter", at=day(31)).allowed


def test_a_worker_that_dies_between_expiry_and_erasure_leaves_the_person_to_the_next_run(
    contact: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # LAW 1.4
    def dies(*_arguments: Any, **_more: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(rights, "erase", dies)
        with pytest.raises(KeyboardInterrupt):
            expires(7)
    assert expires(8) == expiring.Done(expired=1, erased=1, forgotten=0)
