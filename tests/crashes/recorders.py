"""The recorders from outside: what each was told, what it has acknowledged, and its end."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tests.crashes.orders import RECORDERS, Order
from tests.crashes.victim import Victim
from tests.faces.cli.installations import LONG, wait


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a recorder wrote down."""

    key: str
    contact: int
    touchpoint: int
    in_vain: int


class Recorder:
    """One process, and after its death the next one, which is told all of it again: it cannot know what got through."""

    def __init__(self, number: int, victim: Victim) -> None:
        self.victim, self.number = victim, number
        self.file, self.log = (victim.above / f"recorder-{number}.{end}" for end in ("keys", "log"))
        self.file.touch()
        self.told: list[Order] = []
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[str]":
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.crashes.recorder", self.file],
                env=self.victim.environment(), stdin=subprocess.PIPE, stdout=log, stderr=log, text=True,
            )  # fmt: skip

    def tell(self, orders: Sequence[Order]) -> None:
        """Orders wait in the pipe until it gets to them."""
        self.told += orders
        self._say(orders)

    def _say(self, orders: Sequence[Order]) -> None:
        assert self.process.stdin is not None
        for one in orders:
            touch = {"kind": one.kind, "payload": one.payload, "email": one.email, "learned": one.learned}
            self.process.stdin.write(json.dumps({**touch, "key": one.key}) + "\n")
        self.process.stdin.flush()

    def acknowledged(self) -> list[Acknowledged]:
        """All that it has written down so far; a line that is being written does not count."""
        lines = self.file.read_text("utf-8").split("\n")[:-1]
        return [Acknowledged(**json.loads(line)) for line in lines]

    def kill(self) -> None:
        """As `kill -9` does, when something has got through; another one takes its place."""
        wait(self.acknowledged, "it has recorded something")
        self.end()
        self.process = self._start()
        self._say(self.told)

    def end(self) -> None:
        """At once, if it still runs."""
        self.process.kill()
        with self.process:
            self.process.wait(LONG)

    def finish(self) -> None:
        """Let it do all that it was told."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(LONG) == 0, self.log.read_text("utf-8")


class Crew:
    """All of them."""

    def __init__(self, victim: Victim) -> None:
        self.recorders = [Recorder(number, victim) for number in range(RECORDERS)]

    def tell(self, orders: Sequence[Order]) -> None:
        """Each its own."""
        for recorder in self.recorders:
            recorder.tell([one for one in orders if one.recorder == recorder.number])

    def acknowledged(self) -> list[Acknowledged]:
        """By all of them together."""
        return [one for recorder in self.recorders for one in recorder.acknowledged()]

    def wait_until_busy(self) -> None:
        """Until something more has been acknowledged: the rest of what they were told is on its way."""
        before = len(self.acknowledged())
        wait(lambda: self._all_run() and len(self.acknowledged()) > before, "the recorders record")

    def _all_run(self) -> bool:
        for recorder in self.recorders:
            assert recorder.process.poll() is None, recorder.log.read_text("utf-8")
        return True

    def finish(self) -> None:
        """Until all is recorded."""
        for recorder in self.recorders:
            recorder.finish()


@contextmanager
def recording(victim: Victim) -> Iterator[Crew]:
    """Recorders that do not outlive the block."""
    crew = Crew(victim)
    try:
        yield crew
    finally:
        for recorder in crew.recorders:
            recorder.end()
