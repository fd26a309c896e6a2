"""Somebody is written down: a person, a firm, or both, and it can be undone as long as nothing else has come of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.factories import anna, does, happen, kinds, known, lea, newsletter, stage
from trichter.facts.consent.models import Consent
from trichter.facts.contacts.models import Company, Identifier
from trichter.facts.staff import services as staff
from trichter.facts.timeline.campaigns import declare_campaign
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.generation.capture import people
from trichter.generation.capture.answers import Answer, Asked
from trichter.generation.capture.people import Met
from trichter.spine import decisions
from trichter.spine.taking_back import NothingToTakeBack
from trichter.spine.touch import Recorded, Touch, colleague

pytestmark = pytest.mark.django_db


def met(**given: Any) -> Recorded:
    return people.write_down(Met(**given), by=7)


def test_a_person_is_a_lead_with_a_firm_a_way_and_a_need() -> None:
    declare_campaign("messe", name="Messe Stuttgart", channel="event")
    made = met(
        first_name="Bernd",
        last_name="Kaltenbach",
        firm="Kaltenbach Walzwerk GmbH",
        phone="0171 5550142",
        campaign="messe",
        need="Zählt heute von Hand.",
        interest="Messkopf A-4",
        collector=3,
        collected_by="Jonas Brandt",
    )
    contact = known(made.contact_id)
    assert (contact.name, contact.company and contact.company.name) == ("Bernd Kaltenbach", "Kaltenbach Walzwerk GmbH")
    assert (contact.mobile, contact.phone) == ("+491715550142", "")
    assert stage(contact.pk) == "lead"
    captured = EffectiveTouchpoint.objects.get(contact_id=contact.pk, kind="contact.captured")
    assert (captured.channel, captured.actor_id, captured.payload["collector"]) == ("event", 7, 3)


def test_a_firm_without_anybody_stands_for_itself() -> None:
    contact = known(met(firm="Ahorn & Söhne KG", email="info@ahorn.example").contact_id)
    assert (contact.kind, contact.name) == ("organisation", "Ahorn & Söhne KG")


def test_nobody_is_not_written_down() -> None:
    with pytest.raises(people.Nobody):
        met(need="Strom", channel="event")


def test_an_address_that_we_know_leads_to_its_person() -> None:
    contact = anna()
    made = met(first_name="Anna", last_name="Ahorn", email="ANNA@example.org")
    assert (made.contact_id, made.created) == (contact, False)


def test_consent_is_recorded_with_it_or_nothing_is() -> None:
    asked = Asked("newsletter", "email", newsletter().pk)
    answer = Answer("granted", [asked], how="paper", note="Karteikasten")
    with pytest.raises(Exception, match="address"):
        met(first_name="Anna", last_name="Ahorn", answer=answer)
    assert not EffectiveTouchpoint.objects.exists()

    made = met(first_name="Anna", last_name="Ahorn", email="anna@example.org", answer=answer, collected_by="Jonas")
    row = Consent.objects.get(contact=made.contact_id)
    assert row.snapshot == {"how": "paper", "note": "Karteikasten", "collected_by": "Jonas"}


def test_undone_at_once_nobody_is_left() -> None:
    by = lea().pk
    made = people.write_down(Met(last_name="Ahorn", phone="040 123456"), by=by)
    does(made.contact_id, "note.written", {"text": "Ruft an"})
    assert not people.undo(made.contact_id, made.touchpoint_id, by=by)
    assert known(made.contact_id).last_name == ""
    assert known(made.contact_id).erased_at is None

    made = people.write_down(Met(last_name="Birke"), by=by)
    assert people.undo(made.contact_id, made.touchpoint_id, by=by)
    assert known(made.contact_id).erased_at is not None


def _eva(by: int) -> Recorded:
    return people.write_down(Met(first_name="Eva", last_name="Neu", email="eva@neu.example"), by=by)


def test_whom_a_colleague_has_decided_about_is_not_erased() -> None:
    by = lea().pk
    made = _eva(by)
    decisions.set_stage(made.contact_id, "sql", reason="Telefonat, will kaufen", by=by)
    assert not people.undo(made.contact_id, made.touchpoint_id, by=by)
    assert known(made.contact_id).erased_at is None


@pytest.mark.parametrize(
    "deed",
    [
        lambda contact, by: decisions.set_stage(contact, "sql", reason="Will kaufen", by=by),
        lambda contact, by: decisions.judge(contact, "need", "yes", evidence="Telefonat", by=by),
        lambda contact, by: does(contact, "note.written", {"text": "Ruft an"}, actor=colleague(by)),
    ],
)
def test_name_and_address_are_not_taken_from_under_anothers_work(deed: Callable[[int, int], object]) -> None:
    by, bob = lea().pk, staff.invite("bob@ahornwerk.example", name="Bob Brandt").pk
    made = _eva(by)
    deed(made.contact_id, bob)
    with pytest.raises(people.OthersWentOn, match="Bob Brandt"):
        people.undo(made.contact_id, made.touchpoint_id, by=by)
    assert (known(made.contact_id).name, known(made.contact_id).email) == ("Eva Neu", "eva@neu.example")


def test_undone_after_a_merge_the_survivor_is_not_erased() -> None:
    survivor, by = anna(), lea().pk
    made = people.write_down(Met(last_name="Anna", phone="040 123456"), by=by)
    happen(Touch("contact.merged", {"loser": made.contact_id}, contact=survivor, actor=colleague(by)))
    assert not people.undo(made.contact_id, made.touchpoint_id, by=by)
    assert known(survivor).erased_at is None
    assert "form.submitted" in kinds(survivor)


def test_undone_at_somebody_we_knew_the_address_and_the_firm_are_nobodys_again() -> None:
    contact, by = anna(), lea().pk
    made = people.write_down(Met(contact=contact, email="fremd@example.org", firm="Verschreiber KG"), by=by)
    assert not people.undo(contact, made.touchpoint_id, by=by)
    assert not Identifier.objects.filter(value="fremd@example.org").exists()
    assert not Company.objects.filter(name="Verschreiber KG").exists()
    assert known(contact).email == "anna@example.org"


def test_nobody_undoes_what_a_colleague_wrote_down() -> None:
    made = met(last_name="Ahorn")
    with pytest.raises(NothingToTakeBack):
        people.undo(made.contact_id, made.touchpoint_id, by=8)
    assert "contact.captured" in kinds(made.contact_id)


def test_a_form_that_is_sent_twice_is_one_person() -> None:
    twice = [people.write_down(Met(last_name="Ahorn"), by=7, once="a") for _time in range(2)]
    assert len({one.contact_id for one in twice}) == 1
    assert [one.repeated for one in twice] == [False, True]


def test_a_form_that_is_sent_again_with_more_consent_loses_none_and_doubles_nothing() -> None:
    wording, by = newsletter(), lea().pk
    answer = Answer("granted", [Asked("newsletter", "email", wording.pk)], how="written", note="Karte vom Stand")
    met = Met(last_name="Ahorn", email="ahorn@example.org")
    sent = [met, met, replace(met, answer=answer), replace(met, answer=answer)]
    made = [people.write_down(one, by=by, once="a") for one in sent]
    assert [one.repeated for one in made] == [False, True, False, True]
    assert list(Consent.objects.values_list("state", "contact_id")) == [("granted", made[0].contact_id)]
    whole = [people.write_down(replace(met, answer=answer), by=by, once="b") for _time in range(2)]
    assert ([one.repeated for one in whole], Consent.objects.count()) == ([False, True], 2)
