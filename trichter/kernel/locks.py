"""Locks between processes that the kernel releases when their holder dies, however it dies."""

import fcntl
import os
from pathlib import Path


class Lock:
    """A lock file. Forked children share a held lock; programs started from here do not inherit it unless told to."""

    def __init__(self, path: Path, *, mode: int = 0o600) -> None:
        self.path = path
        self._fd: int | None = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, mode)

    def fileno(self) -> int:
        """The descriptor, for `pass_fds`: a program that inherits it holds the lock too."""
        assert self._fd is not None, "the lock was released"
        return self._fd

    def share(self) -> None:
        """Wait until nobody holds it alone, then hold it with others."""
        fcntl.flock(self.fileno(), fcntl.LOCK_SH)

    def take(self) -> None:
        """Wait until nobody else holds it, then hold it alone."""
        fcntl.flock(self.fileno(), fcntl.LOCK_EX)

    def try_to_take(self) -> bool:
        """Hold it alone if nobody else holds it."""
        return self._try(fcntl.LOCK_EX)

    def try_to_share(self) -> bool:
        """Hold it with others if nobody holds it alone."""
        return self._try(fcntl.LOCK_SH)

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self.fileno(), kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Let it go, in this process and in all that share the descriptor."""
        if self._fd is not None:
            fcntl.flock(self._fd, fcntl.LOCK_UN)
            self.close()

    def close(self) -> None:
        """Close the descriptor; the lock stays held as long as another process has inherited it."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def __enter__(self) -> "Lock":
        self.take()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock alone. Asks by sharing it, so that askers do not see each other."""
    if not path.exists():
        return False
    lock = Lock(path)
    try:
        return not lock.try_to_share()
    finally:
        lock.close()
