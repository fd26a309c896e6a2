"""The keeper: a small process that runs the server of one place as long as somebody uses it. It imports little.

    users.lock    shared by every user for its lifetime; the keeper waits to have it alone: then nobody is left
    keeper.lock   held by the one keeper
    server.lock   inherited by all processes of the server; the next keeper waits for it, so it never trusts a pid

A kill -9 of a user releases its share. A kill -9 of the server: it starts again and recovers, however long that takes.
A kill -9 of the keeper: the kernel stops the server, and the next user that looks starts a new keeper.
"""

import os
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO

from trichter.kernel.children import dying_with_me
from trichter.kernel.locks import Lock
from trichter.kernel.postgres.binaries import programs
from trichter.kernel.postgres.leftovers import take_over
from trichter.kernel.postgres.place import Place, account
from trichter.kernel.postgres.tuning import memory, settings

_LONGEST_LOG = 10_000_000
_LONGEST_WAIT = 5.0
_CALM = 30.0


def main(folder: Path, *, durable: bool) -> int:
    """Keep the server of a place until its last user has left; 1 if it does not start, with the reason in `trouble`."""
    where = Place(folder)
    keeper = Lock(where.keeper_lock)
    if not keeper.try_to_take():
        return 0
    users = Lock(where.users_lock)
    good = Keeper(where, users, durable=durable).keep()
    # First our own lock, then the users': who waits for theirs must not find a keeper that is about to leave.
    keeper.release()
    users.release()
    return 0 if good else 1


class Keeper:
    """Waits for two things at once: the end of the server, and the end of its last user (or SIGTERM)."""

    def __init__(self, where: Place, users_lock: Lock, *, durable: bool) -> None:
        self.where, self.users_lock, self.durable = where, users_lock, durable
        self.enough, self._enough = os.pipe2(os.O_CLOEXEC)
        signal.signal(signal.SIGTERM, lambda *_: self._stop())
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        threading.Thread(target=self._wait_for_last_user, daemon=True).start()

    def _wait_for_last_user(self) -> None:
        self.users_lock.take()
        self._stop()

    def _stop(self) -> None:
        os.write(self._enough, b".")

    def keep(self) -> bool:
        """Run the server, again after every violent end; False if it gives up by itself."""
        wait = 0.1
        while True:
            began = time.monotonic()
            server = self._start()
            if self._ended(server):
                if server.returncode > 0:
                    self._tell()
                    return False
            else:
                _shut_down(server)
                return True
            wait = 0.1 if time.monotonic() - began > _CALM else min(wait * 2, _LONGEST_WAIT)
            if select.select([self.enough], [], [], wait)[0]:
                return True

    def _start(self) -> "subprocess.Popen[bytes]":
        owner = account(self.where)
        options = settings(memory_bytes=memory(), sockets=self.where.sockets, durable=self.durable).items()
        # From here on only this server's processes hold the lock.
        lock = Lock(self.where.server_lock)
        take_over(lock, pid_file=self.where.data / "postmaster.pid")
        self._remove_traces()
        with self._open_log() as log:
            self.said_before = log.tell()
            server = subprocess.Popen(
                [programs(owner) / "postgres", "-D", self.where.data, *(f"--{key}={value}" for key, value in options)],
                user=owner.uid, group=owner.gid, extra_groups=None if owner.uid is None else [], umask=0o077, cwd="/",
                env={"LC_ALL": "C", "PATH": os.environ.get("PATH", "")}, pass_fds=[lock.fileno()],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=dying_with_me(signal.SIGINT),
            )  # fmt: skip
        lock.close()
        return server

    def _remove_traces(self) -> None:
        """No process of an earlier server is left: the pid in its file may be somebody else's by now."""
        (self.where.data / "postmaster.pid").unlink(missing_ok=True)
        self.where.socket.unlink(missing_ok=True)
        self.where.socket.with_name(f"{self.where.socket.name}.lock").unlink(missing_ok=True)

    def _open_log(self) -> BinaryIO:
        if self.where.log.exists() and self.where.log.stat().st_size > _LONGEST_LOG:
            self.where.log.rename(self.where.log.with_suffix(".log.1"))
        return self.where.log.open("ab")

    def _ended(self, server: "subprocess.Popen[bytes]") -> bool:
        """Wait: True when the server ended, False when nobody needs it any more."""
        ended = os.pidfd_open(server.pid)
        try:
            ready, _, _ = select.select([ended, self.enough], [], [])
        finally:
            os.close(ended)
        if ended in ready:
            server.wait()
            return True
        return False

    def _tell(self) -> None:
        """Leave what the server said since its start for those who wait."""
        unfinished = self.where.trouble.with_suffix(".new")
        unfinished.write_bytes(self.where.log.read_bytes()[self.said_before :])
        unfinished.rename(self.where.trouble)


def _shut_down(server: "subprocess.Popen[bytes]") -> None:
    server.send_signal(signal.SIGINT)  # "fast": ends connections, writes everything down
    server.wait()


def _detach() -> None:
    """Leave the session and the family of whoever started us: a Ctrl-C there is not for us, nobody has to reap us."""
    if os.fork():
        os._exit(0)
    os.setsid()


if __name__ == "__main__":
    _detach()
    sys.exit(main(Path(sys.argv[1]), durable=sys.argv[2] != "lossy"))
