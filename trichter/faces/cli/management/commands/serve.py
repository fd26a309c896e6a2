"""`trichter serve`: everything in one command."""

from argparse import ArgumentParser
from typing import Any

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

        words = _("Trichter serves %(address)s. Ctrl-C stops it.") % {"address": f"http://{host}:{port}"}
        serve(port, host=host, announce=lambda: self.stdout.write(words))
