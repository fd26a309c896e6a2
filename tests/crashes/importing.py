"""A file of twelve thousand rows with all that can become of a row, and the process that imports it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

from tests.crashes.victim import Victim, group
from tests.faces.cli.installations import LONG, wait

ROWS = 12_000
_EARLIER = 1_500

PROFILE = """
name = "crashes"
source = "a fair"
basis = "customer"
[fields]
email = "mail"
last_name = "name"
"""

EXPECTED = {"rows": 12_000, "created": 11_670, "matched": 105, "unchanged": 105, "rejected": 120}
AGAIN = {"rows": 12_000, "created": 0, "matched": 0, "unchanged": 11_880, "rejected": 120}


def write(path: Path) -> Path:
    """The file."""
    path.write_text("\n".join(["mail;name", *(";".join(_row(number)) for number in range(ROWS))]))
    return path


def _row(number: int) -> tuple[str, str]:
    """Of every hundred rows one is wrong, one repeats an earlier row, and one names somebody of an earlier row anew."""
    if number % 100 == 50:
        return f"row-{number}@", f"Person {number}"
    if number % 100 == 60 and number >= _EARLIER:
        return _row(number - _EARLIER)
    if number % 100 == 70 and number >= _EARLIER:
        return f"row-{number % _EARLIER}@example.org", f"Person {number}"
    return f"row-{number}@example.org", f"Person {number}"


def told() -> list[tuple[str, str]]:
    """Address and name in the rows that can be recorded, in their order."""
    return [row for row in map(_row, range(ROWS)) if not row[0].endswith("@")]


_DONE = """
    SELECT coalesce(sum(created + matched + unchanged + rejected), 0), coalesce(sum(created + matched), 0), (
        SELECT count(*) FROM timeline_touchpoint WHERE kind = 'contact.imported') FROM imports_importrun
"""
_WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


class Importer:
    """`trichter import` of that file by two writers: a group of processes, or the next one, which goes on after it."""

    def __init__(self, victim: Victim, folder: Path) -> None:
        self.victim, self.log = victim, folder / "log"
        profile = folder / "crashes.toml"
        profile.write_text(PROFILE)
        file = write(folder / "people.csv")
        self.arguments = ("import", str(file), "--profile", str(profile), "--processes", "2", "--json")
        self.start()

    def start(self) -> None:
        """Begin the file, or go on with it."""
        program = Path(sys.executable).with_name("trichter")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [program, *self.arguments],
                env=self.victim.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0,
            )  # fmt: skip

    def advance(self) -> None:
        """Let it do some rows more; then it waits in the middle of whatever it does, while the others are slow."""
        before = self.position()
        self._signal(signal.SIGCONT)
        wait(lambda: self._has_advanced(before), "the import gets on")
        self._signal(signal.SIGSTOP)
        assert self.position() < ROWS

    def _has_advanced(self, before: int) -> bool:
        assert self.process.poll() is None, self.said
        return self.position() > before

    def _signal(self, number: signal.Signals) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)

    @property
    def said(self) -> str:
        """By the process that runs, or was the last."""
        return self.log.read_text("utf-8")

    def position(self) -> int:
        """How many rows are done; what is recorded and what is counted agree at every moment."""
        ((done, counted, recorded),) = self.victim.ask(_DONE)
        assert counted == recorded
        return int(done)

    def result(self) -> dict[str, Any]:
        """What it says at the end of the file."""
        self._signal(signal.SIGCONT)
        wait(lambda: self.position() and self.process.poll() is not None, "the import ends")
        assert self.process.returncode == 0, self.said
        return cast(dict[str, Any], json.loads(self.said.splitlines()[-1]))

    def kill_before_commit(self) -> None:
        """While a writer has recorded a chunk and waits to count it."""
        with self.victim.connected() as database:
            database.execute("SELECT FROM imports_importrun FOR UPDATE")
            self._signal(signal.SIGCONT)
            wait(lambda: self.victim.number(_WAITING), "a chunk is recorded")
            self.position()
            self.kill()

    def kill(self) -> None:
        """As `kill -9` does to the first process; its writers do not outlive it."""
        self._signal(signal.SIGCONT)  # those who wait would end by the hang-up of their group
        self.process.kill()
        self.process.wait(LONG)
        wait(lambda: not self._group(), "its writers end with it")

    def _group(self) -> set[int]:
        return {pid for pid in self.victim.survivors() if group(pid) == self.process.pid}
