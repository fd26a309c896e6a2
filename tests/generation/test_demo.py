"""The demo company: the numbers of the design, the same people on the same day, all that real data is like."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.models import Count, F
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django.plugin import DjangoDbBlocker

from tests.factories import kinds
from trichter.facts.consent.models import Consent, State
from trichter.facts.contacts.models import Contact, ContactKind, DuplicateSuggestion, Identifier, Merge, SharedDevice
from trichter.facts.staff.models import Department, Role, User
from trichter.facts.timeline.models import Channel, EffectiveTouchpoint, Touchpoint
from trichter.generation.assets.models import Asset
from trichter.generation.assets.services import store
from trichter.generation.demo import bystanders, texts
from trichter.generation.demo.company import Company, come_to_rest, move_in
from trichter.generation.demo.house import LOGIN, PASSWORD
from trichter.generation.demo.oddities import ODD_NAMES
from trichter.generation.demo.people import Person
from trichter.generation.offers import queries as offers
from trichter.generation.offers.models import OfferVersion
from trichter.insight import funnel, leads, lists, overview, segments
from trichter.insight.filtering import Filter
from trichter.insight.offers import results
from trichter.kernel import clock
from trichter.qualification.lifecycle.models import Qualification, Stage, Standing
from trichter.sales.handover import opening
from trichter.sales.tasks import queries as tasks
from trichter.sales.tasks.models import Task
from trichter.sales.tasks.opening import open_all
from trichter.spine import expiring, reactions
from trichter.spine.models import Reaction
from trichter.spine.outreach import senders
from trichter.spine.outreach.models import Message
from trichter.spine.rebuild import Rebuilt, rebuild
from trichter.spine.segmenting import ask_colleagues, tick

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 17, 9, 44, tzinfo=UTC)
TODAY = date(2026, 11, 17)
LAST_90_DAYS = date(2026, 8, 20), TODAY
THE_90_BEFORE = date(2026, 5, 22), date(2026, 8, 19)

# Each test is a savepoint within the transaction of `ahornwerk`.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def ahornwerk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Company]:
    """It moves in once for all these tests, which only look at it."""
    with django_db_blocker.unblock(), clock.at(NOW), transaction.atomic():
        company = move_in()
        open_all(company.to_do)
        opening.move_in(company.inbox)
        # What forgets the erased wants no transaction around, and these tests are one.
        Reaction.objects.filter(name="erasure.wipe").update(state=Reaction.State.DONE)
        come_to_rest()
        connection.check_constraints()  # which Django else does after each test
        yield company
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def anja(ahornwerk: Company) -> Contact:
    return Contact.objects.get(email="a.reimers@wellner.example")


def reached(days: tuple[date, date]) -> dict[str, int | None]:
    return {stage.key: stage.reached for stage in funnel.funnel(since=days[0], until=days[1], zone=BERLIN).stages}


def test_the_funnel_of_the_last_90_days_is_the_one_the_design_draws(ahornwerk: Company) -> None:
    assert reached(LAST_90_DAYS) == {
        "visitor": None, "subscriber": 1398, "lead": 612, "mql": 236, "sql": 124,
        "opportunity": 58, "customer": 19, "promoter": 5,
    }  # fmt: skip


def test_the_channels_brought_what_the_design_draws(ahornwerk: Company) -> None:
    counted = funnel.by_channel(since=LAST_90_DAYS[0], until=LAST_90_DAYS[1], zone=BERLIN)
    rows = {row.key: (row.leads, row.mql, row.customers) for row in counted}
    direct, referral = rows.pop("direct"), rows.pop("referral")

    assert rows == {
        "search": (168, 71, 6), "paid_search": (142, 46, 3), "event": (86, 42, 4),
        "affiliate": (78, 22, 1), "paid_social": (74, 31, 2), "email": (43, 17, 2),
    }  # fmt: skip
    assert tuple(map(sum, zip(direct, referral, strict=True))) == (21, 7, 1)


def test_the_90_days_before_were_a_little_weaker(ahornwerk: Company) -> None:
    now, before = reached(LAST_90_DAYS), reached(THE_90_BEFORE)

    assert before["lead"] == 541
    assert [key for key in now if (before[key] or 0) >= (now[key] or 1)] == []


def test_what_was_won_in_the_last_90_days_adds_up(ahornwerk: Company) -> None:
    since = datetime(2026, 8, 20, tzinfo=BERLIN)
    customers = Standing.objects.filter(track_id="customer", reached__6__gte=since).values_list("contact_id", flat=True)
    won = EffectiveTouchpoint.objects.filter(contact_id__in=list(customers), kind="deal.won")

    assert won.count() == 19
    assert sum(deal.payload["amount_cents"] for deal in won) == 342_000_00


def test_about_three_thousand_contacts_stand_on_every_stage_of_both_tracks(ahornwerk: Company) -> None:
    stages = set(Stage.objects.exclude(is_anonymous=True).values_list("track_id", "key"))

    assert 2_900 <= ahornwerk.contacts <= 3_300
    assert set(Standing.objects.values_list("track_id", "stage")) == stages


def test_everything_was_recorded_on_the_day_on_which_it_happened(ahornwerk: Company) -> None:
    late = Touchpoint.objects.annotate(late=F("recorded_at") - F("occurred_at"))
    first, last = (
        Touchpoint.objects.order_by(order).values_list("occurred_at", flat=True)[0]
        for order in ("occurred_at", "-occurred_at")
    )

    assert not late.filter(late__lt=timedelta()).exists()
    assert not late.filter(late__gt=timedelta(days=1)).exists()
    assert timedelta(days=350) < last - first < timedelta(days=366)
    assert last <= NOW


def test_computing_everybody_anew_changes_nothing(ahornwerk: Company) -> None:
    for job in (tick, ask_colleagues):  # time has passed, and what is known of a firm counts for all who work there
        list(iter(job, 0))
    assert rebuild() == Rebuilt(contacts=Contact.objects.filter(erased_at=None).count(), differing=0)


def test_moving_in_twice_changes_nothing(ahornwerk: Company) -> None:
    before = Touchpoint.objects.count()

    assert not move_in().is_new
    assert Touchpoint.objects.count() == before


def test_nothing_is_left_to_be_done(ahornwerk: Company) -> None:
    backlog = reactions.backlog()
    assert (backlog.due, backlog.dead) == (0, 0)


def test_anja_reimers_has_come_as_far_as_the_design_draws_her(anja: Contact) -> None:
    standing = Standing.objects.get(contact_id=anja.pk, track_id="customer")
    days = [at.astimezone(BERLIN).strftime("%d.%m. %H:%M") for at in standing.reached if at]

    assert (str(anja), anja.position, str(anja.company), str(anja.owner)) == (
        "Dr. Anja Reimers",
        "Leiterin Produktion",
        "Wellner Gießtechnik GmbH",
        "Lea Hofstetter",
    )
    assert standing.stage == "opportunity"
    assert days == ["03.11. 09:14", "03.11. 09:14", "03.11. 09:14", "06.11. 09:48", "12.11. 14:20", "13.11. 14:50"]


def test_her_story_is_the_one_the_design_tells(anja: Contact) -> None:
    told = Counter(kinds(anja.pk))
    quote = Touchpoint.objects.get(contact_id=anja.pk, kind="quote.sent")
    newsletter = Consent.objects.filter(contact=anja, purpose="newsletter").order_by("-id")[0]

    assert told["page.viewed"] == 5
    assert {
        "form.submitted",
        "asset.downloaded",
        "event.registered",
        "mail.clicked",
        "call.made",
        "deal.opened",
    } <= told.keys()
    assert quote.payload["amount_cents"] == 26_400_00
    assert newsletter.wording is not None
    assert (newsletter.state, newsletter.wording.version) == (State.GRANTED, 4)
    assert Contact.objects.filter(company=anja.company).count() == 3


def test_eight_colleagues_of_four_departments_work_here_and_one_administers(ahornwerk: Company) -> None:
    departments = set(User.objects.values_list("teams__department", flat=True))

    assert User.objects.count() == 8
    assert departments == set(Department.values)
    assert [user.email for user in User.objects.filter(role=Role.ADMINISTRATION)] == [LOGIN]


def test_they_can_sign_in_with_what_is_printed(ahornwerk: Company) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": ahornwerk.login, "password": ahornwerk.password})

    assert client.get(reverse("overview")).status_code == 200
    assert User.objects.get(email__startswith="emre").check_password(PASSWORD)


def test_all_shapes_of_contacts_are_there(ahornwerk: Company) -> None:
    people = Contact.objects.filter(kind=ContactKind.PERSON, erased_at=None, merged_into=None)
    without_email = people.filter(email="")

    assert people.exclude(email="").exclude(company=None).count() > 1_500
    assert people.exclude(email="").filter(company=None).exclude(street="").exists()
    assert without_email.filter(phone="", street="").exclude(last_name="").count() >= 5
    assert without_email.filter(phone="").exclude(street="").count() == 24
    assert without_email.exclude(phone="").exists()
    assert Contact.objects.filter(kind=ContactKind.ORGANISATION, email="").exclude(company=None).count() == 18


def test_many_channels_brought_somebody(ahornwerk: Company) -> None:
    used = set(Touchpoint.objects.exclude(channel=None).values_list("channel", flat=True).distinct())
    assert used <= set(Channel.values)
    assert len(used) >= 15


@pytest.mark.parametrize("person", ODD_NAMES, ids=lambda person: person.key)
def test_odd_names_stay_as_they_are(ahornwerk: Company, person: Person) -> None:
    known = Contact.objects.get(email=person.email)
    assert (known.title, known.first_name, known.last_name) == (person.title, person.first_name, person.last_name)


def test_some_share_a_browser_and_some_have_two(ahornwerk: Company) -> None:
    browsers = Identifier.objects.filter(kind="visitor").values("contact").annotate(count=Count("id"))
    pair = SharedDevice.objects.select_related("contact", "other")[0]

    assert SharedDevice.objects.count() == 6
    assert pair.contact.email != pair.other.email
    assert browsers.filter(count=2).count() >= 10


def test_some_were_merged_and_two_were_taken_apart_again(ahornwerk: Company) -> None:
    merges = Merge.objects.values_list("undone_at", flat=True)

    assert Contact.objects.exclude(merged_into=None).count() == 4
    assert sorted(undone is None for undone in merges) == [False, True, True, True, True]


def test_duplicates_are_suggested_for_every_reason(ahornwerk: Company) -> None:
    assert set(DuplicateSuggestion.objects.values_list("reason", flat=True)) == set(DuplicateSuggestion.Reason.values)


def test_one_timeline_was_corrected_in_every_way(ahornwerk: Company) -> None:
    corrected = EffectiveTouchpoint.objects.get(is_edited=True)
    void = EffectiveTouchpoint.objects.filter(contact_id=corrected.contact_id, is_void=True).order_by("id")

    assert corrected.payload["minutes"] == 18
    assert [(t.kind, t.is_retracted, t.is_bot) for t in void] == [
        ("note.written", True, False),
        ("mail.clicked", False, True),
    ]
    assert "touchpoint.restored" in kinds(corrected.contact_id)


def test_somebody_was_set_back_by_hand_and_somebody_set_aside_with_a_reason(ahornwerk: Company) -> None:
    set_back = Standing.objects.filter(track_id="customer", stage="mql").exclude(reached__4=None)
    set_aside = Standing.objects.filter(track_id="customer", stage="other")
    decisions = Touchpoint.objects.filter(id__in=set_aside.values("decision_id"))

    assert set_back.count() == 3
    assert set_aside.count() == 8
    assert all(decision.payload["reason"] for decision in decisions)


def test_a_lost_customer_was_won_again(ahornwerk: Company) -> None:
    twice = Touchpoint.objects.filter(kind="deal.won").values("contact_id").annotate(won=Count("id")).get(won=2)
    decisions = Touchpoint.objects.filter(contact_id=twice["contact_id"], kind__startswith="stage.").order_by("id")

    assert [decision.payload["stage"] for decision in decisions][-3:] == ["other", "opportunity", "customer"]


def test_sign_ups_never_confirmed_have_ended_as_those_of_a_house_with_a_worker(ahornwerk: Company) -> None:
    # LAW 1.4
    expired = Touchpoint.objects.filter(kind="consent.expired")
    asked = Consent.objects.filter(state=State.REQUESTED)

    assert expiring.plan(NOW) == expiring.Plan((), ())
    assert expired.count() > 50
    for ended in expired:
        requests = asked.filter(contact=ended.contact_id, at__lt=ended.occurred_at).values_list("at", flat=True)
        assert any(timedelta(days=7) <= ended.occurred_at - at < timedelta(days=9) for at in requests)


def test_the_white_paper_of_the_past_is_the_offer_that_visitors_find(ahornwerk: Company) -> None:
    paper, call = offers.published("zwoelf-hebel").offer_id, offers.published("rueckruf-strompreis").offer_id
    brought = results([paper, call])
    sent = Touchpoint.objects.filter(kind="form.submitted", payload__title=texts.WHITEPAPER)

    assert brought[paper].submissions == sent.count() > 300
    assert brought[paper].people >= brought[paper].downloaders > 300
    assert brought[paper].opt_ins > 100
    assert brought[paper].leads >= brought[paper].customers > 0
    assert brought[call].submissions > 50
    for submission in sent:
        version = OfferVersion.objects.get(pk=submission.payload["version"])
        assert version.offer_id == paper
        assert version.published_at <= submission.occurred_at


def test_some_have_withdrawn_some_never_confirmed_and_some_are_erased(ahornwerk: Company) -> None:
    states = set(Consent.objects.values_list("state", flat=True))

    assert states == set(State.values) - {State.REFUSED}
    assert Contact.objects.exclude(erased_at=None).count() == bystanders.UNCONFIRMED - bystanders.STILL_OPEN + 1


def test_its_offers_are_there_for_visitors_in_both_languages(ahornwerk: Company) -> None:
    paper, call = offers.published("zwoelf-hebel"), offers.published("rueckruf-strompreis")

    assert [address.rsplit("/o/", 1)[1] for address in ahornwerk.offers] == ["zwoelf-hebel/", "rueckruf-strompreis/"]
    assert {language for _purpose, _channel, language in paper.wordings} == {"de", "en"}
    assert call.content.gives == "callback"
    for offer in (paper, call):
        shown = (offer.content.title, offer.content.text, offer.content.thanks, *offer.content.points)
        assert all(text.de and text.en for text in shown)


def test_the_white_paper_is_a_real_pdf_of_as_many_pages_as_is_said(ahornwerk: Company) -> None:
    content = offers.published("zwoelf-hebel").content
    assert content.file is not None
    asset = Asset.objects.get(pk=content.file)
    with store().open(asset.path) as file:
        pages = PdfReader(file).pages

        assert asset.content_type == "application/pdf"
        assert content.kicker.de == f"Whitepaper, {len(pages)} Seiten"
        assert "1. Den Grundverbrauch kennen" in pages[1].extract_text()


def test_nobody_is_written_to_about_the_invented_past(ahornwerk: Company) -> None:
    assert not Message.objects.exists()
    assert not Task.objects.exclude(cause_id=None).exists()


def test_eight_leads_wait_with_lea_as_the_design_draws_them(ahornwerk: Company) -> None:
    waiting = leads.listed(list(leads.wanted(leads.Wanted())))
    left = [(lead.name, one.state, one.minutes) for lead in waiting if (one := lead.countdown)]
    assert left[:3] == [("Ralf Dornbusch", "over", 12), ("Tobias Rehm", "soon", 24), ("Katrin Oswald", "ok", 74)]
    assert [lead.whose for lead in waiting] == ["Lea Hofstetter"] * 8


def test_lea_has_to_do_today_what_the_design_draws(ahornwerk: Company) -> None:
    lea = User.objects.get(email=LOGIN)
    due = tasks.due(tasks.everybodys().filter(colleague=lea), until=datetime(2026, 11, 18, tzinfo=BERLIN))
    titles = [task.title for task in due]

    assert {"Rückruf zum Angebot", "Erstgespräch vorbereiten", "Testzugang verlängern"} <= set(titles)
    assert len(titles) < 20


def test_each_department_has_something_to_do_and_many_leads_have_nothing_planned(ahornwerk: Company) -> None:
    waiting = overview.without_next_step({})

    assert set(Task.objects.values_list("colleague__role", flat=True)) == set(Role)
    assert 200 < overview.without_next_step({}, stage="lead") < waiting < 2_000
    assert overview.without_next_step({}, stage="opportunity") < Task.objects.filter(title="Angebot nachfassen").count()


def test_a_lead_cost_what_the_design_draws_and_the_channels_add_up(ahornwerk: Company) -> None:
    counted = overview.overview(overview.Scope(BERLIN, since=LAST_90_DAYS[0], until=LAST_90_DAYS[1]))
    cost = {origin.key: (origin.cents or 0) // 100 for origin in counted.origins}

    assert cost.items() >= {
        "search": 4_200, "paid_search": 11_360, "event": 10_750, "affiliate": 3_510, "paid_social": 8_140, "email": 645,
    }.items()  # fmt: skip
    assert counted.cents == sum(cost.values()) * 100 == 38_605_00
    assert sum(origin.leads for origin in counted.origins) == 612
    assert round((counted.cents_before or 0) / 541) == 68_40


def test_every_number_of_the_first_page_is_the_length_of_its_list(ahornwerk: Company) -> None:
    scope = overview.Scope(BERLIN, since=LAST_90_DAYS[0], until=LAST_90_DAYS[1], channel="search")
    days = "..".join(map(str, LAST_90_DAYS))
    for stage in overview.overview(scope).funnel.stages[1:]:
        facets = {"reached": [stage.key], "reached_in": [days], "channel": ["search"]}
        assert lists.total(Filter.chosen(facets)) == stage.reached


def test_some_are_prospects_some_are_not_and_of_most_it_is_not_known(ahornwerk: Company) -> None:
    known = Qualification.objects.exclude(need=None)

    assert known.filter(met_at=None).count() > 20
    assert known.exclude(met_at=None).count() > 40
    assert set(known.values_list("decision_authority", flat=True)) == {"yes", "no", "unknown"}


def test_mail_is_written_by_lea(ahornwerk: Company) -> None:
    assert [(sender.address, sender.is_default) for sender in senders.listing()] == [(LOGIN, True)]


def test_two_readers_of_the_newsletter_have_applied_for_a_job(ahornwerk: Company) -> None:
    assert Standing.objects.values("contact_id").annotate(tracks=Count("track_id")).filter(tracks=2).count() == 2


def test_its_segments_have_people_in_them_but_for_the_one_by_hand(ahornwerk: Company) -> None:
    assert [bool(row.members) for row in segments.listed()] == [True, False, True, True, True]
