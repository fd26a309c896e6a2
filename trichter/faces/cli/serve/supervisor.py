"""Starts the parts, starts again what dies, stops all of them; with one thread, so that it can fork at any time."""

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable, Mapping
from types import FrameType

import structlog

from trichter.faces.cli.serve.children import Child

# Of the five seconds within which everything has to stop, the rest is the database's.
_PATIENCE = 4.0
_ROUND = 1.0

log = structlog.get_logger(__name__)


class Supervisor:
    """Runs parts until SIGTERM, SIGHUP or Ctrl-C; `revive` is called every second to look after the database."""

    def __init__(self, parts: Mapping[str, Callable[[], None]], *, revive: Callable[[], None]) -> None:
        self.children = [Child(name, work) for name, work in parts.items()]
        self.revive = revive
        self.stops = 0

    def run(self) -> None:
        """Returns when all parts have stopped."""
        awake, self._wake = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._note)
        try:
            while not self.stops:
                self.revive()
                self._start_due()
                self._wait(awake, _ROUND)
            self._stop(awake)
        finally:
            signal.set_wakeup_fd(-1)
            os.close(awake)
            os.close(self._wake)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.stops += 1

    def _start_due(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if not child.is_alive and child.due <= now:
                self._start(child)

    def _start(self, child: Child) -> None:
        try:
            child.start()
        except OSError:
            # No more processes or memory: the parts that run are the last that should end for it.
            log.exception("not started", part=child.name)
            child.postpone()

    def _wait(self, awake: int, seconds: float, *, restart: bool = True) -> None:
        """Until something ends, a signal comes, a start is due, or `seconds` are over."""
        alive = {child.pidfd: child for child in self.children if child.is_alive}
        dues = [child.due - time.monotonic() for child in self.children if restart and not child.is_alive]
        ready, _, _ = select.select([awake, *alive], [], [], max(0.0, min([seconds, *dues])))
        for descriptor in ready:
            if descriptor in alive:
                alive[descriptor].bury(restart=restart)
            else:
                os.read(awake, 512)
        self._reap_strangers()

    def _reap_strangers(self) -> None:
        """As the first process of a container we inherit what others leave behind."""
        ours = {child.pid for child in self.children}
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) and ended.si_pid not in ours:
                os.waitpid(ended.si_pid, 0)

    def _stop(self, awake: int) -> None:
        """Ask each part to finish what it does; end those that take too long, or at once when asked a second time."""
        log.info("stopping")
        for child in self.children:
            child.signal(signal.SIGTERM)
        end = time.monotonic() + _PATIENCE
        while any(child.is_alive for child in self.children):
            left = end - time.monotonic()
            if left <= 0 or self.stops > 1:
                for child in self.children:
                    child.kill()
            self._wait(awake, max(left, _ROUND), restart=False)
        log.info("stopped")
