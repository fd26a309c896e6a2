"""Personal links: fetched, counted, run out, renewed, and dead when the person is erased."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from io import BytesIO

import pytest
import time_machine

from tests.factories import bernd, day, does, form, happen, kinds
from tests.generation.assets import files
from tests.generation.offers.makings import our_house
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.generation.assets import deliveries, services
from trichter.generation.assets.deliveries import Expired, Opened
from trichter.generation.assets.models import Delivery
from trichter.generation.assets.visits import Visit
from trichter.kernel import persons
from trichter.spine import rights
from trichter.spine.outreach.composing import compose
from trichter.spine.outreach.models import Message

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PERSON = Visit(user_agent=FIREFOX, is_browser=True)
MAIL = "anna@example.org"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(day(10), tick=False) as clock:
        yield clock


@pytest.fixture
def promised(clock: time_machine.Traveller) -> Delivery:
    """Anna has asked for the white paper, having come by an advertisement."""
    asset = services.keep(BytesIO(files.PDF), "Zwölf Hebel.pdf")
    asked = form(MAIL, channel="paid_search", campaign="herbst")
    [recorded] = happen(asked)
    clock.shift(60)
    return deliveries.promise(recorded.contact_id, asset.pk, recorded.touchpoint_id, address=MAIL, language="de")


def token(delivery: Delivery) -> str:
    return deliveries.link(delivery.pk).rstrip("/").rpartition("/")[2]


def fetched(delivery: Delivery, visit: Visit = PERSON) -> Opened | Expired | None:
    found = deliveries.fetch(token(delivery), visit)
    if isinstance(found, Opened):
        found.file.close()
    return found


def downloads(contact: int) -> list[EffectiveTouchpoint]:
    rows = EffectiveTouchpoint.objects.filter(contact_id=contact, kind="asset.downloaded")
    return list(rows.order_by("id"))


def test_the_file_comes_and_the_timeline_shows_it_with_the_way_on_which_the_person_came(promised: Delivery) -> None:
    found = deliveries.fetch(token(promised), PERSON)

    assert isinstance(found, Opened)
    with found.file:
        assert found.file.read() == files.PDF
    assert (found.name, found.content_type, found.size) == ("Zwölf Hebel.pdf", "application/pdf", len(files.PDF))
    [download] = downloads(promised.contact_id)
    assert download.payload == {"title": "Zwölf Hebel.pdf", "asset": promised.asset_id, "fetch": 1}
    asked = EffectiveTouchpoint.objects.get(contact_id=promised.contact_id, id=promised.touchpoint_id)
    assert (download.channel, download.campaign_id) == ("paid_search", asked.campaign_id)
    assert (download.caused_by, download.is_void) == (promised.touchpoint_id, False)


def test_each_fetch_counts_once(promised: Delivery) -> None:
    for _time in range(3):
        fetched(promised)
        promised.refresh_from_db()
    assert promised.fetches == 3
    assert [download.payload["fetch"] for download in downloads(promised.contact_id)] == [1, 2, 3]


@pytest.mark.parametrize(
    "machine",
    [
        Visit(user_agent="Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", is_browser=True),
        Visit(user_agent="", is_browser=True),
        Visit(user_agent=FIREFOX, is_browser=True, is_look=True),
    ],
)
def test_a_scanner_gets_the_file_is_judged_and_does_not_count(promised: Delivery, machine: Visit) -> None:
    # LAW 2.8
    assert isinstance(fetched(promised, machine), Opened)

    promised.refresh_from_db()
    assert (promised.fetches, promised.scans) == (0, 1)
    [download] = downloads(promised.contact_id)
    assert (download.is_bot, download.is_void) == (True, True)
    verdict = EffectiveTouchpoint.objects.get(contact_id=promised.contact_id, kind="touchpoint.judged")
    assert verdict.target_id == download.id
    assert verdict.payload["reason"]


def test_one_weak_sign_makes_nobody_a_machine_and_two_do(promised: Delivery, clock: time_machine.Traveller) -> None:
    bare = Visit(user_agent=FIREFOX, is_browser=False)
    does(promised.contact_id, "mail.sent", {"title": "Ihr Download"})
    clock.shift(2)

    fetched(promised, PERSON)
    fetched(promised, bare)
    clock.shift(10)
    fetched(promised, bare)

    assert [download.is_bot for download in downloads(promised.contact_id)] == [False, True, False]


def test_a_scanner_that_never_stops_does_not_fill_the_timeline(promised: Delivery) -> None:
    machine = Visit(user_agent="curl/8", is_browser=False)
    for _time in range(deliveries.MOST_SCANS + 3):
        assert isinstance(fetched(promised, machine), Opened)
    assert len(downloads(promised.contact_id)) == deliveries.MOST_SCANS


@pytest.mark.parametrize("token", ["", "nonsense", "eyJkZWxpdmVyeSI6MX0:forged", "x" * 5_000])
def test_what_we_have_not_signed_leads_nowhere(token: str) -> None:
    assert deliveries.fetch(token, PERSON) is None
    assert deliveries.renew(token) is None


def test_a_link_runs_out_after_two_weeks(promised: Delivery, clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(days=14) - timedelta(seconds=1))
    assert isinstance(fetched(promised), Opened)
    clock.shift(timedelta(seconds=1))
    assert fetched(promised) == Expired("Zwölf Hebel.pdf", "de", is_used_up=False)
    assert len(downloads(promised.contact_id)) == 1


def test_a_link_that_was_passed_on_to_the_world_is_used_up(promised: Delivery) -> None:
    Delivery.objects.update(fetches=deliveries.MOST_FETCHES)
    assert fetched(promised) == Expired("Zwölf Hebel.pdf", "de", is_used_up=True)


def test_a_fresh_link_goes_to_the_same_address_on_request(promised: Delivery, clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(days=40))
    fresh = deliveries.renew(token(promised))

    assert fresh is not None
    assert fresh.pk != promised.pk
    assert isinstance(fetched(fresh), Opened)
    [letter] = Message.objects.filter(contact_id=promised.contact_id)
    assert (letter.template, letter.address, letter.state) == ("asset_link", MAIL, "queued")
    assert letter.context == {"delivery": fresh.pk}
    assert kinds(promised.contact_id)[-2:] == ["asset.requested", "asset.downloaded"]


def test_a_button_pressed_twice_asks_once(promised: Delivery, clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(days=15))
    assert deliveries.renew(token(promised)) == deliveries.renew(token(promised))
    assert Message.objects.count() == 1
    clock.shift(timedelta(minutes=11))
    deliveries.renew(token(promised))
    assert Message.objects.count() == 2


def test_the_same_request_has_the_same_link(promised: Delivery) -> None:
    again = deliveries.promise(
        promised.contact_id, promised.asset_id, promised.touchpoint_id, address=MAIL, language="de"
    )
    assert again == promised


def test_the_link_of_an_erased_person_is_dead(promised: Delivery) -> None:
    # LAW 1.12
    rights.erase(promised.contact_id)

    assert fetched(promised) is None
    assert deliveries.renew(token(promised)) is None
    assert not Delivery.objects.exists()
    assert not Message.objects.exclude(state="cancelled").exists()


def test_a_person_sees_what_was_promised_to_them(promised: Delivery) -> None:
    # LAW 1.13
    [row] = persons.export(promised.contact_id)["assets_delivery"]
    assert (row["asset_id"], row["address"], row["fetches"]) == (promised.asset_id, MAIL, 0)


def test_promises_follow_a_merge_and_come_back_with_its_undoing(promised: Delivery) -> None:
    other = bernd()
    does(other, "contact.merged", {"loser": promised.contact_id})
    moved = Delivery.objects.get(pk=promised.pk)
    assert moved.contact_id == other
    assert isinstance(fetched(moved), Opened)

    does(other, "contact.unmerged", {"loser": promised.contact_id})
    assert Delivery.objects.get(pk=promised.pk).contact_id == promised.contact_id


@pytest.mark.parametrize(
    ("language", "subject", "until"),
    [("de", "Ihr neuer Download-Link", "20. April 2026"), ("en", "Your new download link", "20 April 2026")],
)
def test_the_mail_with_a_fresh_link_says_until_when_it_works(
    promised: Delivery, clock: time_machine.Traveller, language: str, subject: str, until: str
) -> None:
    our_house()
    Delivery.objects.update(language=language)
    clock.shift(timedelta(days=27))
    fresh = deliveries.renew(token(promised))

    assert fresh is not None
    mail = message_from_bytes(compose(Message.objects.get()).source, policy=default)
    assert mail["Subject"] == subject
    body = mail.get_body(("plain",))
    assert body is not None
    assert until in body.get_content()
    assert deliveries.link(fresh.pk) in body.get_content().replace("=\n", "")
