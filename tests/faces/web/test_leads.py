"""The inbox of sales on its pages: who waits and how long, the story, and the decision."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.faces.web.toasts import said, undo
from tests.factories import does, known, stage
from trichter.facts.staff import services as staff
from trichter.facts.staff.models import User
from trichter.kernel import clock
from trichter.sales.handover import services, watching
from trichter.sales.handover.models import Handover, Reason
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def jonas(lea: User) -> User:
    """Who sells."""
    nord = staff.found_team("Vertrieb Nord", department="sales")
    return staff.invite("jonas@ahornwerk.example", name="Jonas Brandt", role="sales", teams=[nord])


@pytest.fixture
def client_of_jonas(client: Client, jonas: User) -> Client:
    client.force_login(jonas)
    return client


@pytest.fixture
def waiting(anja: int, lea: User, jonas: User) -> int:
    """Anja, who is an MQL and waits for Jonas."""
    does(anja, "page.viewed", {"url": "/preise", "title": "Preise"})
    does(anja, "stage.set", {"track": "customer", "stage": "mql", "reason": "Zwölf Öfen"}, actor=colleague(lea.pk))
    return services.open(anja, to=jonas.pk, reasons=["Zwölf Öfen"], by=lea.pk)


def page(client: Client, path: str = "/lead-eingang/", **given: Any) -> str:
    return client.get(path, given).content.decode()


def test_the_inbox_tells_the_story_in_six_lines_and_how_much_time_is_left(
    client_of_jonas: Client,
    waiting: int,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    page(client_of_jonas)
    with django_assert_max_num_queries(15):
        shown = page(client_of_jonas)
    for words in (
        "Dr. Anja Reimers",
        "Wellner Gießtechnik GmbH",
        "noch 4 h",
        "Zwölf Öfen",
        "Suche",
        "Preise",
        "12 Hebel",
        "Der Strompreis",
        "Marktfit",
        "Noch nicht bestätigt",
        "Jonas Brandt",
    ):
        assert words in shown, words
    assert 'class="tally">1<' in shown


def test_accepting_leads_to_the_record_and_the_call_and_is_undone(
    client_of_jonas: Client, waiting: int, anja: int
) -> None:
    answer = client_of_jonas.post(f"/lead-eingang/{waiting}/annehmen/")
    assert answer.headers["Location"] == f"/kontakte/{anja}/?compose=call#composer"
    shown = page(client_of_jonas, f"/kontakte/{anja}/")
    assert said(shown) == ["Dr. Anja Reimers gehört jetzt Ihnen, als SQL."]
    assert stage(anja) == "sql"
    assert "angenommen von Jonas Brandt" in shown
    undo(client_of_jonas, shown)
    assert (stage(anja), Handover.objects.get().state, known(anja).owner) == ("mql", "open", None)


def test_rejecting_by_a_reason_of_the_menu_or_in_words_on_a_page(
    client_of_jonas: Client, waiting: int, anja: int
) -> None:
    why = Reason.objects.all()[0]
    client_of_jonas.post(f"/lead-eingang/{waiting}/ablehnen/", {"reason": why.pk})
    shown = page(client_of_jonas, state="rejected")
    assert "Noch nicht so weit" in shown
    assert stage(anja) == "lead"
    undo(client_of_jonas, shown)

    nothing_said = client_of_jonas.post(f"/lead-eingang/{waiting}/ablehnen/", {"words": " "})
    assert nothing_said.status_code == 422
    assert "Sagen Sie, warum" in nothing_said.content.decode()
    client_of_jonas.post(f"/lead-eingang/{waiting}/ablehnen/", {"reason": "", "words": "Falsches Land"})
    assert Handover.objects.get().words == "Falsches Land"


def test_who_is_too_late_reads_by_whom_it_is_decided(client_of_jonas: Client, waiting: int, lea: User) -> None:
    services.accept(waiting, by=lea.pk)
    answer = client_of_jonas.post(f"/lead-eingang/{waiting}/annehmen/", follow=True)
    assert said(answer.content.decode()) == ["Lea Hofstetter war schneller: Über diesen Lead ist entschieden."]


def test_passing_on_and_taking_that_back(client_of_jonas: Client, waiting: int, lea: User) -> None:
    answer = client_of_jonas.post(f"/lead-eingang/{waiting}/weitergeben/", {"to": f"user:{lea.pk}"}, follow=True)
    assert Handover.objects.get().colleague == lea
    assert "Keine Leads hier" in page(client_of_jonas)
    undo(client_of_jonas, answer.content.decode())
    assert Handover.objects.get().colleague != lea


def test_marketing_sees_and_hands_over_but_does_not_decide(client_of_lea: Client, anja: int, jonas: User) -> None:
    form = page(client_of_lea, f"/kontakte/{anja}/uebergeben/")
    assert "Wie die Routen es sagen" in form
    client_of_lea.post(f"/kontakte/{anja}/uebergeben/", {"why": "Will ein Angebot", "to": ""})
    row = Handover.objects.get()
    assert (row.colleague, row.reasons) == (jonas, ["Will ein Angebot"])
    shown = page(client_of_lea, f"/lead-eingang/{row.pk}/")
    assert "Will ein Angebot" in shown
    assert f"/lead-eingang/{row.pk}/annehmen/" not in shown
    assert client_of_lea.post(f"/lead-eingang/{row.pk}/annehmen/").status_code == 403
    assert "wartet auf Entscheidung" in page(client_of_lea, f"/kontakte/{anja}/")
    answer = client_of_lea.post(f"/lead-eingang/{row.pk}/zurueckziehen/", follow=True)
    assert Handover.objects.get().state == "withdrawn"
    undo(client_of_lea, answer.content.decode())
    again = Handover.objects.get()
    assert (again.state, again.due_at, again.decided_at) == ("open", row.due_at, None)
    assert rebuild().differing == 0


def test_what_is_overdue_says_since_when_and_the_navigation_counts_it(client_of_jonas: Client, waiting: int) -> None:
    now = clock.now()
    Handover.objects.update(due_at=now - timedelta(days=7), opened_at=now - timedelta(days=8))
    shown = page(client_of_jonas)
    assert "überfällig" in shown
    assert 'class="tally tally-due">1<' in shown


def test_what_is_escalated_waits_for_the_administration_too(administration: Client, waiting: int) -> None:
    assert "Dr. Anja Reimers" not in page(administration)
    Handover.objects.update(due_at=clock.now() - timedelta(days=1))
    watching.watch()
    shown = page(administration)
    assert "Dr. Anja Reimers" in shown
    assert "Eskaliert" in shown
    assert 'class="tally tally-due">1<' in shown


def test_numbers_of_the_report_lead_to_their_lists(
    client_of_jonas: Client, waiting: int, anja: int, jonas: User
) -> None:
    does(anja, "call.made", {"direction": "out", "outcome": "reached"})
    services.reject(waiting, by=jonas.pk, words="Falsches Land")
    report = page(client_of_jonas, "/auswertung/uebergabe/")
    assert "Gesamter Zeitraum" in page(client_of_jonas, "/auswertung/uebergabe/", days="all")
    for words in ("Suche", "Jonas Brandt", "mit anderen Worten", "von Hand"):
        assert words in report, words
    assert 'aria-current="true">Letzte 90 Tage' in " ".join(report.split()).replace("> ", ">")
    found = page(client_of_jonas, state="rejected", whose="all", person=jonas.pk, channel="search", reason="none")
    assert "Dr. Anja Reimers" in found
    assert "Dr. Anja Reimers" not in page(client_of_jonas, state="rejected", whose="all", channel="event")
