"""Does long work beside the reactions and the mail, two at a time: an import of hours holds up no small thing."""

import threading

import structlog
from django.db import InterfaceError, OperationalError, connection

from trichter.kernel.stopping import Stop
from trichter.spine import longwork
from trichter.spine.longwork.services import CHANNEL

LANES = 2
_POLL = 1.0
_LONGEST_WAIT = 10.0

log = structlog.get_logger(__name__)


class LongWorker:
    """Threads of the worker, each with a connection of its own: a step, and with nothing to do wait for work."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        # Work that keeps its own transactions and does not hear the stop is left where it is: it goes on elsewhere.
        self._threads = [threading.Thread(target=self.run, name="longwork", daemon=True) for _lane in range(LANES)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self, *, patience: float) -> None:
        """Let each finish the step at hand, but not for long."""
        self._stop.ask()
        for thread in self._threads:
            thread.join(patience / LANES)

    def run(self) -> None:
        """Until asked to stop; whatever goes wrong, work goes on afterwards."""
        wait = _POLL
        while not self._stop.is_asked:
            try:
                if not longwork.advance():
                    # Not long: a pause that ends tells nobody.
                    self._stop.wait_for_news(CHANNEL, seconds=_POLL)
                wait = _POLL
            except Exception as error:
                is_away = isinstance(error, OperationalError | InterfaceError)
                log.warning("database away" if is_away else "work not done", wait=wait, exc_info=True)
                connection.close()
                self._stop.wait(wait)
                wait = min(wait * 2, _LONGEST_WAIT)
        connection.close()
