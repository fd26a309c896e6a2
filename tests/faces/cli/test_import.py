"""`trichter import` and `trichter export` as people use them: in a terminal, stopped, killed, and run again."""

import io
import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import psycopg
import pytest
from django.core.management import call_command

from tests.faces.cli.installations import LONG, Installation, installation, wait
from trichter.kernel.postgres.server import leave, use

if TYPE_CHECKING:
    import subprocess

PROFILE = """
name = "people"
source = "a fair"
basis = "customer"
[fields]
email = "mail"
last_name = "name"
"""


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "people.toml"
    path.write_text(PROFILE)
    return path


def people(path: Path, count: int, *, wrong: int = 0, named: str = "p") -> Path:
    rows = [f"{named}{n}@{'' if n < wrong else 'example.org'};Person {n}" for n in range(count)]
    path.write_text("\n".join(["mail;name", *rows]))
    return path


def told(*arguments: object) -> list[str]:
    """What a command says, line by line."""
    out = io.StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.django_db
def test_it_says_what_became_of_the_file(tmp_path: Path, profile: Path) -> None:
    path, refused = people(tmp_path / "a.csv", 1_200, wrong=2), tmp_path / "refused.csv"

    lines = told("import", path, "--profile", profile, "--rejects", refused, "--json")

    assert lines[0] == "Importing “a.csv” as “people”."
    assert lines[1] == "1,200 rows: 1,198 new, 0 known, 0 unchanged, 2 refused."
    assert lines[2] == "  line 2: mail: “p0@” is not an e-mail address."
    assert lines[4] == f"The refused rows, each with its reasons, are in {refused}."
    result = json.loads(lines[-1])
    counts = {name: result[name] for name in ("rows", "created", "matched", "unchanged", "rejected")}
    assert counts == {"rows": 1_200, "created": 1_198, "matched": 0, "unchanged": 0, "rejected": 2}


@pytest.mark.django_db
def test_a_dry_run_says_that_it_was_one(tmp_path: Path, profile: Path) -> None:
    path = people(tmp_path / "a.csv", 3)

    assert told("import", path, "--profile", profile, "--dry-run")[1:] == [
        "3 rows: 3 new, 0 known, 0 unchanged, 0 refused.",
        "This was a dry run: nothing was written.",
    ]
    assert told("import", path, "--profile", profile)[1] == "3 rows: 3 new, 0 known, 0 unchanged, 0 refused."


@pytest.mark.django_db
def test_an_export_says_how_many(tmp_path: Path, profile: Path) -> None:
    told("import", people(tmp_path / "a.csv", 3), "--profile", profile)

    assert told("export", tmp_path / "b.csv", "--channel", "import") == [f"3 people are in {tmp_path / 'b.csv'}."]


@pytest.fixture(scope="module")
def installed() -> Iterator[Installation]:
    """A home with its tables, whose database we keep running ourselves."""
    for made in installation(has_tables=True):
        use(made.home, durable=False)
        yield made
        leave(made.home, patience=LONG)


def ask(installed: Installation, statement: str) -> tuple[Any, ...]:
    """The one row that the database answers."""
    with psycopg.connect(host=str(installed.where.sockets), user="trichter", dbname="trichter") as database:
        row = database.execute(statement.encode()).fetchone()
    assert row is not None
    return row


def last_result(installed: Installation) -> dict[str, Any]:
    return cast(dict[str, Any], json.loads(installed.log.splitlines()[-1]))


RUNS = "SELECT count(*) FROM imports_importrun"
# Of the run that was begun last.
POSITION = "SELECT coalesce((SELECT created + rejected FROM imports_importrun ORDER BY id DESC LIMIT 1), 0)"


def test_it_says_in_a_sentence_that_it_cannot(installed: Installation, tmp_path: Path, profile: Path) -> None:
    process = installed.run("import", str(tmp_path / "none.csv"), "--profile", str(profile))

    assert process.wait(LONG) == 1
    assert installed.log.splitlines()[-1] == "The file “none.csv” cannot be opened: there is none."


