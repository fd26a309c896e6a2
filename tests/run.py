"""What the tests of a run share: a folder, a home in it with its server, and a database with its tables, to be copied.

The first process makes them while the others still collect their tests; whoever needs them waits for them.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import psycopg

from trichter.kernel.locks import Lock
from trichter.kernel.postgres.cluster import NAME
from trichter.kernel.postgres.place import place

_MEMORY = Path("/dev/shm")
_PLENTY = 4 << 30
_prepared: "Future[None]"


def new_folder() -> Path:
    """For all that a run writes: in memory, if there is plenty. The server's user, too, has to pass through."""
    is_plenty = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _PLENTY
    folder = Path(tempfile.mkdtemp(prefix="trichter-tests-", dir=_MEMORY if is_plenty else None))
    (folder / "tmp").mkdir()
    for one in (folder, folder / "tmp"):
        one.chmod(0o711)
    return folder


def _home() -> Path:
    return Path(os.environ["TRICHTER_HOME"])


def _beside(name: str) -> Path:
    return _home().with_name(name)


def prepare() -> None:
    """Begin to make home and database, in a thread."""
    global _prepared
    lock = Lock(_beside("prepared.lock"))
    lock.take()
    pool = ThreadPoolExecutor(1)
    _prepared = pool.submit(_prepare, lock)
    pool.shutdown(wait=False)


def _prepare(lock: Lock) -> None:
    from trichter.kernel.environment import environment
    from trichter.kernel.postgres.ensure import ensure

    with lock:
        there = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        program = Path(sys.executable).with_name("trichter")
        subprocess.run([program, "migrate", "--verbosity", "0"], env=there, check=True)
        with Lock(place(_home()).server_lock), Lock(place(_home()).keeper_lock):  # they have ended
            subprocess.run(["cp", "-a", _home(), _beside("kept")], check=True)
        ensure(environment())


def end() -> None:
    """Stop the server. If it could not be made, that is said here at the latest."""
    from trichter.kernel.postgres.server import leave

    _prepared.result()
    leave(_home(), patience=30)


def _wait() -> None:
    lock = Lock(_beside("prepared.lock"))
    lock.share()
    lock.close()


def kept() -> Path:
    """The home as it was with nothing but its tables; to be copied with owners and permissions."""
    _wait()
    return _beside("kept")


def copy_database(name: str) -> None:
    """Of that name, with all tables."""
    _wait()
    with psycopg.connect(host=str(place(_home()).sockets), user=NAME, dbname="postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{NAME}"'.encode())
