"""Ends what an earlier server left: in a long calculation a backend does not notice that its server was killed."""

import contextlib
import os
import signal
import time
from pathlib import Path

from trichter.kernel.locks import Lock

_PATIENCE = 1.0


def take_over(server_lock: Lock, *, pid_file: Path) -> None:
    """Wait until no process of an earlier server is left, however long it takes to write everything down."""
    patience = time.monotonic() + _PATIENCE
    while not server_lock.try_to_take():
        if time.monotonic() > patience:
            _end_orphans(server_lock.path, pid_file=pid_file)
        time.sleep(0.05)


def _end_orphans(lock: Path, *, pid_file: Path) -> None:
    """As long as its first process lives, a server is shutting down by itself; without it the others serve nobody."""
    holders = _holders(lock) - {os.getpid()}
    if _first_process(pid_file) not in holders:
        for pid in holders:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _first_process(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text("ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _holders(path: Path) -> set[int]:
    processes = (process for process in Path("/proc").iterdir() if process.name.isdigit())
    return {int(process.name) for process in processes if _has_open(process, path.resolve())}


def _has_open(process: Path, path: Path) -> bool:
    try:
        return any(descriptor.readlink() == path for descriptor in (process / "fd").iterdir())
    except OSError:
        return False  # it has ended meanwhile, or is somebody else's
