"""By which way somebody may be reached first, what leaves and what is withheld, and how a proposal ends."""

from typing import Any

import pytest

from tests.factories import PROOF, bernd, does, happen, kinds, lea, newsletter, says
from tests.sales.offers import answered, asks, react
from trichter.facts.consent import services as consent
from trichter.facts.staff import services as staff
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.kernel.words import Words
from trichter.sales.firstcontact import queries, services, ways
from trichter.sales.firstcontact.models import Basis, Proposal, State, Way
from trichter.sales.tasks.models import Task
from trichter.spine import rights
from trichter.spine.outreach.models import Message
from trichter.spine.touch import SYSTEM, Touch, colleague

pytestmark = pytest.mark.django_db

NUMBER = "+49 2331 5550142"


@pytest.fixture
def user() -> User:
    return lea()


def proposed(wants: str = "file", **said: Any) -> Proposal:
    contact = asks(wants, **said).contact_id
    react()
    found = queries.of_contact(contact)
    assert found
    return found


def consented(**said: Any) -> Proposal:
    """To somebody who has agreed to the newsletter."""
    newsletter()
    contact = asks("file", **said).contact_id
    says(contact, "granted")
    react()
    found = queries.of_contact(contact)
    assert found
    return found


def fate(proposal: Proposal) -> str:
    return Proposal.objects.values_list("state", flat=True).get(id=proposal.pk)


def test_without_a_consent_there_is_no_way_and_it_is_said_what_it_would_take() -> None:
    # LAW 1.6
    found = proposed()
    assert (found.way, found.basis) == (Way.NONE, Basis.NOTHING)
    assert "It would take one" in ways.reason(found)


def test_an_unconfirmed_consent_is_waited_for_and_its_confirmation_opens_the_way() -> None:
    # LAW 1.3
    newsletter()
    contact = asks("file").contact_id
    says(contact, "requested")
    react()
    waiting = queries.of_contact(contact)
    assert waiting
    assert (waiting.way, waiting.basis) == (Way.NONE, Basis.UNCONFIRMED)
    assert "“Newsletter”" in ways.reason(waiting)

    says(contact, "granted")
    react()
    found = queries.of_contact(contact)
    assert found
    assert (found.pk, found.way, found.basis, found.purpose) == (waiting.pk, Way.MAIL, Basis.CONSENT, "newsletter")


def test_a_mail_leaves_as_the_colleague_wrote_it(user: User) -> None:
    found = consented(asked=answered(interest="Lastspitzen"))
    posted = services.send(found.pk, subject="Zu Ihren Lastspitzen", body="Guten Tag,\n\nselbst getippt.", by=user.pk)

    assert posted.state == "queued"
    message = Message.objects.get(contact_id=found.contact_id)
    assert message.context == {
        "subject": "Zu Ihren Lastspitzen",
        "body": "Guten Tag,\n\nselbst getippt.",
        "colleague": user.pk,
    }
    assert message.ground == {"ground": "consented", "purpose": "newsletter"}
    assert (message.caused_by, message.language) == (found.cause_id, "de")
    assert fate(found) == State.SENT
    assert not queries.everybodys().exists()


def test_an_answer_needs_no_consent_and_goes_to_where_it_was_asked_from(user: User) -> None:
    found = proposed("answer", asked=[{"question": "Ihre Frage", "answer": "Passt das?", "means": ""}])
    assert (found.way, found.basis, found.asked_id) == (Way.MAIL, Basis.ANSWER, found.cause_id)

    with pytest.raises(services.Unfinished):
        services.send(found.pk, subject=found.subject, body=found.body, by=user.pk)
    body = found.body.replace("[Ihre Antwort]", "Ja, das passt.")
    assert services.send(found.pk, subject=found.subject, body=body, by=user.pk).state == "queued"
    message = Message.objects.get(contact_id=found.contact_id)
    assert message.ground == {"ground": "requested_service", "touchpoint": found.cause_id}
    assert message.address == "anja@wellner.example"


def test_what_is_withdrawn_after_the_proposal_is_withheld_with_the_reason_and_what_was_typed_is_kept(
    user: User,
) -> None:
    # LAW 1.6, 1.11: whoever looks at an older page presses the button all the same.
    found = consented()
    says(found.contact_id, "withdrawn")
    posted = services.send(found.pk, subject="Trotzdem", body="Getippter Text", by=user.pk)

    assert (posted.state, posted.reason) == ("withheld", "The consent was withdrawn.")
    assert fate(found) == State.PROPOSED
    kept = Proposal.objects.get(id=found.pk)
    assert (kept.subject, kept.body) == ("Trotzdem", "Getippter Text")
    assert ways.obstacle(kept) == "The consent was withdrawn."


