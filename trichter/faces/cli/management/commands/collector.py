"""`trichter collector`: the collector alone, for a node of its own."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trichter.faces.cli.command import SpokenCommand
from trichter.kernel.environment import environment


class Command(SpokenCommand):
    """Take what visitors do, without pages and without a worker."""

    help = gettext_noop("Runs the collector of visits alone; the database has to be up to date.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default=environment().host, help=_("address to listen on"))
        parser.add_argument("--port", type=int, default=environment().port, help=_("port to listen on"))

    def handle(self, *_args: Any, host: str, port: int, **_options: Any) -> None:
        """Take events until SIGTERM."""
        from trichter.faces.cli.serve import collector
        from trichter.faces.cli.serve.port import check_port

        check_port(port, host=host)
        collector.run(port, host=host)
