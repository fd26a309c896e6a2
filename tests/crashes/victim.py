"""An installation to be killed piece by piece: the real commands, and a database that waits for the disk."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from tests.crashes.apps import LOCK
from tests.faces.cli.installations import LONG, Installation, children, wait
from tests.faces.cli.test_serve_killed import heart, keeper, postgres, web, worker

_ROOT = Path(__file__).resolve().parents[2]
_IN_HAND = "SELECT id FROM spine_reaction WHERE state = 'due' AND attempts > 0"
_IS_ECHOING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND granted"


class Victim(Installation):
    """Its first process is always the supervisor; `orphans` are the reactions that a killed worker had in hand."""

    orphans: Sequence[int] = ()

    def environment(self) -> dict[str, str]:
        """With the echo among the reactions of every process."""
        return super().environment() | {"DJANGO_SETTINGS_MODULE": "tests.crashes.settings", "PYTHONPATH": str(_ROOT)}

    @property
    def supervisor(self) -> "subprocess.Popen[bytes]":
        """`trichter serve`."""
        return self.processes[0]

    def says(self, *arguments: str) -> str:
        """What a command says that ends by itself, and well."""
        program = Path(sys.executable).with_name("trichter")
        done = subprocess.run(
            [program, *arguments], env=self.environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def connected(self) -> "psycopg.Connection[tuple[Any, ...]]":
        """To its database."""
        return psycopg.connect(host=str(self.where.sockets), user="trichter", dbname="trichter")

    def ask(self, statement: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
        """What the database answers; if it is away, as soon as it is back."""
        end = time.monotonic() + LONG
        while True:
            try:
                with self.connected() as database:
                    return database.execute(statement, values).fetchall()
            except psycopg.OperationalError:
                assert time.monotonic() < end, "the database stays away"
                time.sleep(0.05)

    def number(self, statement: LiteralString, *values: Any) -> int:
        """The one number that the database answers."""
        ((found,),) = self.ask(statement, *values)
        return int(found)

    @property
    def worker(self) -> int:
        """The process that carries out reactions."""
        return worker(self)

    def kill_web(self) -> None:
        """The first process of the web server."""
        _kill(web(self))

    def kill_worker(self) -> None:
        """Whatever it does at the moment."""
        _kill(self.worker)

    def kill_echoing_worker(self) -> None:
        """While it has reactions in hand, and of one of them the effect, but not yet the note that it is done.

        There must be no leases but its own.
        """
        pid = self.worker
        wait(lambda: self._is_stopped_echoing(pid), "the worker echoes")
        self.orphans = [reaction for (reaction,) in self.ask(_IN_HAND)]
        _kill(pid)

    def _is_stopped_echoing(self, worker: int) -> bool:
        os.kill(worker, signal.SIGSTOP)
        if self.number(_IS_ECHOING, LOCK):
            return True
        os.kill(worker, signal.SIGCONT)
        return False

    def kill_keeper(self) -> None:
        """The database stops with it."""
        _kill(keeper(self))

    def kill_postgres(self) -> None:
        """The first process of the database."""
        _kill(postgres(self))

    def kill_supervisor(self) -> None:
        """It is the only one that does not come up again alone: somebody starts it."""
        self.supervisor.kill()
        self.processes.pop(0).wait(LONG)
        self.run("serve")

    def wait_until_whole(self) -> None:
        """Until all parts work, and are those of this supervisor."""
        wait(self._is_whole, "everything comes up again alone")

    def _is_whole(self) -> bool:
        assert self.supervisor.poll() is None, self.log
        parts, beaten = [pid for pid in children(self.supervisor.pid) if runs(pid)], heart(self)
        is_there = len(parts) == 2 and beaten is not None and beaten[0] in parts
        return is_there and self.get("healthz") == self.get("readyz") == 200

    def survivors(self) -> set[int]:
        """Every process that was started for this home, whoever its parent is by now; but for PostgreSQL's own."""
        mine = f"TRICHTER_HOME={self.home}\0".encode()
        return {int(process.name) for process in Path("/proc").glob("[0-9]*") if mine in _variables(process)}


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    wait(lambda: not runs(pid), "it has ended")


def runs(pid: int) -> bool:
    """Whether a process is there and not only waits to be buried."""
    return _stat(pid)[:1] not in ([], ["Z"])


def group(pid: int) -> int:
    """The leader of its group; 0 if it has ended."""
    return int([*_stat(pid), "0", "0", "0"][2])


def _stat(pid: int) -> list[str]:
    """State, parent, group and so on; nothing if it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return []


def _variables(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes() + b"\0"
    except OSError:
        return b""  # it has ended meanwhile, or is somebody else's
