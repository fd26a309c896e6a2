"""Sends mail beside the reactions: neither has to wait for the other, be it a slow mail server or a slow reaction."""

import threading
import time

import structlog
from django.db import InterfaceError, OperationalError, connection

from trichter.kernel import clock, heartbeats
from trichter.kernel.environment import environment
from trichter.kernel.stopping import Stop
from trichter.spine.outreach import queue, sending, transports
from trichter.spine.outreach.transports import Transport

PART = "mailer"
_BEAT = 10.0
_POLL = 1.0
_LONGEST_WAIT = 10.0
# After so long without anything to send the mail server is let go: it would hang up soon.
_IDLE_TURNS = 5
# Seconds without mail after the first, second … in a row of which the mail server did not say what became of it: those
# behind it would end in doubt as well.
_RESTS = (30.0, 300.0, 900.0, 3600.0)

log = structlog.get_logger(__name__)


class Mailer:
    """A thread of the worker with a connection of its own: beat, send, and with nothing to send wait for a letter."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        self._transport = transports.configured(environment())
        self._beaten = float("-inf")
        self._idle = self._doubts = 0
        self._rests_until = float("-inf")
        # A mail that a slow server has not answered when we have to stop is left to its lease.
        self._thread = threading.Thread(target=self.run, name=PART, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, *, patience: float) -> None:
        """Let it finish the mail at hand, but not for long."""
        self._stop.ask()
        self._thread.join(patience)

    def run(self) -> None:
        """Until asked to stop; whatever goes wrong, mail goes on leaving afterwards."""
        wait = _POLL
        while not self._stop.is_asked:
            try:
                self.turn()
                wait = _POLL
            except Exception as error:
                is_away = isinstance(error, OperationalError | InterfaceError)
                log.warning("database away" if is_away else "mail not sent", wait=wait, exc_info=True)
                connection.close()
                self._stop.wait(wait)
                wait = min(wait * 2, _LONGEST_WAIT)
        self._let_go()
        connection.close()

    def turn(self) -> None:
        """One mail, or one wait."""
        self._beat()
        if self._transport is not None and not self._rests(self._transport) and sending.send_next(self._transport):
            self._idle = 0
            return
        self._idle += 1
        if self._idle == _IDLE_TURNS:
            self._let_go()
        # Not long: a time that comes tells nobody.
        self._stop.wait_for_news(queue.CHANNEL, seconds=_POLL)

    def _rests(self, transport: Transport) -> bool:
        now = time.monotonic()
        if transport.doubts > self._doubts:
            self._rests_until = now + _RESTS[min(transport.doubts, len(_RESTS)) - 1]
        self._doubts = transport.doubts
        return now < self._rests_until

    def _beat(self) -> None:
        now = time.monotonic()
        if now - self._beaten > _BEAT:
            heartbeats.beat(PART)
            queue.doubt_the_abandoned(clock.now())
            self._beaten = now

    def _let_go(self) -> None:
        if self._transport is not None:
            self._transport.close()
