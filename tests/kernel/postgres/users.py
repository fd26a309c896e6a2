"""Processes that use an embedded server, to be ended politely or not."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from trichter.kernel.locks import is_held
from trichter.kernel.postgres.place import Place, place

_SCRIPT = """
import sys
from pathlib import Path
from trichter.kernel.errors import DomainError
from trichter.kernel.postgres.server import leave, use
home = Path(sys.argv[1])
try:
    use(home)
except DomainError as error:
    sys.exit(f"{type(error).__name__}: {error.given}")
print("ready", flush=True)
sys.stdin.read()
leave(home, patience=60)
"""
# A machine under load may be slow; a test that would wait longer has found a fault.
LONG = 60


class User:
    """A process that uses the server of a home until it is told to leave."""

    def __init__(self, home: Path, **variables: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _SCRIPT, str(home)],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": ""} | variables,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def wait_until_ready(self) -> "User":
        """Raises AssertionError with what the process said if it ends instead."""
        assert self.process.stdout is not None
        assert select.select([self.process.stdout], [], [], LONG)[0], "nothing happened"
        assert self.process.stdout.readline() == "ready\n", self.complaint()
        return self

    def complaint(self) -> str:
        """What it said when it ended by itself."""
        return self.process.communicate(timeout=LONG)[1].strip()

    def leave(self) -> None:
        """End as a program ends."""
        self.process.communicate(timeout=LONG)
        assert self.process.returncode == 0

    def kill(self) -> None:
        """End it so that it cannot clean up."""
        self.process.kill()
        self.process.communicate(timeout=LONG)


@contextmanager
def using(home: Path) -> Iterator[Place]:
    """The place of a server that runs within the block."""
    user = User(home).wait_until_ready()
    try:
        yield place(home)
    finally:
        if user.process.poll() is None:
            user.leave()


def connect(where: Place) -> "psycopg.Connection[tuple[Any, ...]]":
    """A connection of its own, outside Django."""
    return psycopg.connect(host=str(where.sockets), user="trichter", dbname="trichter", autocommit=True)


def server_pid(where: Place) -> int:
    """The server's first process."""
    return int((where.data / "postmaster.pid").read_text().split()[0])


def parent(pid: int) -> int:
    """Who started a process."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def starts(where: Place) -> int:
    """How often a server of this place has started."""
    return where.log.read_text("utf-8").count("starting PostgreSQL")


def wait(condition: Callable[[], object], what: str) -> None:
    """Until something is true."""
    end = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < end, f"did not happen: {what}"
        time.sleep(0.02)


def wait_until_stopped(where: Place) -> None:
    """Until neither server nor keeper is left."""
    wait(lambda: not is_held(where.server_lock) and not is_held(where.keeper_lock), "the server stops")


def kill(pid: int) -> None:
    """As `kill -9` does."""
    os.kill(pid, signal.SIGKILL)
