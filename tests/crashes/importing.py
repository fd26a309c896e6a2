"""A file of twelve thousand rows with all that can become of a row, and the process that imports it."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

from tests.crashes.victim import Victim
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


def recorded_lines() -> list[int]:
    """The lines of the file that become a touchpoint; the first is the header's."""
    repeats = range(_EARLIER + 60, ROWS, 100)
    return [number + 2 for number in range(ROWS) if number % 100 != 50 and number not in repeats]


class Importer:
    """`trichter import` of that file: one process, or the next one, which goes on after it."""

    def __init__(self, victim: Victim, folder: Path) -> None:
        self.victim, self.log = victim, folder / "log"
        profile = folder / "crashes.toml"
        profile.write_text(PROFILE)
        self.arguments = ("import", str(write(folder / "people.csv")), "--profile", str(profile), "--json")
        self.start()

    def start(self) -> None:
        """Begin the file, or go on with it."""
        program = Path(sys.executable).with_name("trichter")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [program, *self.arguments],
                env=self.victim.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def advance(self) -> None:
        """Let it do some rows more; then it waits in the middle of whatever it does, while the others are slow."""
        self.process.send_signal(signal.SIGCONT)
        before = self.position()
        wait(lambda: self._is_stopped_after(before), "the import gets on")
        assert self.position() < ROWS

    def _is_stopped_after(self, position: int) -> bool:
        assert self.process.poll() is None, self.said
        self.process.send_signal(signal.SIGSTOP)
        if self.position() > position:
            return True
        self.process.send_signal(signal.SIGCONT)
        return False

    @property
    def said(self) -> str:
        """By the process that runs, or was the last."""
        return self.log.read_text("utf-8")

    def position(self) -> int:
        """How many rows are done."""
        return self.victim.number("SELECT coalesce(max(position), 0) FROM imports_importrun")

    def result(self) -> dict[str, Any]:
        """What it says at the end of the file."""
        self.process.send_signal(signal.SIGCONT)
        assert self.process.wait(LONG) == 0, self.said
        return cast(dict[str, Any], json.loads(self.said.splitlines()[-1]))

    def kill(self) -> None:
        """As `kill -9` does."""
        self.process.kill()
        self.process.wait(LONG)
