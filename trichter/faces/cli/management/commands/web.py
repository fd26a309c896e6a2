"""`trichter web`: the web server alone, for a node of its own."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trichter.faces.cli.command import SpokenCommand
from trichter.kernel.environment import environment


class Command(SpokenCommand):
    """Serve pages, without a worker and without a supervisor."""

    help = gettext_noop("Runs the web server alone; the database has to be up to date.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default=environment().host, help=_("address to listen on"))
        parser.add_argument("--port", type=int, default=environment().port, help=_("port to listen on"))

    def handle(self, *_args: Any, host: str, port: int, **_options: Any) -> None:
        """Serve until SIGTERM."""
        from trichter.faces.cli.serve import web
        from trichter.faces.cli.serve.port import check_port

        check_port(port, host=host)
        web.run(port, host=host)
