"""Whose turn it is: routes in their order, and within a team by weight, without who is away or has had their share."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from tests.factories import anna, bernd, charlie, form, happen, learns
from tests.threads import at_once, started
from trichter.facts.staff import services as staff
from trichter.facts.staff import team
from trichter.facts.staff.models import Team, User
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.insight import leads
from trichter.kernel import clock, workinghours
from trichter.kernel.errors import DomainError
from trichter.qualification.rules.problems import BadRule
from trichter.sales.handover import calendars, conditions, routes, services, shares, watching
from trichter.sales.handover.models import Handover, Route
from trichter.sales.tasks import queries as task_queries
from trichter.sales.tasks import services as tasks
from trichter.spine.outreach.models import Message

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def nord(db: None) -> Team:
    return staff.found_team("Vertrieb Nord", department="sales")


@pytest.fixture
def sued(db: None) -> Team:
    return staff.found_team("Vertrieb Süd", department="sales")


def seller(name: str, *teams: Team, role: str = "sales") -> User:
    return staff.invite(f"{name.lower()}@ahornwerk.example", name=name, role=role, teams=list(teams))


def somebody(number: int) -> int:
    return happen(form(f"someone-{number}@example.org"))[0].contact_id


def handed(contact: int) -> Handover:
    return Handover.objects.get(id=services.open(contact))


def test_within_a_team_leads_go_round_by_weight(nord: Team) -> None:
    heavy, light = seller("Heike", nord), seller("Lutz", nord)
    seller("Miriam", nord, role="marketing")
    shares.keep(heavy.pk, weight=3, weekly=None)
    with clock.at(MONDAY):
        went = Counter(handed(somebody(number)).colleague_id for number in range(8))
    assert went == {heavy.pk: 6, light.pk: 2}


def test_who_is_away_or_has_had_their_number_is_left_out(nord: Team) -> None:
    aylin, jonas = seller("Aylin", nord), seller("Jonas", nord)
    with clock.at(MONDAY):
        shares.leave(aylin.pk, since=date(2026, 11, 20), until=date(2026, 11, 23))
        shares.keep(jonas.pk, weight=1, weekly=1)
        assert handed(somebody(1)).colleague == jonas
        unattended = handed(somebody(2))
    assert (unattended.colleague, unattended.team, unattended.is_unattended) == (None, nord, True)
    with clock.at(MONDAY + timedelta(hours=9)):  # closed for today: Aylin is back when work begins again
        assert handed(somebody(3)).colleague == aylin


def test_where_nobody_is_there_the_administration_hears_of_it_at_once(nord: Team) -> None:
    boss = staff.invite("boss@ahornwerk.example", name="Berta Boss", role="administration")
    jonas = seller("Jonas", nord)
    with clock.at(MONDAY):
        shares.leave(jonas.pk, since=MONDAY.date(), until=MONDAY.date())
        row = handed(anna())
    assert (row.is_unattended, row.escalated_at) == (True, MONDAY)
    assert list(Message.objects.values_list("colleague_id", "context")) == [
        (boss.pk, {"handover": row.pk, "what": "unattended"})
    ]


def test_what_somebody_had_who_left_goes_to_others_by_the_same_deadline(nord: Team, sued: Team) -> None:
    boss = seller("Berta", role="administration")
    aylin, jonas, meike = seller("Aylin", nord), seller("Jonas", nord), seller("Meike", sued)
    contact = anna()
    with clock.at(MONDAY):
        row = Handover.objects.get(id=services.open(contact, to=aylin.pk))
        routes.keep("Industrie", condition="", to=aylin.pk, team=None)
        team.deactivate(aylin.pk, by=boss.pk)
        assert [watching.watch(), watching.watch()] == [1, 0]
    due = row.due_at
    row.refresh_from_db()
    assert (row.colleague, row.due_at) == (jonas, due)
    told = EffectiveTouchpoint.objects.filter(contact_id=contact).latest("id")
    assert (told.kind, told.payload) == ("handover.reassigned", {"to": "Jonas", "because": "left"})
    with clock.at(MONDAY):
        team.deactivate(jonas.pk, by=boss.pk)
        watching.watch()
    row.refresh_from_db()
    assert (row.colleague, row.is_unattended, row.escalated_at) == (None, True, MONDAY)
    assert [list(leads.mine(who.pk)) for who in (boss, meike)] == [[row], []]


def test_what_waits_for_somebody_who_left_waits_for_their_team(nord: Team, sued: Team) -> None:
    boss = seller("Berta", role="administration")
    aylin, jonas, meike = seller("Aylin", nord), seller("Jonas", nord), seller("Meike", sued)
    contact = somebody(1)
    services.open(contact, to=aylin.pk)
    tasks.open(contact, "Anrufen", to=aylin.pk)
    team.deactivate(aylin.pk, by=boss.pk)
    assert [leads.mine(who.pk).count() for who in (jonas, meike)] == [1, 0]
    assert [task_queries.mine(who.pk).count() for who in (jonas, meike)] == [1, 0]


def test_who_is_in_charge_of_a_person_already_gets_them_before_all_routes(nord: Team, sued: Team) -> None:
    jonas, aylin = seller("Jonas", nord), seller("Aylin", sued)
    routes.keep("Alle", condition="", to=jonas.pk, team=None)
    contact = anna()
    learns(contact, owner=aylin.pk)
    assert handed(contact).colleague == aylin


def test_the_first_route_that_fits_counts(nord: Team, sued: Team) -> None:
    jonas, aylin = seller("Jonas", nord), seller("Aylin", sued)
    english = seller("Grace")
    routes.keep("Englisch", condition=conditions.composed(language="en"), to=english.pk, team=None)
    routes.keep("Nord", condition=conditions.composed(places="DE 20000-29999, AT"), to=None, team=nord.pk)
    last = routes.keep("Übrige", condition="", to=None, team=sued.pk)
    one, two, three = anna(), bernd(), charlie()
    learns(one, address={"country": "DE", "postal_code": "24103", "city": "Kiel"})
    learns(two, language="en", address={"country": "AT"})
    found = [handed(contact) for contact in (one, two, three)]
    assert [(row.colleague, row.route) for row in found] == [(jonas, "Nord"), (english, "Englisch"), (aylin, "Übrige")]
    routes.lift(last)
    assert [route.name for route in routes.every()] == ["Englisch", "Übrige", "Nord"]


def test_a_route_that_cannot_be_asked_is_refused_and_one_that_cannot_any_more_fits_nobody(nord: Team) -> None:
    seller("Jonas", nord)
    with pytest.raises(BadRule):
        routes.keep("Nord", condition="place of nowhere", to=None, team=nord.pk)
    kept = routes.keep("Feld", condition="", to=None, team=nord.pk)
    Route.objects.filter(id=kept).update(condition='custom.gone is "x"')
    assert routes.one(kept).problem
    assert handed(anna()).route == ""


@pytest.mark.parametrize(("friday", "due"), [((3, 27), (3, 30)), ((10, 23), (10, 26))])
def test_the_deadline_is_that_of_the_team_over_both_changes_of_the_clocks(
    friday: tuple[int, int], due: tuple[int, int], nord: Team
) -> None:
    seller("Jonas", nord)
    calendar = workinghours.office("Europe/Berlin", "DE-NW")
    calendars.keep(nord.pk, calendars.Pace(calendar, Decimal(3), Decimal("0.5")))
    berlin = ZoneInfo("Europe/Berlin")
    with clock.at(datetime(2026, *friday, 16, tzinfo=berlin)):
        row = handed(anna())
    assert row.due_at == datetime(2026, *due, 11, tzinfo=berlin)
    assert row.remind_at == datetime(2026, *due, 10, 30, tzinfo=berlin)


@pytest.mark.parametrize(
    "pace",
    [
        calendars.Pace(workinghours.Calendar("Europe/Nirgends", workinghours.office("UTC").week)),
        calendars.Pace(workinghours.office("Europe/Berlin", "DE-XX")),
        calendars.Pace(workinghours.Calendar("Europe/Berlin", ((),) * 7)),
        calendars.Pace(workinghours.office("Europe/Berlin"), Decimal(0)),
        calendars.Pace(workinghours.office("Europe/Berlin"), Decimal(1), Decimal(2)),
    ],
)
def test_a_calendar_by_which_nobody_can_decide_is_refused(pace: calendars.Pace, nord: Team) -> None:
    with pytest.raises(DomainError):
        calendars.keep(nord.pk, pace)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_instant_go_to_two_and_of_two_who_accept_one_wins_and_the_other_reads_who() -> None:
    nord = staff.found_team("Vertrieb Nord", department="sales")
    jonas, aylin = seller("Jonas", nord), seller("Aylin", nord)
    contacts = [anna(), bernd()]
    at_once(*(lambda one=one: services.open(one) for one in contacts))
    rows = list(Handover.objects.order_by("contact_id"))
    assert {row.colleague_id for row in rows} == {jonas.pk, aylin.pk}

    def decide(by: User) -> str:
        try:
            services.accept(rows[0].pk, by=by.pk)
        except services.DecidedMeanwhile as error:
            return str(error.given["name"])
        return ""

    answers = at_once(lambda: decide(jonas), lambda: decide(aylin))
    rows[0].refresh_from_db()
    assert sorted(answers) == sorted(["", str(rows[0].decided_by)])


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_instant_on_two_routes_leave_nobody_more_than_their_number() -> None:
    nord, sued = (staff.found_team(name, department="sales") for name in ("Vertrieb Nord", "Vertrieb Süd"))
    jonas, aylin = seller("Jonas", nord, sued), seller("Aylin", sued)
    shares.keep(jonas.pk, weight=9, weekly=1)
    routes.keep("Nord", condition="first_name is Anna", to=None, team=nord.pk)
    routes.keep("Süd", condition="", to=None, team=sued.pk)
    one, other = anna(), bernd()
    learns(one, first_name="Anna")
    with transaction.atomic():
        services.open(one)
        opened = started(lambda: services.open(other))
    opened()
    assert dict(Handover.objects.values_list("contact_id", "colleague_id")) == {one: jonas.pk, other: aylin.pk}
