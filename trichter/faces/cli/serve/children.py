"""A part of Trichter in a process of its own, forked from the supervisor: it shares its memory and starts at once."""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from trichter.kernel.children import die_with_parent

_FIRST_WAIT = 0.2
_LONGEST_WAIT = 30.0
_CALM = 60.0

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Child:
    """One part: its process, and when it may start again after it died."""

    name: str
    work: Callable[[], None]
    pid: int = 0
    pidfd: int = -1
    began: float = 0.0
    wait: float = _FIRST_WAIT
    due: float = field(default_factory=time.monotonic)

    @property
    def is_alive(self) -> bool:
        """Whether its process runs, as far as we have been told."""
        return self.pid != 0

    def start(self) -> None:
        """Fork it, as leader of a process group of its own: a Ctrl-C in the terminal is for the supervisor."""
        supervisor = os.getpid()
        sys.stdout.flush()  # else the child would say it once more
        if (pid := os.fork()) == 0:
            self._run(supervisor)
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)  # the child does the same: whoever is first
        self.pid, self.pidfd, self.began = pid, os.pidfd_open(pid), time.monotonic()
        log.info("started", part=self.name, child=pid)

    def _run(self, supervisor: int) -> None:
        """In the child; never returns to the supervisor's code."""
        code = 1
        try:
            os.setpgid(0, 0)
            die_with_parent(parent=supervisor)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            signal.set_wakeup_fd(-1)
            self.work()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except BaseException:
            # The last frame of a process: nothing may pass it into the supervisor's code.
            log.exception("failed", part=self.name)
        finally:
            os._exit(code)

    def signal(self, number: signal.Signals) -> None:
        """Signal the part's first process."""
        if self.is_alive:
            signal.pidfd_send_signal(self.pidfd, number)

    def bury(self, *, restart: bool) -> None:
        """Its first process has ended: end what it left, and set the time of the next start."""
        self._kill_group()
        _, status = os.waitpid(self.pid, 0)
        os.close(self.pidfd)
        if restart:
            self.postpone()
            log.warning(
                "died", part=self.name, child=self.pid, status=os.waitstatus_to_exitcode(status), wait=self.wait
            )
        self.pid, self.pidfd = 0, -1

    def postpone(self) -> None:
        """Set the next start, later each time; soon again for one that has lived long."""
        lived = time.monotonic() - self.began
        self.wait = _FIRST_WAIT if lived > _CALM else min(self.wait * 2, _LONGEST_WAIT)
        self.due = time.monotonic() + self.wait

    def kill(self) -> None:
        """End all its processes at once."""
        if self.is_alive:
            self._kill_group()

    def _kill_group(self) -> None:
        """Granian's worker goes on serving when its main was killed. Before waitpid: until then the number is ours."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
