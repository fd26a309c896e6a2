"""`trichter serve`: everything in one command."""

from argparse import ArgumentParser
from typing import Any

from django.db import connections
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trichter.faces.cli.command import SpokenCommand
from trichter.kernel.environment import environment


class Command(SpokenCommand):
    """Serve until Ctrl-C."""

    help = gettext_noop("Brings the database up to date, then runs web server and worker and starts again what dies.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default=environment().host, help=_("address to listen on"))
        parser.add_argument("--port", type=int, default=environment().port, help=_("port to listen on"))

    def handle(self, *_args: Any, host: str, port: int, **_options: Any) -> None:
        """Serve, and say where."""
        from trichter.faces.cli.serve.start import serve

        serve(port, host=host, announce=lambda: self._announce(f"http://{host}:{port}"))

    def _announce(self, address: str) -> None:
        """Where it is; and as long as nobody has an account, the link by which the first one is made."""
        from trichter.spine import founding

        self.stdout.write(_("Trichter serves %(address)s. Ctrl-C stops it.") % {"address": address})
        if founding.is_open():
            link = f"{address}{reverse('found')}?code={founding.code()}"
            self.stdout.write(_("Nobody has an account yet. Set up Trichter here: %(link)s") % {"link": link})
        # A connection must not be shared with the parts that are forked now.
        connections.close_all()
