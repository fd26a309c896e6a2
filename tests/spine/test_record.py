"""What `record()` takes, what it refuses and with which sentence, and that it records all or none."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.utils import translation

from tests.factories import anna, bernd, day, does, form, happen, known, lea, learns
from trichter.facts.contacts.fields import BadField, UnknownField
from trichter.facts.contacts.identifiers import BadEmail, BadExternalId, BadPhone
from trichter.facts.contacts.models import Contact, ContactKind, Identifier
from trichter.facts.timeline import registry
from trichter.facts.timeline.channels import UnknownChannel
from trichter.facts.timeline.models import ActorType, Campaign, RecordedKey, Touchpoint
from trichter.facts.timeline.registry import BadPayload, UnknownKind
from trichter.kernel import clock
from trichter.qualification.lifecycle.deciding import ReasonMissing
from trichter.qualification.lifecycle.models import Standing
from trichter.qualification.lifecycle.tracks import UnknownStage, UnknownTrack
from trichter.spine.intake import ContactErased, UnknownContact
from trichter.spine.preparing import BatchTooLarge, InTheFuture, Naive, NobodyNamed, OursAlone
from trichter.spine.touch import PERSON, SYSTEM, Actor, Stage, Touch, colleague

pytestmark = pytest.mark.django_db


def test_a_touch_becomes_a_touchpoint_with_all_that_was_said_about_it() -> None:
    us = lea()
    with clock.at(day(5)):
        [recorded] = happen(
            Touch(
                "call.made",
                {"direction": "in", "minutes": 4, "text": "Fragt nach Messpunkten."},
                email="anna@example.org",
                occurred_at=day(3),
                channel="phone",
                campaign="fruehling",
                subject=("form", 12),
                actor=colleague(us.pk),
            )
        )
    touchpoint = Touchpoint.objects.get(id=recorded.touchpoint_id)
    assert (touchpoint.contact_id, touchpoint.kind) == (recorded.contact_id, "call.made")
    assert (touchpoint.occurred_at, touchpoint.recorded_at) == (day(3), day(5))
    assert (touchpoint.channel, touchpoint.campaign_id) == ("phone", Campaign.objects.get(key="fruehling").pk)
    assert (touchpoint.subject_type, touchpoint.subject_id) == ("form", 12)
    assert (touchpoint.actor_type, touchpoint.actor_id) == ("colleague", us.pk)
    assert touchpoint.payload == {
        "direction": "in",
        "outcome": "reached",
        "minutes": 4,
        "text": "Fragt nach Messpunkten.",
    }
    assert touchpoint.via_id == Identifier.objects.get(value="anna@example.org").pk


def test_answers_come_in_the_order_of_the_touches_one_for_each() -> None:
    first, second, third = happen(form("anna@example.org"), form("bernd@example.org"), form("anna@example.org"))
    assert first.contact_id == third.contact_id != second.contact_id
    assert [first.created, second.created, third.created] == [True, True, False]
    assert first.touchpoint_id < second.touchpoint_id < third.touchpoint_id


def test_an_empty_batch_records_nothing() -> None:
    assert happen() == []


def test_a_time_in_another_zone_is_stored_in_utc() -> None:
    contact = anna(occurred_at=datetime(2026, 7, 1, 2, 30, tzinfo=timezone(timedelta(hours=5))))
    stored = Touchpoint.objects.get(contact_id=contact, kind="form.submitted")
    assert stored.occurred_at == datetime(2026, 6, 30, 21, 30, tzinfo=UTC)


def test_a_person_without_any_key_is_a_new_contact_each_time() -> None:
    badge = Touch("contact.captured", {"place": "Messe"}, learned={"first_name": "Anna"})
    first, second = happen(badge, badge)
    assert first.contact_id != second.contact_id
    assert first.created
    assert second.created
    assert not Identifier.objects.exists()


def test_a_firm_of_which_nobody_is_known_stands_as_its_own_contact() -> None:
    [firm] = happen(Touch("contact.captured", is_organisation=True, learned={"company": {"name": "Ahorn GmbH"}}))
    assert known(firm.contact_id).kind == ContactKind.ORGANISATION
    assert known(firm.contact_id).name == "Ahorn GmbH"


def test_what_follows_a_touch_is_about_the_same_person_and_names_its_cause() -> None:
    note, call = Touch("note.written", {"text": "x"}), Touch("call.made", {"text": "y"})
    [recorded] = happen(form("anna@example.org", follows=(note, call)))
    followers = Touchpoint.objects.filter(caused_by=recorded.touchpoint_id, kind__in=["note.written", "call.made"])
    assert set(followers.values_list("contact_id", flat=True)) == {recorded.contact_id}
    assert list(followers.order_by("id").values_list("kind", flat=True)) == ["note.written", "call.made"]


def test_what_follows_may_itself_be_followed() -> None:
    note = Touch("note.written", {"text": "x"}, follows=(Touch("call.made", {"text": "y"}),))
    [recorded] = happen(form("anna@example.org", follows=(note,)))
    call = Touchpoint.objects.get(kind="call.made")
    assert call.contact_id == recorded.contact_id
    assert call.caused_by == Touchpoint.objects.get(kind="note.written").id


def test_a_campaign_named_first_by_a_link_is_made_once() -> None:
    happen(form("anna@example.org", campaign="fruehling"), form("bernd@example.org", campaign="fruehling"))
    anna(campaign="fruehling")
    campaign = Campaign.objects.get()
    assert (campaign.key, campaign.name, campaign.channel) == ("fruehling", "fruehling", "other")
    assert Touchpoint.objects.filter(campaign_id=campaign.pk).count() == 3


def test_a_campaign_named_first_by_a_link_is_of_the_channel_on_which_the_first_came() -> None:
    happen(
        form("anna@example.org", campaign="fruehling", channel="paid_search"),
        form("bernd@example.org", campaign="fruehling", channel="email"),
    )
    anna(campaign="fruehling", channel="social")
    assert Campaign.objects.get().channel == "paid_search"


def test_a_campaign_that_is_there_keeps_its_name_and_channel() -> None:
    made = Campaign.objects.create(key="fruehling", name="Frühling", channel="print", created_at=day(1))
    anna(campaign="fruehling")
    assert Campaign.objects.get() == made
    assert Campaign.objects.get().name == "Frühling"


def test_a_thousand_touches_take_as_many_statements_as_ten(statements: list[str]) -> None:
    def batch(size: int, of: str) -> list[Touch]:
        return [form(f"reader{n}@{of}{n % 7}.example", channel="search", key=f"{of} {n}") for n in range(size)]

    happen(*batch(10, "a"))
    ten = len(statements)
    recorded = happen(*batch(1_000, "b"))
    assert len(statements) - ten == ten
    assert len({one.contact_id for one in recorded}) == 1_000
    assert Standing.objects.filter(stage="lead").count() == 1_010
    assert RecordedKey.objects.count() == 1_010


REFUSED = {
    "too many": ([form()] * 1_001, BatchTooLarge, "A batch holds at most 1,000 touchpoints."),
    "an unknown kind": (
        [Touch("party.crashed")],
        UnknownKind,
        "There is no touchpoint kind “party.crashed”.",
    ),
    "an unknown channel": ([form(channel="pigeon")], UnknownChannel, "There is no channel “pigeon”."),
    "an unknown contact": (
        [Touch("note.written", {"text": "x"}, contact=987_654_321)],
        UnknownContact,
        "There is no contact 987654321.",
    ),
    "an unknown stage": (
        [form(stage=Stage("emperor"))],
        UnknownStage,
        "There is no stage “emperor” on the track “customer”.",
    ),
    "an unknown track": (
        [form(stage=Stage("lead", track="moon"))],
        UnknownTrack,
        "There is no track “moon”.",
    ),
    "a naive time": ([form(occurred_at=datetime(2026, 3, 1, 9))], Naive, "A time needs its zone."),  # noqa: DTZ001
    "what has not happened yet": (
        [form(occurred_at=datetime(2999, 3, 1, 9, tzinfo=UTC))],
        InTheFuture,
        "Nothing is recorded that lies in the future: 2999-03-01T09:00+00:00.",
    ),
    "a claim that sets aside without reason": (
        [form(stage=Stage("other", reason=" "))],
        ReasonMissing,
        "Who sets a stage by hand, or sets somebody aside, has to say why.",
    ),
    "a stage by hand of nobody": (
        [Touch("stage.set", {"track": "customer", "stage": "lead", "reason": "x"})],
        NobodyNamed,
        "“stage.set” has to say who did it.",
    ),
    "a stage by hand without reason": (
        [Touch("stage.set", {"track": "customer", "stage": "lead"}, actor=SYSTEM)],
        ReasonMissing,
        "Who sets a stage by hand, or sets somebody aside, has to say why.",
    ),
    "a stage by hand with a blank reason": (
        [Touch("stage.set", {"track": "customer", "stage": "lead", "reason": "  \n"}, actor=SYSTEM)],
        ReasonMissing,
        "Who sets a stage by hand, or sets somebody aside, has to say why.",
    ),
    "an unknown payload field": (
        [Touch("page.viewed", {"url": "/", "colour": "red"})],
        BadPayload,
        "A touchpoint “page.viewed” cannot have this: colour: there is no such field.",
    ),
    "a missing payload field": (
        [Touch("page.viewed", {"title": "Preise"})],
        BadPayload,
        "A touchpoint “page.viewed” cannot have this: url: it is missing.",
    ),
    "a payload of the wrong type, named by its place": (
        [Touch("purchase.made", {"amount_cents": "viel"})],
        BadPayload,
        "A touchpoint “purchase.made” cannot have this: amount_cents: not a whole number.",
    ),
    "a bad e-mail address": ([form("anna@")], BadEmail, "“anna@” is not an e-mail address."),
    "a bad phone number": ([form(phone="ring me")], BadPhone, "“ring me” is not a phone number"),
    "an external id without system": ([form(external=("", "17"))], BadExternalId, "An external id needs a system"),
    "an unknown field": ([form(learned={"shoe_size": 44})], UnknownField, "There is no field “shoe_size”."),
    "an unknown custom field": ([form(learned={"custom:shoe": 44})], UnknownField, "There is no field “shoe”."),
    "a bad field": ([form(learned={"birthday": "soon"})], BadField, "birthday: “soon” is not a date"),
    "an owner who does not work here": ([form(learned={"owner": 987_654_321})], BadField, "owner: "),
    "an address that is no address": ([form(learned={"address": "Hauptstr. 5"})], BadField, "address: "),
    "a company that is no company": ([form(learned={"company": "Ahornwerk"})], BadField, "company: "),
    "a decision that only our rules make": (
        [Touch("stage.reached", {"track": "customer", "stage": "customer"})],
        OursAlone,
        "“stage.reached” is what our rules decide; nobody else can record it.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_recorded_is_refused_with_a_sentence_and_nothing_is_recorded(case: str) -> None:
    touches, error, sentence = REFUSED[case]
    with translation.override("en"), pytest.raises(error) as refused:
        happen(form("bernd@example.org", campaign="fruehling", key="k"), *touches[:999], *touches[999:])
    assert str(refused.value).startswith(sentence)
    assert not Contact.objects.exists()
    assert not Touchpoint.objects.exists()
    assert not RecordedKey.objects.exists()
    assert not Campaign.objects.exists()


def test_errors_speak_german_to_germans() -> None:
    with translation.override("de"):
        with pytest.raises(UnknownChannel) as refused:
            anna(channel="pigeon")
        assert str(refused.value) == "Es gibt keinen Kanal „pigeon“."


def test_a_refused_touch_at_the_end_of_a_batch_undoes_those_before_it() -> None:
    contact = anna(learned={"first_name": "Anna"})
    before = Touchpoint.objects.count()
    with pytest.raises(UnknownContact):
        happen(
            Touch("contact.edited", contact=contact, learned={"first_name": "Anne"}),
            Touch("note.written", {"text": "x"}, contact=987_654_321),
        )
    assert known(contact).first_name == "Anna"
    assert Touchpoint.objects.count() == before


def test_nothing_is_recorded_about_somebody_who_was_erased() -> None:
    contact = anna()
    does(contact, "contact.erased")
    with pytest.raises(ContactErased):
        does(contact, "note.written", {"text": "x"})


@pytest.mark.parametrize("strange", ["a\x00b", "\ud800", "\x00"])
def test_a_character_that_no_database_takes_loses_itself_and_not_the_touch(strange: str) -> None:
    [recorded] = happen(
        Touch(
            "form.submitted",
            {"title": f"x{strange}", "answers": {f"q{strange}": [strange, {"deep": strange}]}},
            email="anna@example.org",
            visitor=f"browser{strange}",
            campaign=f"spring{strange}",
            key=f"key{strange}",
            stage=Stage("mql", reason=f"Liste{strange}"),
            learned={"first_name": f"Anna{strange}", f"tag:metal{strange}": True},
        )
    )
    assert known(recorded.contact_id).first_name.startswith("Anna")


def test_a_colleagues_change_and_an_owner_are_fields_like_others() -> None:
    us = lea()
    contact = anna()
    learns(contact, owner=us.pk, actor=colleague(us.pk))
    assert known(contact).owner == us
    assert known(contact).sources["owner"]["by"] == "colleague"


def test_two_people_in_one_batch_learn_each_their_own() -> None:
    happen(
        form("anna@example.org", learned={"first_name": "Anna"}),
        form("bernd@example.org", learned={"first_name": "Bernd"}),
        form("anna@example.org", learned={"last_name": "Ahorn"}),
    )
    names = {c.email: (c.first_name, c.last_name) for c in Contact.objects.all()}
    assert names == {"anna@example.org": ("Anna", "Ahorn"), "bernd@example.org": ("Bernd", "")}
    assert bernd() != anna()


@pytest.mark.parametrize("kind", [kind.name for kind in registry.kinds() if kind.is_by_hand])
def test_what_is_done_by_hand_is_not_done_by_the_person_nor_by_a_colleague_without_name(kind: str) -> None:
    payload: dict[str, dict[str, Any]] = {
        "stage.set": {"track": "customer", "stage": "mql", "reason": "x"},
        "contact.merged": {"loser": 1},
        "contact.unmerged": {"loser": 1},
        "company.edited": {"company": 1},
        "touchpoint.judged": {"is_bot": True},
        "criterion.judged": {"criterion": "need", "answer": "unknown"},
        "segment.chosen": {"segment": 1, "choice": "in"},
    }
    contact = anna()
    for actor in (PERSON, Actor(ActorType.COLLEAGUE), Actor(ActorType.PARTNER)):
        with pytest.raises(NobodyNamed):
            does(contact, kind, payload.get(kind), actor=actor)


def test_a_clock_that_goes_before_ours_is_believed_for_a_day() -> None:
    now = clock.now()
    with clock.at(now):
        anna(occurred_at=now + timedelta(hours=23))
        with pytest.raises(InTheFuture):
            anna(occurred_at=now + timedelta(hours=25))
