"""`trichter web`: the web server alone, for a node of its own."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext_noop

from trichter.kernel.environment import environment


class Command(BaseCommand):
    """Serve pages, without a worker and without a supervisor."""

    help = gettext_noop("Runs the web server alone; the database has to be up to date.")
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default=environment().host)
        parser.add_argument("--port", type=int, default=environment().port)

    def handle(self, *_args: Any, host: str, port: int, **_options: Any) -> None:
        """Serve until SIGTERM."""
        from trichter.faces.cli.serve import web
        from trichter.faces.cli.serve.port import check_port

        check_port(port, host=host)
        web.run(port, host=host)
