"""By which rules people come to the stages: changed as a version, rehearsed first, taken back by the one before."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.faces.web.toasts import said, undo
from tests.factories import anna, bernd, does, form, happen, stage
from trichter.facts.contacts import definitions
from trichter.facts.contacts.models import FieldDefinition
from trichter.facts.house import journal
from trichter.facts.staff.models import User
from trichter.kernel.words import Words
from trichter.qualification.lifecycle import rehearsing
from trichter.qualification.lifecycle.models import Policy
from trichter.qualification.lifecycle.policies import publish
from trichter.qualification.lifecycle.tracks import Rule, ways
from trichter.qualification.rules.text import parse
from trichter.spine import longwork

PAGE = "/einstellungen/phasen/customer/regeln/"


def told(page: str, **changed: str) -> dict[str, str]:
    """What the form of the page sends, with other values."""
    holds = {
        name: unescape(option[1])
        for name, options in re.findall(r'<select name="([^"]+)"(.*?)</select>', page, re.DOTALL)
        if (option := re.search(r'<option value="([^"]*)" selected', options))
    }
    holds |= dict(re.findall(r'<input type="hidden" name="(seen|looked)" value="([^"]*)"', page))
    return holds | {name.replace("__", "-"): value for name, value in changed.items()}


def in_force() -> dict[str, Rule]:
    return {rule.key: rule for rule in ways()["customer"].rules}


def look(client: Client, **changed: str) -> tuple[dict[str, str], str]:
    """Ask what would differ; what can be published then, and the page."""
    asked = told(client.get(PAGE).content.decode(), **changed)
    page = client.post(PAGE, asked | {"do": "look"}).content.decode()
    return told(page) | {name: value for name, value in asked.items() if name not in ("seen", "looked")}, page


def test_what_would_differ_is_shown_first_and_changes_nothing(administration: Client) -> None:
    anna()
    anna_too = does(bernd(), "call.made", {"direction": "in", "outcome": "reached"})
    assert anna_too
    _told, page = look(administration, stage__form="mql")
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "1 Lead → MQL" in text or "2 Lead → MQL" in text
    assert Policy.objects.filter(track="customer").count() == 1
    assert journal.listing() == []


def test_rules_hold_from_now_on_and_what_was_decided_stays(administration: Client, lea: User) -> None:
    before = anna()
    answer, _page = look(administration, stage__form="mql")
    page = administration.post(PAGE, answer | {"do": "publish"}, follow=True).content.decode()
    assert said(page) == ["Die Regeln gelten ab jetzt. Was entschieden ist, bleibt entschieden."]
    assert "Lea Hofstetter" in page
    assert (stage(before), stage(happen(form("neu@firma.example"))[0].contact_id)) == ("lead", "mql")
    version = Policy.objects.get(track="customer", version=2)
    assert (version.published_by, [one.about for one in journal.listing()]) == (lea.pk, ["Kunden"])

    undo(administration, page)
    assert in_force()["form"].stage == "lead"
    assert Policy.objects.filter(track="customer").count() == 3, "a version never goes"


def test_a_rule_can_be_dropped_and_another_added(administration: Client) -> None:
    before = in_force()
    answer, _page = look(administration, stage__form="", kind="event.attended", stage="mql", after="lead")
    administration.post(PAGE, answer | {"do": "publish"})
    rules = in_force()
    assert "form" not in rules
    assert (rules["event-attended-2"].stage, rules["event-attended-2"].after) == ("mql", "lead")
    assert rules["call-in"] == before["call-in"], "the others stay as they were"


@pytest.mark.parametrize(("wrong", "says"), [({"kind": "event.attended"}, "id_stage_error"), ({}, "note-bad")])
def test_what_is_half_a_rule_or_none_is_said(administration: Client, wrong: dict[str, str], says: str) -> None:
    _told, page = look(administration, **wrong)
    assert says in page
    assert 'value="publish"' not in page


def test_only_what_was_rehearsed_is_published(administration: Client) -> None:
    answer, _page = look(administration, stage__form="mql")
    page = administration.post(PAGE, answer | {"stage-form": "sql", "do": "publish"}).content.decode()
    assert 'value="publish"' in page
    assert in_force()["form"].stage == "lead"


def test_who_was_slower_is_told_and_loses_nothing(administration: Client) -> None:
    answer, _page = look(administration, stage__form="mql")
    publish("customer", rules=[*in_force().values(), Rule(key="demo", kind="event.attended", stage="mql")])
    page = administration.post(PAGE, answer | {"do": "publish"}).content.decode()
    assert "note-bad" in page
    assert in_force()["form"].stage == "lead"
    assert told(page)["stage-form"] == "mql"
    page = administration.post(PAGE, told(page) | {"do": "look"}).content.decode()
    administration.post(PAGE, told(page) | {"do": "publish"})
    assert in_force()["form"].stage == "mql"
    assert "demo" in in_force(), "what the quicker has added stays"


def test_undo_leaves_alone_what_somebody_published_since(administration: Client) -> None:
    answer, _page = look(administration, stage__form="mql")
    administration.post(PAGE, answer | {"do": "publish"})
    publish("customer", rules=[Rule(key="form", kind="form.submitted", stage="sql")])
    undo(administration)
    assert in_force()["form"].stage == "sql"


def test_a_rehearsal_finds_who_really_would_stand_elsewhere(lea: User) -> None:
    quiet, set_by_hand = anna(), bernd()
    does(set_by_hand, "stage.set", {"track": "customer", "stage": "subscriber", "reason": "Will nur Post"})
    rules = [rule.model_copy(update={"stage": "mql"}) if rule.key == "form" else rule for rule in in_force().values()]
    played = rehearsing.rehearse("customer", rules)
    assert played.people == 2
    assert [(one.contact, one.now, one.then) for one in played.moved] == [(quiet, "lead", "mql")]


def test_what_is_no_track_has_no_rules(administration: Client) -> None:
    assert administration.get("/einstellungen/phasen/nothing/regeln/").status_code == 404


def test_a_rule_that_cannot_be_asked_any_more_says_why(administration: Client) -> None:
    definitions.add_field("machine", kind="text", label=Words("Machine", "Maschine"), options=[], is_personal=False)
    ripe = Rule(key="ripe", stage="mql", when=parse("custom.machine is known").json_form())
    publish("customer", rules=[*ways()["customer"].rules, ripe])
    pages = (PAGE, "/einstellungen/phasen/")
    why = "custom.machine"
    assert not any(why in administration.get(page).content.decode() for page in pages)
    FieldDefinition.objects.all().delete()
    assert all(why in administration.get(page).content.decode() for page in pages)


def test_rules_are_applied_to_those_who_were_there_before_once_their_effect_was_seen(administration: Client) -> None:
    page = "/einstellungen/phasen/customer/anwenden/"
    one = anna()
    does(one, "page.viewed", {"url": "/preise"})
    ripe = Rule(key="ripe", stage="mql", when=parse("did page.viewed").json_form())
    publish("customer", rules=[*ways()["customer"].rules, ripe])
    text = " ".join(re.sub(r"<[^>]+>", " ", administration.get(page).content.decode()).split())
    assert "Nach Version 2 weitergeführt: 1 von allen 1 Personen" in text
    assert "1 Lead → MQL" in text
    stale = administration.post(page, {"seen": "1"}, follow=True).content.decode()
    assert "andere Regeln" in " ".join(said(stale))
    assert (stage(one), journal.listing()) == ("lead", [])
    started = administration.post(page, {"seen": "2"})
    while longwork.advance():
        pass
    assert stage(one) == "mql"
    report = " ".join(re.sub(r"<[^>]+>", " ", administration.get(started["Location"]).content.decode()).split())
    assert "1 Person wurde nach Version 2 weitergeführt" in report
    assert [deed.about for deed in journal.listing()] == ["Kunden"]
