"""`trichter worker`: the worker alone, for a node of its own."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext_noop


class Command(BaseCommand):
    """Carry out reactions, without a web server and without a supervisor."""

    help = gettext_noop("Runs the worker alone; the database has to be up to date.")
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Work until SIGTERM."""
        from trichter.faces.cli.serve.worker import Worker

        Worker().run()
