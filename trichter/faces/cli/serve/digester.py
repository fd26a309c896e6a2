"""Digests what visitors do beside the reactions: a second after a page is looked at it stands in the timeline."""

import threading

import structlog
from django.db import InterfaceError, OperationalError, connection

from trichter.facts.timeline.hits import counting
from trichter.generation.tracking import digest
from trichter.kernel.stopping import Stop

_POLL = 1.0
_LONGEST_WAIT = 10.0

log = structlog.get_logger(__name__)


class Digester:
    """A thread of the worker with a connection of its own: digest, fold, and with nothing to do wait a second."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        self._thread = threading.Thread(target=self.run, name="digester", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, *, patience: float) -> None:
        """Let it finish the batch at hand, but not for long: what is not committed waits still."""
        self._stop.ask()
        self._thread.join(patience)

    def run(self) -> None:
        """Until asked to stop; whatever goes wrong, it goes on afterwards."""
        wait = _POLL
        while not self._stop.is_asked:
            try:
                if not self.turn():
                    self._stop.wait(_POLL)
                wait = _POLL
            except Exception as error:
                is_away = isinstance(error, OperationalError | InterfaceError)
                log.warning("database away" if is_away else "not digested", wait=wait, exc_info=True)
                connection.close()
                self._stop.wait(wait)
                wait = min(wait * 2, _LONGEST_WAIT)
        connection.close()

    @staticmethod
    def turn() -> bool:
        """One batch of each; answers whether there is more."""
        is_full = digest.digest() >= digest.MOST
        return counting.fold() >= counting.MOST or is_full
