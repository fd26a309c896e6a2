"""The folder of doubtful submissions: rescued with their own time, thrown away and brought back, forgotten in time."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.factories import does, kinds
from tests.generation.forms.samples import ANNA, NAMES, NEED, VISIT, form, proven, with_newsletter
from trichter.facts.consent.models import Consent
from trichter.facts.contacts.models import Contact
from trichter.facts.timeline.models import Touchpoint
from trichter.generation.forms import doubtful, work
from trichter.generation.forms.doubtful import NotThere
from trichter.generation.forms.form import Form
from trichter.generation.forms.models import Doubtful
from trichter.generation.forms.receiving import receive
from trichter.kernel import persons
from trichter.spine import timetable
from trichter.spine.touch import SYSTEM

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
    assert Consent.objects.get().state == "requested"
    assert Contact.objects.get().last_name == "Reimers"
    assert not Doubtful.objects.exists()


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


def test_erasure_reaches_the_folder_in_other_spellings_too() -> None:  # LAW 1.12
    asked = form()
    receive(asked, proven(asked, ANNA), VISIT)
    anna = Contact.objects.get().pk
    doubted(email="ANNA@Wellner.example")
    doubted(email="bernd@wellner.example", first_name="Bernd", last_name="Kalten", need="Fragt Anna Reimers")
    doubted(email="carla@wellner.example", first_name="Carla", last_name="Reimers")
    assert len(persons.export(anna)["forms_doubtful"]) == 2
    does(anna, "contact.erased", actor=SYSTEM)
    assert Doubtful.objects.get().touch["email"] == "carla@wellner.example"


def test_the_reasons_are_sentences() -> None:
    doubted()
    [line] = doubtful.listing()
    assert line.reasons == ("A field was filled in that no human being sees.",)
    assert line.name == "Anna"
    assert line.deleted_at == line.at + timedelta(days=30)
