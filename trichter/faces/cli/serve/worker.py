"""The worker: carries out the reactions that `record()` left in the outbox and what is due by the clock, and beside
them sends mail and does long work, until asked to stop."""

import signal
import time
from types import FrameType

import structlog
from django.db import InterfaceError, OperationalError, connection

from trichter.faces.cli.serve.digester import Digester
from trichter.faces.cli.serve.longworker import LongWorker
from trichter.faces.cli.serve.mailer import Mailer
from trichter.faces.cli.serve.postman import Postman
from trichter.kernel import heartbeats
from trichter.kernel.environment import environment
from trichter.kernel.postgres.server import revive
from trichter.kernel.stopping import Stop
from trichter.spine import reactions, timetable
from trichter.spine.outbox import CHANNEL

PART = "worker"
# Small: a batch is finished before the worker stops.
_BATCH = 20
# Longer than that, and doctor worries.
_BEAT = 10.0
_POLL = 1.0
_LONGEST_WAIT = 10.0
# Jobs by the clock come round by the hour: to the minute is near enough.
_LOOK = 60.0
# What is left of the supervisor's patience for a mail at hand.
_PATIENCE = 2.5

log = structlog.get_logger(__name__)


class Worker:
    """One loop: beat, drain, and when there is nothing to do wait for the next reaction."""

    def __init__(self) -> None:
        self._stop = Stop()
        self._beaten = self._looked = float("-inf")
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.ask()

    def run(self) -> None:
        """Until SIGTERM or Ctrl-C; the batch at hand is finished first. A database that is away is waited for."""
        mailer, long, digester = Mailer(self._stop), LongWorker(self._stop), Digester(self._stop)
        for beside in (mailer, Postman(self._stop), long, digester):
            beside.start()
        wait = _POLL
        while not self._stop.is_asked:
            try:
                self.turn()
                wait = _POLL
            except (OperationalError, InterfaceError):
                log.warning("database away", wait=wait, exc_info=True)
                connection.close()
                revive(environment().home_path, durable=environment().durable)
                self._stop.wait(wait)
                wait = min(wait * 2, _LONGEST_WAIT)
        connection.close()
        mailer.stop(patience=_PATIENCE)
        long.stop(patience=_PATIENCE / 2)
        digester.stop(patience=_PATIENCE / 2)

    def turn(self) -> None:
        """One batch, or one wait."""
        if time.monotonic() - self._beaten > _BEAT:
            heartbeats.beat(PART)
            self._beaten = time.monotonic()
        if time.monotonic() - self._looked > _LOOK:
            timetable.run_due()
            self._looked = time.monotonic()
        if not reactions.drain(limit=_BATCH):
            # Not long: a lease that ends tells nobody.
            self._stop.wait_for_news(CHANNEL, seconds=_POLL)