@pytest.mark.parametrize(("processes", "kills"), [("1", [1_000]), ("2", [1, 1_001])])
def test_what_is_killed_loses_and_doubles_nothing(
    installed: Installation, tmp_path: Path, profile: Path, processes: str, kills: list[int]
) -> None:
    named = f"killed{processes}-"
    path = people(tmp_path / "killed.csv", 4_000, wrong=3, named=named)
    command = ("import", str(path), "--profile", str(profile), "--json", "--processes", processes)
    run = ask(installed, RUNS)[0] + 1
    for least in kills:
        _kill_after(least, installed.run(*command), installed, run)
    killed_at = ask(installed, POSITION)[0]
    assert kills[-1] <= killed_at < 4_000

    assert installed.run(*command).wait(LONG) == 0

    result = last_result(installed)
    assert (result["rows"], result["created"], result["rejected"]) == (4_000, 3_997, 3)
    assert result["resumed_after"] >= killed_at
    assert f"Going on after row {result['resumed_after']:,} of an unfinished import." in installed.log
    assert ask(installed, THEIRS.format(named)) == (3_997, 3_997)
    assert len(Path(result["rejects"]).read_text("utf-8-sig").splitlines()) == 1 + 3


THEIRS = """
    SELECT count(*), count(DISTINCT t.contact_id) FROM timeline_touchpoint t
    JOIN contacts_contact c ON c.id = t.contact_id WHERE c.email LIKE '{}%'
"""


def _kill_after(least: int, process: "subprocess.Popen[bytes]", installed: Installation, run: int) -> None:
    with held_after(least, installed, run):
        process.kill()
        process.wait(LONG)


@contextmanager
def held_after(least: int, installed: Installation, run: int) -> Iterator[None]:
    """So many rows of this run are in, and as long as the block lasts no more get in."""
    with psycopg.connect(host=str(installed.where.sockets), user="trichter", dbname="trichter") as database:

        def is_held() -> bool:
            database.rollback()
            found = database.execute(
                "SELECT created + rejected FROM imports_importrun ORDER BY id FOR UPDATE"
            ).fetchall()
            return len(found) == run and found[-1][0] >= least

        wait(is_held, "some rows are in")
        yield


def test_it_outlives_its_database(installed: Installation, tmp_path: Path, profile: Path) -> None:
    path = people(tmp_path / "orphaned.csv", 4_000, named="orphaned")
    before = ask(installed, RUNS)[0]
    process = installed.run("import", str(path), "--profile", str(profile), "--json", "--processes", "2")
    wait(lambda: ask(installed, RUNS)[0] > before and ask(installed, POSITION)[0] > 0, "some rows are in")
    os.kill(int((installed.where.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    assert process.wait(LONG) == 0
    assert "The database went away. What is in stays in; going on when it is back." in installed.log
    assert last_result(installed)["created"] == 4_000
    use(installed.home, durable=False)
    assert ask(installed, THEIRS.format("orphaned")) == (4_000, 4_000)


def test_it_can_be_stopped(installed: Installation, tmp_path: Path, profile: Path) -> None:
    path = people(tmp_path / "stopped.csv", 9_000, named="stopped")
    command = ("import", str(path), "--profile", str(profile), "--json", "--processes", "2")
    run = ask(installed, RUNS)[0] + 1
    process = installed.run(*command)
    with held_after(1, installed, run):
        process.send_signal(signal.SIGINT)

    assert process.wait(LONG) == 130
    stopped = last_result(installed)
    assert stopped["state"] == "stopped"
    assert stopped["rows"] == stopped["created"] < 9_000
    assert "Stopped. What is in stays in; run the same command again to go on." in installed.log
    assert installed.run(*command, "--resume").wait(LONG) == 0
    assert last_result(installed)["created"] == 9_000
    assert ask(installed, THEIRS.format("stopped")) == (9_000, 9_000)