def test_a_consent_that_goes_takes_the_way_with_it(user: User) -> None:
    found = consented()
    says(found.contact_id, "withdrawn")
    react()
    now = queries.of_contact(found.contact_id)
    assert now
    assert now.way == Way.NONE
    with pytest.raises(services.NotByThisWay):
        services.send(now.pk, subject="x", body="y", by=user.pk)


def test_after_a_withheld_mail_a_new_consent_lets_it_leave(user: User) -> None:
    found = consented()
    says(found.contact_id, "withdrawn")
    assert services.send(found.pk, subject="Eins", body="Text", by=user.pk).state == "withheld"
    says(found.contact_id, "granted")
    assert services.send(found.pk, subject="Zwei", body="Text", by=user.pk).state == "queued"
    assert Message.objects.filter(contact_id=found.contact_id).count() == 2


def test_two_colleagues_send_one_mail(user: User) -> None:
    # LAW 2.6
    found = consented()
    services.send(found.pk, subject="Eins", body="Text", by=user.pk)
    with pytest.raises(services.SettledMeanwhile):
        services.send(found.pk, subject="Zwei", body="Text", by=user.pk)
    assert Message.objects.filter(contact_id=found.contact_id).count() == 1


@pytest.mark.parametrize(("subject", "body"), [("", "Text"), ("Betreff", " \n")])
def test_a_mail_without_words_does_not_leave(user: User, subject: str, body: str) -> None:
    found = consented()
    with pytest.raises(services.Empty):
        services.send(found.pk, subject=subject, body=body, by=user.pk)


def test_a_subject_stays_on_one_line(user: User) -> None:
    # LAW 4.4: no header slips in.
    found = consented()
    services.send(found.pk, subject="Zu Ihrer Anfrage\r\nBcc: alle@example.org", body="Text", by=user.pk)
    assert "\n" not in Message.objects.get(contact_id=found.contact_id).context["subject"]


def test_a_callback_is_a_call_and_reaching_the_person_ends_its_task(user: User) -> None:
    found = proposed("callback", phone=NUMBER, responsible=user.pk)
    assert (found.way, found.basis, found.responsible) == (Way.CALL, Basis.CALLBACK, user)

    services.call(found.pk, outcome="not_reached", notes="", by=user.pk)
    assert fate(found) == State.PROPOSED
    services.call(found.pk, outcome="reached", notes="Will ein Muster.", by=user.pk)

    assert fate(found) == State.CALLED
    assert Task.objects.get().done_by == user
    made = EffectiveTouchpoint.objects.filter(contact_id=found.contact_id, kind="call.made").order_by("id")
    assert [(one.payload["outcome"], one.payload.get("text")) for one in made] == [
        ("not_reached", None),
        ("reached", "Will ein Muster."),
    ]


def test_a_call_whose_task_is_ticked_off_is_made(user: User) -> None:
    from trichter.sales.tasks import services as tasks

    found = proposed("callback", phone=NUMBER)
    change = tasks.finish(Task.objects.get().pk, by=user.pk)
    assert queries.of_contact(found.contact_id) is None
    tasks.undo(Task.objects.get().pk, change, by=user.pk)
    assert queries.of_contact(found.contact_id) == found


def test_a_callback_without_a_number_is_a_mail_that_asks_for_it() -> None:
    found = proposed("callback")
    assert (found.way, found.basis) == (Way.MAIL, Basis.NO_NUMBER)
    assert "Unter welcher Nummer" in found.body


@pytest.mark.parametrize(("basis", "expected"), [("consent", Basis.CONSENT), ("presumed", Basis.PRESUMED)])
def test_advertising_calls_need_a_consent_or_a_stored_presumption(user: User, basis: str, expected: Basis) -> None:
    # LAW 1.5
    consent.found_purpose("advice", label=Words("Advice", "Beratung"))
    contact = asks("file", phone=NUMBER).contact_id
    does(
        contact,
        "consent.granted",
        {
            "channel": "phone",
            "purpose": "advice",
            "basis": basis,
            "evidence": PROOF | {"reason": "Asked us for a quote by phone last year."},
        },
        actor=colleague(user.pk),
    )
    react()
    found = queries.of_contact(contact)
    assert found
    assert (found.way, found.basis, found.purpose) == (Way.CALL, expected, "advice")
    services.call(found.pk, outcome="reached", notes="", by=user.pk)
    made = EffectiveTouchpoint.objects.get(contact_id=contact, kind="call.made")
    assert made.payload["purpose"] == "advice"


