"""`trichter receive`: a mail server hands over what came back."""

import os
import sys
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_noop

from trichter.faces.cli.command import SpokenCommand

log = structlog.get_logger(__name__)


class Command(SpokenCommand):
    """File one mail from the standard input; exits by sysexits, so that the mail server tries again later."""

    help = gettext_noop("Files one returned mail or reply from the standard input; for the pipe of a mail server.")

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Says what became of it; 75 means: keep it and come again."""
        from trichter.spine.outreach import returns

        raw = sys.stdin.buffer.read()
        try:
            self.stdout.write(str(returns.file(raw)))
        except (OperationalError, InterfaceError):
            log.warning("database away, the mail server keeps the mail")
            sys.exit(os.EX_TEMPFAIL)
        except Exception:
            # Any other exit code would have the mail server throw the mail away, or bounce a bounce.
            log.exception("a returned mail could not be filed, the mail server keeps it")
            sys.exit(os.EX_TEMPFAIL)
