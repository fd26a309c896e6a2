"""Using the embedded server: who calls `use` has it for as long as the process lives; the last one out stops it."""

import contextlib
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

from trichter.kernel.home import DiskFull, free_megabytes
from trichter.kernel.locks import Lock, is_held
from trichter.kernel.postgres.cluster import NAME, last_words, prepare
from trichter.kernel.postgres.errors import ServerDidNotStart
from trichter.kernel.postgres.place import Place, place

_using: dict[Path, Lock] = {}
_STARTING_UP = b"C57P03\0"  # cannot_connect_now: it starts, recovers or stops


def use(home: Path, *, durable: bool = True) -> None:
    """Have the home's server running until this process ends. Waits for a recovery as long as it takes.

    Raises a `DatabaseError` with one sentence when there can be no server.
    """
    where = prepare(home, durable=durable)
    if where.folder not in _using:
        lock = Lock(where.users_lock)
        # Waits while a keeper stops the server of those who left before us.
        lock.share()
        _using[where.folder] = lock
    _start_keeper(where, durable=durable)
    _await(where, durable=durable)


def revive(home: Path, *, durable: bool = True) -> bool:
    """Start a keeper if the one we use was killed, and say so; does not wait for the server."""
    where = place(home)
    return where.folder in _using and _start_keeper(where, durable=durable)


def leave(home: Path, *, patience: float = 3.0) -> None:
    """Stop using the server before the process ends; the last one waits up to `patience` seconds for it to stop."""
    where = place(home)
    if (lock := _using.pop(where.folder, None)) is None:
        return
    # Not unlocked: a child forked from here may still use the server.
    lock.close()
    end = time.monotonic() + patience
    time.sleep(0.05)  # the keeper wakes up and takes the users' lock, or finds that others are left
    while time.monotonic() < end and is_held(where.users_lock):
        time.sleep(0.02)


def _start_keeper(where: Place, *, durable: bool) -> bool:
    if is_held(where.keeper_lock):
        return False
    where.trouble.unlink(missing_ok=True)
    module = "trichter.kernel.postgres.keeper"
    # Returns as soon as the keeper has detached itself. If several start one, the first to lock stays.
    subprocess.run(
        [sys.executable, "-m", module, where.folder, "durable" if durable else "lossy"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", check=True,
    )  # fmt: skip
    return True


def _await(where: Place, *, durable: bool) -> None:
    pause = 0.02
    while not is_ready(where):
        if not is_held(where.keeper_lock):
            _raise_trouble(where)
            _start_keeper(where, durable=durable)
        time.sleep(pause)
        pause = min(pause * 1.2, 0.5)


def _raise_trouble(where: Place) -> None:
    with contextlib.suppress(FileNotFoundError):
        said = where.trouble.read_text("utf-8", "replace")
        if "No space left on device" in said:
            raise DiskFull(folder=where.folder, free=free_megabytes(where.folder))
        raise ServerDidNotStart(reason=last_words(said), log=where.log)


def is_ready(where: Place) -> bool:
    """Whether the server takes connections, asked on its socket as a client asks; a pid file proves nothing."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            line.connect(str(where.socket))
            line.sendall(_hello())
            answer = line.recv(4096)
    except OSError:
        return False
    return answer[:1] == b"R" or (answer[:1] == b"E" and _STARTING_UP not in answer)


def _hello() -> bytes:
    """PostgreSQL's StartupMessage, protocol 3.0."""
    words = b"".join(part.encode() + b"\0" for part in ("user", NAME, "database", NAME)) + b"\0"
    return struct.pack("!ii", len(words) + 8, 0x30000) + words
