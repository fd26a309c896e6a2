"""kill -9 for each part of a running installation: everything comes up again alone, or nothing survives."""

import os
import signal
from collections.abc import Callable, Iterator

import psycopg
import pytest

from tests.faces.cli.installations import Installation, children, installation, wait
from trichter.kernel.locks import is_held


@pytest.fixture
def installed() -> Iterator[Installation]:
    """Does not run."""
    yield from installation(has_tables=True)


@pytest.fixture(scope="module")
def serving() -> Iterator[Installation]:
    """Runs, whatever is killed."""
    for made in installation(has_tables=True):
        made.serve(TRICHTER_PROCESSES="2")
        yield made


def heart(installed: Installation) -> tuple[int, object] | None:
    """Process and time of the worker's last sign of life."""
    try:
        with psycopg.connect(host=str(installed.where.sockets), user="trichter", dbname="trichter") as database:
            return database.execute("SELECT pid, at FROM kernel_heartbeat WHERE part = 'worker'").fetchone()
    except psycopg.OperationalError:
        return None


def listens(installed: Installation) -> bool:
    """Whether the worker and its mailer have done what was due, and wait for more, in a database that may be new."""
    from trichter.spine import outbox
    from trichter.spine.outreach import queue

    said = [f"LISTEN {channel}" for channel in (outbox.CHANNEL, queue.CHANNEL)]
    try:
        with psycopg.connect(host=str(installed.where.sockets), user="trichter", dbname="trichter") as database:
            return database.execute(_SAID_LAST, [said]).fetchone() == (len(said),)
    except psycopg.OperationalError:
        return False


_SAID_LAST = "SELECT count(DISTINCT query) FROM pg_stat_activity WHERE query = ANY(%s)"


def web(installed: Installation) -> int:
    """The first process of the web server; the worker is the other child."""
    worker = heart(installed)
    assert worker is not None
    return next(pid for pid in children(installed.processes[0].pid) if pid != worker[0])


def granian_worker(installed: Installation) -> int:
    return next(pid for pid in children(web(installed)))


def worker(installed: Installation) -> int:
    beaten = heart(installed)
    assert beaten is not None
    return beaten[0]


def postgres(installed: Installation) -> int:
    return int((installed.where.data / "postmaster.pid").read_text().split()[0])


def keeper(installed: Installation) -> int:
    with open(f"/proc/{postgres(installed)}/stat") as stat:  # noqa: PTH123
        return int(stat.read().rpartition(")")[2].split()[1])


PARTS = [web, granian_worker, worker, postgres, keeper]


@pytest.mark.parametrize("part", PARTS)
def test_what_is_killed_comes_up_again(serving: Installation, part: Callable[[Installation], int]) -> None:
    wait(lambda: heart(serving), "the worker beats")
    killed = part(serving)

    os.kill(killed, signal.SIGKILL)

    wait(lambda: _another(serving, part, killed), "there is a new one")
    serving.wait_until_ready()
    wait(lambda: listens(serving), "the worker works again")


def _another(installed: Installation, part: Callable[[Installation], int], killed: int) -> bool:
    try:
        found = part(installed)
        return found != killed and os.getpgid(found) > 0
    except (AssertionError, StopIteration, OSError, ValueError, IndexError):
        return False


def test_a_killed_installation_starts_again_at_once_and_nothing_survives_it(installed: Installation) -> None:
    server = installed.serve()
    server.kill()
    server.wait()
    installed.processes.clear()
    server = installed.serve()
    installed.wait_until_ready()
    wait(lambda: (heart(installed) or (0,))[0] in children(server.pid), "the worker beats")
    pids = [web(installed), granian_worker(installed), worker(installed), postgres(installed), keeper(installed)]

    server.kill()
    server.wait()

    installed.wait_until_gone()
    wait(lambda: not any(_runs(pid) for pid in pids), "all processes have ended")


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_nothing_survives_a_web_server_that_runs_alone(installed: Installation) -> None:
    alone = installed.run("web")
    installed.wait_until_ready()

    alone.kill()
    alone.wait()

    installed.wait_until_gone()
    assert not is_held(installed.where.users_lock)
