"""An installation that really runs: `trichter serve` in processes of their own, on a home and a port of their own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from tests import run
from trichter.kernel.locks import is_held
from trichter.kernel.postgres.place import Place, place

# A machine under load may be slow; a test that would wait longer has found a fault.
LONG = 90

# A database of their own; and what they say has to come in its order without help from the developer's environment.
_NOT_THEIRS = {"DATABASE_URL", "PYTHONUNBUFFERED"}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait(condition: Callable[[], object], what: str) -> None:
    """Until something is true."""
    end = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < end, f"did not happen: {what}"
        time.sleep(0.05)


class Installation:
    """A home, a port, and what runs there."""

    def __init__(self, home: Path | None = None) -> None:
        above = Path(tempfile.mkdtemp(prefix="trichter-serve-"))
        above.chmod(0o711)
        self.above, self.home, self.port = above, home or above / "home", free_port()
        self.processes: list[subprocess.Popen[bytes]] = []

    @property
    def where(self) -> Place:
        """Its database."""
        return place(self.home)

    @property
    def log(self) -> str:
        """What all its processes said."""
        return (self.above / "log").read_text("utf-8")

    def run(self, *arguments: str, **variables: str) -> "subprocess.Popen[bytes]":
        """Start `trichter …` and let it run."""
        with (self.above / "log").open("ab") as log:
            process = subprocess.Popen(
                [Path(sys.executable).with_name("trichter"), *arguments],
                env=self.environment() | variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def serve(self, **variables: str) -> "subprocess.Popen[bytes]":
        """`trichter serve`, until it answers."""
        process = self.run("serve", **variables)
        wait(lambda: self.get("healthz") == 200 or process.poll() is not None, "serve answers")
        assert process.poll() is None, self.log
        return process

    def environment(self) -> dict[str, str]:
        """The variables of its processes; pages come from one of them, where a test does not ask for more."""
        mine = {"TRICHTER_HOME": str(self.home), "TRICHTER_PORT": str(self.port), "TRICHTER_DURABLE": "true"}
        others = {name: value for name, value in os.environ.items() if name not in _NOT_THEIRS}
        return others | mine | {"TRICHTER_PROCESSES": "1"}

    def get(self, path: str, *, body: bytes | None = None, seconds: float = LONG) -> int:
        """The status of a page, or of what it answers to a form; 0 if nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", body, timeout=seconds) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return int(error.code)
        except OSError:
            return 0

    def read(self, path: str) -> bytes:
        """What stands at an address."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=LONG) as answer:
            return bytes(answer.read())

    def wait_until_ready(self) -> None:
        """Until pages can be answered."""
        wait(lambda: self.get("readyz") == 200, "it is ready")

    def wait_until_gone(self) -> None:
        """Until nothing of it runs any more, the database included."""
        locks = (self.where.server_lock, self.where.keeper_lock, self.home / "serve.lock")
        wait(lambda: self.get("healthz") == 0 and not any(is_held(lock) for lock in locks), "nothing is left")

    def remove(self) -> None:
        """End what still runs, remove all files."""
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(LONG)
        self.wait_until_gone()
        shutil.rmtree(self.above)


def children(pid: int) -> list[int]:
    """The processes a process has started."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def installation(*, has_tables: bool = False) -> Iterator[Installation]:
    """For a fixture: one that has never run, or one in which `trichter migrate` has."""
    made = Installation()
    if has_tables:
        make_tables(made.home)
    yield made
    made.remove()


def make_tables(home: Path) -> None:
    """A new home with what `trichter migrate` makes there: copied from one that all tests of a run share."""
    subprocess.run(["cp", "-a", run.kept(), home], check=True)