def test_a_number_alone_permits_no_call() -> None:
    # LAW 1.5
    assert proposed(phone=NUMBER).way == Way.NONE


def test_a_newsletter_alone_calls_for_no_colleague() -> None:
    contact = asks("newsletter").contact_id
    react()
    assert queries.of_contact(contact) is None


def test_a_form_that_is_no_offers_calls_for_nothing() -> None:
    contact = happen(Touch("form.submitted", {"title": "Kontakt"}, email="x@firma.example"))[0].contact_id
    react()
    assert queries.of_contact(contact) is None


def test_bots_are_not_written_to() -> None:
    # LAW 2.8
    asked = asks("answer")
    does(asked.contact_id, "touchpoint.judged", {"is_bot": True}, target=asked.touchpoint_id)
    react()
    assert not Proposal.objects.exists()


def test_who_turns_out_to_be_a_bot_is_not_written_to_any_more() -> None:
    # LAW 2.8
    found = proposed("answer")
    does(found.contact_id, "touchpoint.judged", {"is_bot": True}, target=found.cause_id)
    react()
    assert queries.of_contact(found.contact_id) is None


def test_a_late_reaction_to_an_older_submission_overtakes_nothing() -> None:
    older = asks("file", asked=answered(need="Der Strompreis"))
    newer = proposed(title="Preisliste")
    assert services.propose(older.contact_id, older.touchpoint_id) is None
    assert list(Proposal.objects.all()) == [newer]


def test_what_was_answered_is_not_answered_again(user: User) -> None:
    found = proposed("answer", asked=[{"question": "Ihre Frage", "answer": "Passt das?", "means": ""}])
    services.send(found.pk, subject="Ja", body="Passt.", by=user.pk)
    newer = proposed("file", title="Preisliste")
    assert newer.way == Way.NONE
    assert "Passt das?" not in newer.body


def test_dismissing_is_undone_unless_somebody_asked_anew(user: User) -> None:
    found = proposed()
    services.dismiss(found.pk, by=user.pk)
    assert not queries.everybodys().exists()
    services.restore(found.pk, by=user.pk)
    assert list(queries.everybodys()) == [found]

    services.dismiss(found.pk, by=user.pk)
    proposed(title="Preisliste")
    with pytest.raises(services.SettledMeanwhile):
        services.restore(found.pk, by=user.pk)


def test_proposals_are_listed_for_whom_they_wait(user: User) -> None:
    bob = staff.invite("bob@ahornwerk.example", name="Bob Brandt")
    nord = staff.found_team("Vertrieb Nord", department="sales")
    user.teams.set([nord])
    mine = proposed(responsible=user.pk)
    teams = proposed(team=nord.pk, email="b@walzwerk.example")
    bobs = proposed(responsible=bob.pk, email="c@giesserei.example")

    assert list(queries.mine(user.pk)) == [mine, teams]
    assert list(queries.team(user.pk)) == [mine, teams]
    assert bobs in queries.everybodys()


def test_a_proposal_follows_a_merge_and_comes_back() -> None:
    found, winner = proposed(), bernd()
    happen(Touch("contact.merged", {"loser": found.contact_id}, contact=winner, actor=SYSTEM))
    assert queries.of_contact(winner) == found
    happen(Touch("contact.unmerged", {"loser": found.contact_id}, contact=winner, actor=SYSTEM))
    assert queries.of_contact(found.contact_id) == found


def test_erasing_a_person_leaves_no_draft(user: User) -> None:
    # LAW 1.12
    found = proposed(asked=answered(need="Sentinel-Need"))
    rights.erase(found.contact_id)
    react()
    assert not Proposal.objects.exists()


def test_a_person_who_asks_gets_what_was_drafted_for_them() -> None:
    # LAW 1.13
    found = proposed(asked=answered(need="Der Strompreis"))
    [row] = rights.export(found.contact_id)["firstcontact_proposal"]
    assert row["used"]
    assert "Der Strompreis" in row["body"]


def test_a_proposal_itself_is_no_touchpoint() -> None:
    found = proposed()
    assert kinds(found.contact_id) == ["form.submitted", "stage.reached"]
