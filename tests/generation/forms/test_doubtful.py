"""The folder of doubtful submissions: rescued with their own time, thrown away and brought back, forgotten in time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.faces.public.consenting import works
from tests.factories import does, happen, kinds
from tests.generation.forms.samples import ANNA, NAMES, NEED, VISIT, form, proven, with_newsletter
from trichter.facts.consent.models import Consent
from trichter.facts.contacts.models import Contact
from trichter.facts.timeline.hits import visitors
from trichter.facts.timeline.models import Touchpoint
from trichter.generation.forms import doubtful, work
from trichter.generation.forms.doubtful import NotThere
from trichter.generation.forms.form import Form
from trichter.generation.forms.models import Doubtful
from trichter.generation.forms.persons import forget
from trichter.generation.forms.receiving import receive
from trichter.kernel import persons
from trichter.kernel.persons import KnownAs
from trichter.spine import browsers, rights, timetable
from trichter.spine.outreach.models import Message
from trichter.spine.outreach.returns import strays
from trichter.spine.touch import SYSTEM, Touch

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _cheap_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "COST", 1)


def doubted(form_: Form | None = None, **answers: str) -> int:
    """A submission that filled in the trap; its id in the folder."""
    given = {name: [text] for name, text in answers.items()}
    asked = form_ or form(*NAMES, NEED)
    receive(asked, proven(asked, {**ANNA, **given, "homepage": ["x"]}), VISIT)
    return Doubtful.objects.latest("id").pk


def test_a_rescued_submission_is_a_lead_as_of_the_time_when_it_came() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        number = doubted(with_newsletter(), consent_email_newsletter="yes")
        clock.shift(timedelta(days=2))
        [anna] = doubtful.rescue([number])
    assert kinds(anna)[:2] == ["form.submitted", "consent.requested"]
    submission = Touchpoint.objects.get(kind="form.submitted")
    assert submission.occurred_at == NOON
    assert submission.payload["answers"]["Nachname"] == "Reimers"
    asked = Consent.objects.get()
    assert (asked.state, asked.at) == ("requested", NOON)
    assert Contact.objects.get().last_name == "Reimers"
    assert not Doubtful.objects.exists()


@pytest.mark.parametrize("has_withdrawn", [False, True])
def test_a_rescued_submission_is_of_the_browser_that_sent_it_unless_that_has_withdrawn(has_withdrawn: bool) -> None:
    browser = "ab" * 16
    visitors.welcome(browser, source=1, at=NOON)
    asked = form(*NAMES, NEED)
    receive(asked, proven(asked, {**ANNA, "homepage": ["x"]}), replace(VISIT, visitor=browser))
    if has_withdrawn:
        visitors.forget(browser, at=NOON)
    [anna] = doubtful.rescue([Doubtful.objects.latest("id").pk])
    assert browsers.contact_of(browser) == (None if has_withdrawn else anna)


def test_whoever_is_rescued_with_a_sign_up_is_asked_as_long_as_it_can_be_confirmed() -> None:  # LAW 1.3, 1.4
    for after, asked in ((2, 1), (8, 0)):
        with time_machine.travel(NOON, tick=False) as clock:
            number = doubted(with_newsletter(), email=f"a{after}@wellner.example", consent_email_newsletter="yes")
            clock.shift(timedelta(days=after))
            [person] = doubtful.rescue([number])
            works()
            assert Message.objects.filter(contact_id=person, template="optin").count() == asked


def test_several_are_rescued_at_once() -> None:
    numbers = [doubted(email=f"gast{n}@kunde.example") for n in range(3)]
    assert len(set(doubtful.rescue(numbers))) == 3


def test_of_two_colleagues_the_second_is_told_that_she_is_too_late() -> None:
    number = doubted()
    doubtful.rescue([number])
    with pytest.raises(NotThere):
        doubtful.rescue([number])
    with pytest.raises(NotThere):
        doubtful.remove([number])
    assert Contact.objects.count() == 1


def test_what_was_thrown_away_can_be_brought_back_for_an_hour() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        number = doubted()
        doubtful.remove([number])
        assert (doubtful.count(), doubtful.listing()) == (0, [])
        doubtful.restore([number])
        assert doubtful.count() == 1
        doubtful.remove([number])
        clock.shift(timedelta(minutes=61))
        assert doubtful.expire() == 1
        assert doubtful.restore([number]) == 0


def test_after_thirty_days_it_is_gone() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        doubted()
        clock.shift(timedelta(days=29, hours=23))
        doubtful.expire()
        assert doubtful.count() == 1
        clock.shift(timedelta(hours=2))
        assert doubtful.count() == 0, "not even shown before the hourly job comes round"
        assert "doubtful submissions" in timetable.run_due()
        assert not Doubtful.objects.exists()


def test_the_same_submission_sent_twice_lies_there_once() -> None:
    asked = form()
    sent = proven(asked, {**ANNA, "homepage": ["x"]})
    for _ in range(2):
        receive(asked, sent, VISIT)
    assert doubtful.count() == 1


def test_erasure_and_export_reach_the_folder_in_other_spellings_too() -> None:  # LAW 1.12, 1.13
    asked = form(*NAMES, NEED)
    receive(asked, proven(asked, ANNA), VISIT)
    anna = Contact.objects.get().pk
    doubted(email="ANNA@Wellner.example")
    doubted(asked, email="bernd@wellner.example", first_name="Bernd", need="Wie schon anna@wellner.example schrieb.")
    doubted(email="carla@wellner.example", first_name="Carla", last_name="Reimers")
    assert len(persons.export(anna)["forms_doubtful"]) == 2
    does(anna, "contact.erased", actor=SYSTEM)
    assert Doubtful.objects.get().touch["email"] == "carla@wellner.example"


@pytest.mark.parametrize(
    "called",
    [
        {"last_name": "@gmail"},
        {"last_name": "com"},
        {"first_name": "kunde1", "last_name": "gmail.com"},
        {"first_name": "Anna", "last_name": "Reimers"},
    ],
)
def test_nobody_erases_the_submissions_of_others_by_what_they_call_themselves(called: dict[str, str]) -> None:
    # LAW 1.12: anybody can send a form with any name, and press "erase" at /rechte/.
    doubted(email="kunde1@gmail.com")
    strays.keep(b"kunde1", what=strays.What.REPLY, sender="kunde1@gmail.com", subject="Auftrag", text="Anna Reimers")
    visitor = happen(Touch("form.submitted", {"title": "x"}, email="evil@evil.example", learned=called))[0].contact_id
    assert persons.export(visitor)["forms_doubtful"] == []
    rights.erase(visitor)
    assert doubtful.count() == len(strays.listing()) == 1


def test_the_folder_is_not_read_through_to_find_a_person() -> None:
    # 30,000 rows took seconds: they are found by an index.
    with CaptureQueriesContext(connection) as asked:
        forget(KnownAs(emails=frozenset({"anna@wellner.example"})))
    assert all("forms_doubtful" not in one["sql"] or "&&" in one["sql"] for one in asked)
    assert len(asked) == 1


def test_the_reasons_are_sentences() -> None:
    doubted()
    [line] = doubtful.listing()
    assert line.reasons == ("A field was filled in that no human being sees.",)
    assert line.name == "Anna"
    assert line.deleted_at == line.at + timedelta(days=30)
