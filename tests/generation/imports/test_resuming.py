"""A run that ended early goes on where it was, and loses and doubles nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.generation.imports.files import PEOPLE, counts, people, profile, table
from trichter.facts.contacts.models import Contact
from trichter.generation.imports import errors, services
from trichter.generation.imports.models import ImportRun

pytestmark = pytest.mark.django_db


class Crashed(Exception):
    """The process is gone."""


def crash_after(chunks: int) -> Callable[[object], None]:
    """What dies when so many chunks are in."""
    seen: list[object] = []

    def tell(progress: object) -> None:
        seen.append(progress)
        if len(seen) > chunks:
            raise Crashed

    return tell


def test_a_crash_between_chunks_is_taken_up_where_it_happened(tmp_path: Path) -> None:
    path = people(tmp_path / "a.csv", 2_500)
    with pytest.raises(Crashed):
        services.run(path, PEOPLE, tell=crash_after(1))
    assert Contact.objects.count() == 1_000

    told: list[services.Progress] = []
    report = services.run(path, PEOPLE, tell=told.append)

    assert (report.resumed_after, told[0].rows) == (1_000, 1_000)
    assert counts(report) == {"rows": 2_500, "created": 2_500, "matched": 0, "unchanged": 0, "rejected": 0}
    assert Contact.objects.count() == 2_500
    assert ImportRun.objects.count() == 1


def test_refused_rows_that_were_not_counted_are_taken_back_after_a_crash(tmp_path: Path) -> None:
    rows = [[f"p{n}@example.org" if n % 500 else f"p{n}@", "", ""] for n in range(2_000)]
    path = table(tmp_path / "a.csv", [["mail", "name", "phone"], *rows])
    refused = tmp_path / "refused.csv"
    with pytest.raises(Crashed):
        services.run(path, PEOPLE, rejects=refused, tell=crash_after(1))
    # As if the crash had come after the next chunk's rows had reached the disk and before they were committed.
    with refused.open("a", encoding="utf-8") as file:
        file.write("p1000@;;;1002;mail;x\r\n")

    report = services.run(path, PEOPLE)

    assert (report.rows, report.rejected) == (2_000, 4)
    assert [line.split(";")[3] for line in refused.read_text("utf-8-sig").splitlines()[1:]] == [
        "2",
        "502",
        "1002",
        "1502",
    ]


def test_a_cancelled_run_keeps_what_is_in_and_goes_on_later(tmp_path: Path) -> None:
    path = people(tmp_path / "a.csv", 2_500)
    stopped = services.run(path, PEOPLE, is_cancelled=lambda: True)

    assert (stopped.state, stopped.rows, Contact.objects.count()) == ("stopped", 1_000, 1_000)
    assert services.run(path, PEOPLE, only_resume=True).state == "finished"
    assert Contact.objects.count() == 2_500
    with pytest.raises(errors.NothingToResume):
        services.run(path, PEOPLE, only_resume=True)


def test_two_processes_cannot_import_the_same_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = people(tmp_path / "a.csv", 1_500)
    with pytest.raises(Crashed):
        services.run(path, PEOPLE, tell=crash_after(1))
    monkeypatch.setattr(services, "PATIENCE", 0.2)
    with _another_connection() as other:
        other.execute("SELECT pg_advisory_lock(%s, %s::int)", [services.LOCKS, ImportRun.objects.get().pk])
        with pytest.raises(errors.AlreadyRunning, match="being imported by another process"):
            services.run(path, PEOPLE)

    assert services.run(path, PEOPLE).rows == 1_500


def _another_connection() -> "psycopg.Connection[Any]":
    mine = connection.settings_dict
    return psycopg.connect(
        host=mine["HOST"], port=mine["PORT"], user=mine["USER"], password=mine["PASSWORD"], dbname=mine["NAME"]
    )


def test_another_profile_is_another_import(tmp_path: Path) -> None:
    path = people(tmp_path / "a.csv", 1_500)
    with pytest.raises(Crashed):
        services.run(path, PEOPLE, tell=crash_after(1))

    assert services.run(path, profile(fields={"email": "mail"})).resumed_after == 0
