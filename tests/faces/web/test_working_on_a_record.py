"""What colleagues write down on a record, judge, decide and put right."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.factories import kinds, newsletter, says, stage
from trichter.facts.consent.models import Use
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.insight import lists
from trichter.insight.filtering import Filter
from trichter.kernel import clock
from trichter.qualification.lifecycle.models import Qualification
from trichter.sales.tasks import services as tasks
from trichter.sales.tasks.models import Task
from trichter.spine.editing import edit
from trichter.spine.intake import record
from trichter.spine.outreach.models import Message
from trichter.spine.touch import SYSTEM, Touch, colleague


def does(client: Client, contact: int, deed: str, **said: Any) -> Any:
    return client.post(f"/kontakte/{contact}/{deed}/", said)


def page_of(client: Client, contact: int, query: str = "") -> str:
    return client.get(f"/kontakte/{contact}/{query}").content.decode()


def newest(contact: int) -> EffectiveTouchpoint:
    found = EffectiveTouchpoint.objects.filter(contact_id=contact).order_by("-id").first()
    assert found
    return found


def undo(client: Client, page: str) -> None:
    token = re.search(r'name="undo" value="([^"]+)"', page)
    assert token
    client.post("/rueckgaengig/", {"undo": token[1], "next": "/aufgaben/"})


NOTED = [
    ("note", {"text": "Will im März bauen."}, "note.written", {"text": "Will im März bauen."}),
    (
        "call",
        {"direction": "out", "outcome": "not_reached", "minutes": "", "at": "", "text": ""},
        "call.made",
        {"direction": "out", "outcome": "not_reached"},
    ),
    (
        "call",
        {"direction": "in", "outcome": "not_reached", "minutes": "4", "at": "", "text": "Rückfrage"},
        "call.made",
        {"direction": "in", "outcome": "reached", "minutes": 4, "text": "Rückfrage"},
    ),
    (
        "meeting",
        {"title": "Werk Hagen", "purpose": "follow_up", "minutes": "", "at": "", "text": ""},
        "meeting.held",
        {"title": "Werk Hagen", "purpose": "follow_up"},
    ),
    ("answer", {"at": "", "text": "Gern nächste Woche."}, "mail.received", {"text": "Gern nächste Woche."}),
]


@pytest.mark.parametrize(("kind", "said", "touchpoint", "payload"), NOTED)
def test_what_is_composed_stands_on_the_timeline_under_its_author(
    client_of_lea: Client,
    lea: User,
    anja: int,
    kind: str,
    said: dict[str, str],
    touchpoint: str,
    payload: dict[str, Any],
) -> None:
    answer = does(client_of_lea, anja, f"notieren/{kind}", **said)

    assert answer.headers["Location"] == f"/kontakte/{anja}/"
    made = EffectiveTouchpoint.objects.filter(contact_id=anja, kind=touchpoint).order_by("-id").first()
    assert made
    assert (made.payload, made.actor_id) == (payload, lea.pk)


def test_a_deed_is_undone_by_its_toast_and_nothing_else_is(client_of_lea: Client, anja: int) -> None:
    does(client_of_lea, anja, "notieren/note", text="Bleibt.")
    page_of(client_of_lea, anja)
    does(client_of_lea, anja, "notieren/note", text="Geht.")
    undo(client_of_lea, page_of(client_of_lea, anja))

    notes = EffectiveTouchpoint.objects.filter(contact_id=anja, kind="note.written", is_void=False)
    assert [note.payload["text"] for note in notes] == ["Bleibt."]


def test_what_cannot_be_noted_is_shown_again_as_it_was_typed(client_of_lea: Client, anja: int) -> None:
    tomorrow = (clock.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    said = {"title": "Werk Hagen", "purpose": "first", "at": tomorrow, "text": "Langes Protokoll"}
    answer = does(client_of_lea, anja, "notieren/meeting", **said)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Langes Protokoll" in page
    assert "Was Sie geschrieben haben, ist noch da." in page
    assert re.search(r'value="meeting"\s+checked', page)


def test_what_cannot_be_noted_of_who_was_merged_meanwhile_is_shown_where_they_live_on(
    client_of_lea: Client, anja: int, bernd: int
) -> None:
    record([Touch("contact.merged", {"loser": anja}, contact=bernd, actor=SYSTEM)])
    answer = does(client_of_lea, anja, "notieren/meeting", title="", purpose="first", at="x", text="Langes Protokoll")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Langes Protokoll" in page
    assert f"/kontakte/{bernd}/notieren/meeting/" in page
    assert client_of_lea.get(f"/kontakte/{anja}/")["Location"] == f"/kontakte/{bernd}/"


def test_an_open_lead_has_a_dated_next_step_or_says_that_it_has_none(
    client_of_lea: Client, lea: User, anja: int
) -> None:
    assert "Ohne nächsten Schritt" in page_of(client_of_lea, anja)
    tasks.snooze(tasks.open(anja, "Irgendwann"), until=clock.now() + timedelta(days=2), by=lea.pk)
    assert "Ohne nächsten Schritt" not in page_of(client_of_lea, anja)
    assert lists.total(Filter.chosen({"next_step": ("none",)})) == 0
    Task.objects.all().delete()
    does(client_of_lea, anja, "notieren/task", title="Angebot nachfassen", due_on="2099-03-02")
    assert Task.objects.get(contact=anja).colleague_id == lea.pk
    page = page_of(client_of_lea, anja)
    assert "Ohne nächsten Schritt" not in page
    assert re.search(r'next-step".*?Angebot nachfassen', page, re.DOTALL)


def test_a_task_is_passed_on_from_the_record(client_of_lea: Client, lea: User, bob: User, anja: int) -> None:
    tasks.open(anja, "Angebot nachfassen", to=lea.pk)
    task = Task.objects.get().pk
    way = f"/aufgaben/{task}/zuweisen/?next=/kontakte/{anja}/"
    assert f'href="{way}"' in page_of(client_of_lea, anja).replace("%3D", "=")
    page = client_of_lea.get(way).content.decode()
    assert re.search(rf'value="user:{lea.pk}"\s+selected', page)
    answer = client_of_lea.post(f"/aufgaben/{task}/zuweisen/", {"to": f"user:{bob.pk}", "next": f"/kontakte/{anja}/"})
    assert (answer["Location"], Task.objects.get().colleague) == (f"/kontakte/{anja}/", bob)
    assert client_of_lea.get("/aufgaben/999999/zuweisen/").status_code == 404


def test_a_mail_leaves_only_on_a_ground_and_the_reason_is_shown(client_of_lea: Client, anja: int) -> None:
    # LAW 1.6
    newsletter()
    page = page_of(client_of_lea, anja, "?compose=mail")
    assert "Wartet auf die Bestätigung der Einwilligung" in page
    mail = {"subject": "Ihr Werk", "body": "Guten Tag"}
    answer = does(client_of_lea, anja, "notieren/mail", **mail)
    assert (answer.status_code, Message.objects.count()) == (422, 0)
    assert "Guten Tag" in answer.content.decode()

    says(anja, "granted")
    assert does(client_of_lea, anja, "notieren/mail", **mail).status_code == 302
    letter = Message.objects.get()
    assert (letter.address, letter.template, letter.ground["ground"]) == (
        "a.reimers@wellner.example",
        "letter",
        "consented",
    )
    assert letter.state == "queued"


def test_what_is_sent_twice_from_one_page_is_one_and_what_was_changed_is_another(
    client_of_lea: Client, anja: int
) -> None:
    newsletter()
    says(anja, "granted")
    page = page_of(client_of_lea, anja, "?compose=mail")
    forms = re.findall(r'data-kind="(\w+)".*?name="once" value="(\w+)"', page, re.S)
    assert [kind for kind, _once in forms] == ["note", "mail", "call", "meeting", "task", "answer", "rating"]
    typed = {
        "mail": {"subject": "Ihr Werk", "body": "Guten Tag"},
        "task": {"title": "Anrufen", "due_on": "2030-01-04"},
        "note": {"text": "Will bauen"},
    }
    for kind, once in [one for one in forms if one[0] in typed] * 2:
        answer = does(client_of_lea, anja, f"notieren/{kind}", once=once, **typed[kind])
        assert answer.status_code == 302
    assert "nicht noch einmal gespeichert" in page_of(client_of_lea, anja)
    told = [one for one in kinds(anja) if one in ("note.written", "task.opened")]
    assert (sorted(told), Message.objects.count()) == (["note.written", "task.opened"], 1)

    does(client_of_lea, anja, "notieren/mail", once=dict(forms)["mail"], subject="Ihr Werk", body="Noch etwas")
    assert Message.objects.count() == 2


def test_a_mail_that_was_held_back_leaves_from_the_same_page_when_it_may(client_of_lea: Client, anja: int) -> None:
    newsletter()
    mail = {"subject": "Ihr Werk", "body": "Guten Tag", "once": "a" * 32}
    page = does(client_of_lea, anja, "notieren/mail", **mail).content.decode()
    once = re.search(r'data-kind="mail".*?name="once" value="(\w+)"', page, re.S)
    assert once
    assert once[1] != mail["once"]


def test_a_consent_of_the_former_address_permits_no_mail_to_the_new_one(
    client_of_lea: Client, lea: User, anja: int
) -> None:
    # LAW 1.6
    newsletter()
    says(anja, "granted")
    edit(anja, "email", "neu@wellner.example", by=lea.pk)
    assert "Wartet auf" not in page_of(client_of_lea, anja, "?compose=mail")
    assert does(client_of_lea, anja, "notieren/mail", subject="Ihr Werk", body="Guten Tag").status_code == 422
    assert not Message.objects.exists()


def test_a_call_that_advertises_needs_a_proven_consent_and_the_page_says_so_first(
    client_of_lea: Client, anja: int
) -> None:
    # LAW 1.5
    cold = {"direction": "out", "outcome": "reached", "purpose": "newsletter", "text": "Neue Messköpfe vorgestellt"}
    assert "Zu Anrufen ist keine Einwilligung belegt" in page_of(client_of_lea, anja, "?compose=call")
    answer = does(client_of_lea, anja, "notieren/call", **cold)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Neue Messköpfe vorgestellt" in page
    assert re.search(r'value="newsletter"\s+selected', page)
    assert kinds(anja).count("call.made") == 1

    proof = {"channel": "phone", "purpose": "newsletter", "evidence": {"note": "Am Telefon gesagt, 3. März"}}
    record([Touch("consent.granted", proof, contact=anja, actor=colleague(1), occurred_at=clock.now())])
    assert "Werbeanrufe sind erlaubt für: Newsletter." in page_of(client_of_lea, anja)
    assert does(client_of_lea, anja, "notieren/call", **cold).status_code == 302
    assert newest(anja).payload["purpose"] == "newsletter"
    assert Use.objects.count() == 1


def test_who_asked_for_an_answer_is_answered_without_a_consent(client_of_lea: Client) -> None:
    # LAW 1.6
    asks = Touch("form.submitted", {"title": "Frage", "wants": "answer"}, email="b@firma.example", subject=("offer", 1))
    contact = record([asks])[0].contact_id
    does(client_of_lea, contact, "notieren/mail", subject="Ihre Frage", body="Gern.")
    assert Message.objects.get().ground["ground"] == "requested_service"


def test_a_criterion_is_judged_with_evidence(client_of_lea: Client, anja: int) -> None:
    answer = does(client_of_lea, anja, "kriterium/need", answer="yes", evidence="", source="Gespräch")
    assert answer.status_code == 422
    assert "Sagen Sie, woran man es sieht." in answer.content.decode()
    assert "criterion.judged" not in kinds(anja)

    does(client_of_lea, anja, "kriterium/need", answer="yes", evidence="Strom ist teuer.", source="Gespräch")
    assert Qualification.objects.get(contact_id=anja).need == "yes"
    page = page_of(client_of_lea, anja)
    assert "1 von 4 erfüllt" in page
    assert re.search(r'class="crit".*?Strom ist teuer\.', page, re.DOTALL)
    assert client_of_lea.post(f"/kontakte/{anja}/kriterium/looks/", {}).status_code == 404


def test_of_two_who_judge_at_once_the_second_is_shown_the_first(client_of_lea: Client, anja: int) -> None:
    seen = re.search(r'name="seen" value="(\d+)" id="need_seen"', page_of(client_of_lea, anja))
    assert seen
    does(client_of_lea, anja, "kriterium/need", answer="yes", evidence="Strom ist teuer.", seen=seen[1])
    late = {"answer": "no", "evidence": "Hat schon Messköpfe."}
    answer = does(client_of_lea, anja, "kriterium/need", **late, seen=seen[1])

    assert (answer.status_code, Qualification.objects.get(contact_id=anja).need) == (422, "yes")
    page = answer.content.decode()
    assert "Strom ist teuer." in page
    assert "Hat schon Messköpfe." in page
    now = re.search(r'name="seen" value="(\d+)" id="need_seen"', page)
    assert now
    does(client_of_lea, anja, "kriterium/need", **late, seen=now[1])
    assert Qualification.objects.get(contact_id=anja).need == "no"


def test_a_stage_set_back_by_hand_stays_back_until_new_facts_come(client_of_lea: Client, anja: int) -> None:
    does(client_of_lea, anja, "phase", track="customer", stage="lead", reason="Zu früh.")
    assert stage(anja) == "lead"
    record([Touch("asset.downloaded", {"title": "12 Hebel"}, contact=anja)])
    assert stage(anja) == "lead"
    page = page_of(client_of_lea, anja)
    assert re.search(r'class="decisions".*?Zu früh\.', page, re.DOTALL)
    record([Touch("quote.sent", {"title": "A-2042"}, contact=anja)])
    assert stage(anja) == "opportunity"


def test_a_stage_needs_a_reason_and_can_be_undone(client_of_lea: Client, anja: int) -> None:
    assert does(client_of_lea, anja, "phase", track="customer", stage="lead", reason=" ").status_code == 422
    assert stage(anja) == "opportunity"
    does(client_of_lea, anja, "phase", track="customer", stage="lead", reason="Zu früh.")
    undo(client_of_lea, page_of(client_of_lea, anja))
    assert stage(anja) == "opportunity"


def test_who_decides_on_old_knowledge_is_told_first_and_loses_nothing(
    client_of_lea: Client, bob: User, anja: int
) -> None:
    seen = re.search(r'name="seen" value="(\d+)"', page_of(client_of_lea, anja))
    assert seen
    by_bob = {"track": "customer", "stage": "customer", "reason": "Hat bestellt."}
    record([Touch("stage.set", by_bob, contact=anja, actor=colleague(bob.pk))])

    said = {"track": "customer", "stage": "lead", "reason": "Meldet sich nicht."}
    answer = does(client_of_lea, anja, "phase", **said, seen=seen[1])
    assert (answer.status_code, stage(anja)) == (422, "customer")
    page = answer.content.decode()
    assert "Meldet sich nicht." in page
    assert "Hat bestellt." in page
    again = re.search(r'name="seen" value="(\d+)"', page)
    assert again
    does(client_of_lea, anja, "phase", **said, seen=again[1])
    assert stage(anja) == "lead"


def test_ones_own_entry_is_corrected_taken_back_and_brought_back(client_of_lea: Client, anja: int) -> None:
    does(client_of_lea, anja, "notieren/note", text="Dienstag")
    note = newest(anja).id
    assert 'name="text"' in page_of(client_of_lea, anja, f"?edit={note}")

    does(client_of_lea, anja, f"eintrag/{note}/berichtigen", text="Mittwoch")
    assert EffectiveTouchpoint.objects.get(contact_id=anja, id=note).payload == {"text": "Mittwoch"}
    undo(client_of_lea, page_of(client_of_lea, anja))
    assert EffectiveTouchpoint.objects.get(contact_id=anja, id=note).payload == {"text": "Dienstag"}

    does(client_of_lea, anja, f"eintrag/{note}/zuruecknehmen")
    assert EffectiveTouchpoint.objects.get(contact_id=anja, id=note).is_void
    does(client_of_lea, anja, f"eintrag/{note}/zurueckholen")
    assert not EffectiveTouchpoint.objects.get(contact_id=anja, id=note).is_void


def test_nobody_touches_the_entries_of_others(client_of_lea: Client, bob: User, anja: int) -> None:
    by_bob = Touch("note.written", {"text": "Von Bob"}, contact=anja, actor=colleague(bob.pk))
    note = record([by_bob])[0].touchpoint_id
    assert f"own-{note}" not in page_of(client_of_lea, anja)
    assert does(client_of_lea, anja, f"eintrag/{note}/berichtigen", text="Von Lea").status_code == 422
    does(client_of_lea, anja, f"eintrag/{note}/zuruecknehmen")
    entry = EffectiveTouchpoint.objects.get(contact_id=anja, id=note)
    assert (entry.payload["text"], entry.is_void) == ("Von Bob", False)


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("?team=marketing", "12 Hebel", "Sucht Messung"),
        ("?team=sales", "Sucht Messung", "12 Hebel"),
        ("?type=call", "Sucht Messung", "22 Messpunkte"),
        ("?q=messung+ofen", "Sucht Messung", "22 Messpunkte"),
        ("?q=anruf", "Sucht Messung", "22 Messpunkte"),
        ("?q=100%25", "Davon steht hier nichts", "Sucht Messung"),
        ("?team=x&type=y", "12 Hebel", "Davon steht hier nichts"),
    ],
)
def test_the_timeline_is_seen_by_team_type_and_words(
    client_of_lea: Client, anja: int, query: str, there: str, gone: str
) -> None:
    page = page_of(client_of_lea, anja, query)
    timeline = page[page.index('<ol class="timeline"') : page.index('class="of-company"')]
    assert there in timeline
    assert gone not in timeline


def test_a_team_sees_what_its_colleagues_did(client_of_lea: Client, lea: User, anja: int) -> None:
    User.objects.filter(pk=lea.pk).update(role="service")
    does(client_of_lea, anja, "notieren/note", text="Messkopf getauscht.")
    page = page_of(client_of_lea, anja, "?team=service")
    assert "Messkopf getauscht." in page[page.index('<ol class="timeline"') :]
