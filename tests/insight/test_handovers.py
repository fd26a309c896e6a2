"""Too few, too many, left lying: each flag rises by what it means and by nothing else. And how good handing over is."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import anna, bernd, charlie, does, form, happen
from trichter.facts.contacts.models import Contact
from trichter.facts.staff import services as staff
from trichter.facts.staff.models import User
from trichter.insight import handovers
from trichter.insight.record import record
from trichter.kernel import clock
from trichter.qualification.lifecycle import policies, tracks
from trichter.qualification.rules.text import parse
from trichter.sales.handover import services, shares
from trichter.sales.handover.models import Reason
from trichter.spine import reactions

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
"""Of the last whole week; what is looked at is looked at on the Wednesday after it."""
NOW = MONDAY + timedelta(days=9)


@pytest.fixture(autouse=True)
def jonas() -> User:
    """Who takes four leads a week."""
    nord = staff.found_team("Vertrieb Nord", department="sales")
    user = staff.invite("jonas@ahornwerk.example", name="Jonas Brandt", role="sales", teams=[nord])
    shares.keep(user.pk, weight=1, weekly=4)
    return user


def hand_over(number: int, *, at: datetime, jonas: User) -> None:
    """So many, each taken at once."""
    for one in range(number):
        with clock.at(at):
            contact = happen(form(f"lead-{at:%d}-{one}@example.org"))[0].contact_id
            services.accept(services.open(contact, to=jonas.pk), by=jonas.pk)


def flags(untouched_for: int = 30) -> frozenset[str]:
    with clock.at(NOW):
        return handovers.health(untouched_for=untouched_for).flags


def test_enough_leads_that_nobody_lets_lie_raise_no_flag(jonas: User) -> None:
    hand_over(2, at=MONDAY, jonas=jonas)
    hand_over(3, at=NOW, jonas=jonas)
    assert flags() == frozenset()


def test_a_shortage_raises_its_flag_and_no_other(jonas: User) -> None:
    hand_over(1, at=MONDAY, jonas=jonas)
    assert flags() == {"few"}
    with clock.at(NOW):
        assert handovers.health(untouched_for=30).short == ("Vertrieb Nord",)


def test_who_is_away_half_a_week_is_short_of_nothing(jonas: User) -> None:
    hand_over(1, at=MONDAY, jonas=jonas)
    shares.leave(jonas.pk, since=MONDAY.date() + timedelta(1), until=MONDAY.date() + timedelta(3))
    assert flags() == frozenset()


def test_a_glut_raises_its_flag_and_no_other(jonas: User) -> None:
    hand_over(2, at=MONDAY, jonas=jonas)
    hand_over(5, at=NOW, jonas=jonas)
    assert flags() == {"many"}


def test_neglect_raises_its_flag_and_no_other_and_says_of_whom(jonas: User) -> None:
    hand_over(2, at=MONDAY, jonas=jonas)
    with clock.at(NOW - timedelta(days=40)):
        anna()
    assert flags() == {"neglect"}
    with clock.at(NOW):
        lying = handovers.health(untouched_for=30).neglected
    assert [(one.stage, one.number) for one in lying if one.number] == [("lead", 1)]


def test_more_than_are_counted_are_not_said_to_be_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handovers, "MOST", 1)
    with clock.at(NOW - timedelta(days=40)):
        anna()
    with clock.at(NOW):
        lead = handovers.health(untouched_for=30).neglected[0]
    assert (lead.stage, lead.number, lead.is_more) == ("lead", 1, False)
    with clock.at(NOW - timedelta(days=40)):
        bernd()
    with clock.at(NOW):
        found = handovers.health(untouched_for=30)
    assert (found.neglected[0].number, found.neglected[0].is_more) == (1, True)
    assert (found.untouched, found.is_more) == (1, True)


def test_a_deadline_that_has_passed_is_neglect_too(jonas: User) -> None:
    hand_over(1, at=MONDAY, jonas=jonas)
    with clock.at(MONDAY):
        services.open(bernd(), to=jonas.pk)
    assert flags() == {"neglect"}


def test_the_response_is_measured_in_working_hours_beside_the_clock(jonas: User) -> None:
    """Handed over on a Friday at 16:00 and called on Monday at 10:30: two hours and a half of office time."""
    with clock.at(MONDAY - timedelta(days=3, hours=-6)):
        services.open(anna(), to=jonas.pk)
    with clock.at(MONDAY + timedelta(minutes=30)):
        does(Contact.objects.get().pk, "call.made", {"direction": "out", "outcome": "not_reached"})
    with clock.at(NOW):
        total = handovers.quality(MONDAY - timedelta(days=10), NOW).total
    assert (total.working_minutes, total.minutes) == (150, 66 * 60 + 30)


def test_what_a_rule_handed_over_is_told_by_what_it_asks(jonas: User) -> None:
    asks = parse("did meeting.booked or language is fr").json_form()
    policies.publish("customer", rules=[tracks.Rule(key="rule-2", when=asks, stage="mql")])
    with clock.at(MONDAY):
        contact = charlie()
        does(contact, "meeting.booked")
        reactions.drain(limit=500)
        seen = handovers.quality(MONDAY - timedelta(days=1), NOW).groups["rule"]
    assert [(one.key, one.label) for one in seen] == [("rule-2", "at least once “Meeting booked”, or Language is “fr”")]
    shown = record(contact)
    assert shown
    told = [one.rule_label for one in shown.timeline if one.kind == "stage.reached"]
    assert told == ["Rule: at least once “Meeting booked”, or Language is “fr” (version 2)"]


def test_quality_tells_what_became_of_handovers_and_how_soon_somebody_was_reached(jonas: User) -> None:
    with clock.at(MONDAY):
        first, second, third = anna(channel="search"), bernd(channel="event"), charlie(channel="search")
        opened = [services.open(contact, to=jonas.pk) for contact in (first, second, third)]
        services.accept(opened[0], by=jonas.pk)
        why = Reason.objects.all()[0]
        services.reject(opened[1], reason=why.pk, by=jonas.pk)
        [dora] = happen(form("dora@x.example", channel="event"))
        services.withdraw(services.open(dora.contact_id, to=jonas.pk), by=jonas.pk)
    for contact, minutes in ((first, 20), (third, 60)):
        with clock.at(MONDAY + timedelta(minutes=minutes)):
            does(contact, "call.made", {"direction": "out", "outcome": "not_reached"})
    seen = handovers.quality(MONDAY - timedelta(days=1), NOW)

    total = seen.total
    assert (total.handed, total.accepted, total.rejected, total.waiting, total.withdrawn) == (4, 1, 1, 1, 1)
    assert (total.minutes, total.working_minutes, total.rate) == (40, 40, 0.5)
    by_channel = {one.key: (one.handed, one.minutes) for one in seen.groups["channel"]}
    assert by_channel == {"search": (2, 40), "event": (2, None)}
    assert [(one.label, one.handed) for one in seen.groups["person"]] == [("Jonas Brandt", 4)]
    assert [(pk, number) for pk, _label, number in seen.reasons] == [(why.pk, 1)]
    assert handovers.quality(NOW, NOW + timedelta(days=1)).total.handed == 0
