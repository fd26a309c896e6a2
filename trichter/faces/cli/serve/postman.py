"""Looks into the mailbox of returned mail beside everything else: a slow mail server holds up nothing."""

import threading

import structlog
from django.db import InterfaceError, OperationalError, connection

from trichter.kernel.environment import environment
from trichter.kernel.stopping import Stop
from trichter.spine.outreach.returns.imap import Mailbox

_PAUSE = 60.0

log = structlog.get_logger(__name__)


class Postman:
    """A thread of the worker that comes every minute, if the house has such a mailbox."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        url = environment().returns_url
        self._mailbox = url and Mailbox.at(url.get_secret_value())
        # A visit that a slow server draws out is broken off with the process: nothing is marked that is not filed.
        self._thread = threading.Thread(target=self.run, name="postman", daemon=True)

    def start(self) -> None:
        """Begin, if there is anything to do."""
        if self._mailbox:
            self._thread.start()

    def run(self) -> None:
        """Until asked to stop; whatever goes wrong, the next visit tries again."""
        while not self._stop.is_asked:
            self.visit()
            self._stop.wait(_PAUSE)

    def visit(self) -> None:
        """Once."""
        assert self._mailbox
        try:
            filed = self._mailbox.visit()
        except (OperationalError, InterfaceError):
            log.warning("database away, returned mail stays in its mailbox")
        except Exception:
            log.warning("mailbox of returned mail not read", exc_info=True)
        else:
            if filed:
                log.info("returned mail filed", mails=filed)
        finally:
            connection.close()
