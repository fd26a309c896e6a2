"""`trichter doctor` finds what is wrong, says what to do, and tells programs by its exit code."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from pydantic import SecretStr

from tests.faces.cli.installations import LONG, Installation, installation
from tests.factories import anna, bernd, newsletter, says
from tests.generation.tracking.visitors import Browser, site
from tests.spine.outreach.posts import paper, sent, settled
from tests.spine.outreach.zone import Zone
from trichter.faces.cli.doctor import Finding, examine
from trichter.generation.tracking import aside
from trichter.kernel import append_only, clock, heartbeats
from trichter.kernel.environment import environment
from trichter.spine.outreach import dns, senders
from trichter.spine.outreach.transports import Answer


@pytest.fixture
def installed() -> Iterator[Installation]:
    yield from installation()


def findings(mail_url: str | None = "mailbox:") -> dict[str, Finding]:
    here = environment().model_copy(update={"mail_url": mail_url and SecretStr(mail_url)})
    return {finding.check: finding for finding in examine(here)}


@pytest.mark.django_db
def test_all_is_well_while_the_worker_beats() -> None:
    heartbeats.beat("worker")

    found = findings()
    checks = [
        "version",
        "disk",
        "database",
        "migrations",
        "keys",
        "worker",
        "outbox",
        "mail",
        "consent",
        "visits",
        "clock",
    ]
    assert list(found) == checks
    assert {finding.status for finding in found.values()} == {"ok"}


@pytest.mark.django_db
def test_a_worker_that_never_ran_is_pointed_out() -> None:
    assert findings()["worker"].status == "warn"


@pytest.mark.django_db
def test_a_worker_that_fell_silent_is_a_fault() -> None:
    with clock.at(clock.now() - timedelta(hours=2)):
        heartbeats.beat("worker")

    found = findings()["worker"]
    assert found.status == "fail"
    assert "2 hours" in found.detail
    assert "trichter serve" in found.advice


@pytest.mark.django_db
def test_without_a_mail_server_the_doctor_says_what_to_set() -> None:
    paper(anna())

    found = findings(mail_url=None)["mail"]
    assert (found.status, found.detail) == ("warn", "no mail server is set, 1 mail waits")
    assert "TRICHTER_MAIL_URL" in found.advice


@pytest.mark.django_db
def test_mail_that_does_not_leave_is_a_fault() -> None:
    with clock.at(clock.now() - timedelta(minutes=20)):
        paper(anna())

    found = findings()["mail"]
    assert (found.status, found.detail) == ("fail", "1 mail waits, oldest due 20 minutes ago")


@pytest.mark.django_db
@pytest.mark.parametrize(("fate", "detail"), [("later", "1 mail was put off"), ("unknown", "1 mail is in doubt")])
def test_mail_that_is_put_off_or_in_doubt_is_pointed_out(fate: Any, detail: str) -> None:
    settled()
    paper(anna())
    sent(Answer(fate))

    found = findings()["mail"]
    assert (found.status, found.detail) == ("warn", detail)


@pytest.mark.django_db
def test_a_changed_proof_of_consent_is_a_fault() -> None:  # LAW 1.1
    newsletter()
    says(anna(), "granted")
    assert (findings()["consent"].status, findings()["consent"].detail) == ("ok", "1 chain holds")

    with transaction.atomic(), append_only.opened("erasure"), connection.cursor() as cursor:
        cursor.execute("UPDATE consent_consent SET state = 'refused'")
    found = findings()["consent"]
    assert found.status == "fail"
    assert "row 1. The row was changed after it was sealed." in found.detail


@pytest.mark.django_db
def test_of_very_many_chains_the_newest_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    newsletter()
    says(anna(), "granted")
    says(bernd(), "granted")
    monkeypatch.setattr("trichter.faces.cli.doctor._CHAINS", 1)

    assert findings()["consent"].detail == "the newest 1 of 2 chains hold"


@pytest.mark.django_db
def test_events_that_were_set_aside_are_told_with_the_reason() -> None:
    browser = Browser(site()).agree()
    browser.see("/preise")
    line = aside.first_waiting()
    assert line
    aside.set_aside(line, "AttributeError (trichter.generation.tracking.touches:53)", at=clock.now())

    found = findings()["visits"]
    assert found.status == "warn"
    assert found.detail.startswith("1 event was set aside: AttributeError")


@pytest.mark.django_db
def test_programs_get_one_object_and_an_exit_code() -> None:
    with clock.at(clock.now() - timedelta(hours=2)):
        heartbeats.beat("worker")
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json", stdout=said)

    told = json.loads(said.getvalue())
    assert ended.value.code == 1
    assert told["status"] == "fail"
    assert {check["check"]: check["status"] for check in told["checks"]}["worker"] == "fail"


def doctor(installed: Installation, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [Path(sys.executable).with_name("trichter"), "doctor"], env=installed.environment() | variables,
        capture_output=True, text=True, check=False, timeout=LONG,
    )  # fmt: skip


def test_a_database_without_tables_is_told_how_to_get_them(installed: Installation) -> None:
    said = doctor(installed)

    assert said.returncode == 1
    assert "trichter migrate" in said.stdout
    assert said.stderr == ""


def test_a_database_that_does_not_answer_is_a_fault_and_no_traceback(installed: Installation) -> None:
    said = doctor(installed, DATABASE_URL="postgresql://anna:sentinel@127.0.0.1:1/leads")

    assert said.returncode == 1
    assert "cannot be reached" in said.stdout
    assert "sentinel" not in said.stdout + said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.django_db
def test_it_asks_the_dns_of_every_sender_where_mail_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    senders.add("Ahornwerk", address="info@ahornwerk.example")
    with Zone({"ahornwerk.example": ["v=spf1 +all"]}) as resolver:
        monkeypatch.setattr(dns, "_system", lambda: resolver)
        assert "senders" not in findings()
        found = findings("smtp://mail.example")["senders"]
    assert (found.status, found.detail) == ("fail", "ahornwerk.example")
    assert "+all" in found.advice
    assert "DMARC" in found.advice


@pytest.mark.django_db
def test_it_tells_that_a_house_which_sends_has_no_sender() -> None:
    assert findings("smtp://mail.example")["senders"].status == "warn"
