"""`trichter worker`: the worker alone, for a node of its own."""

from typing import Any

from django.utils.translation import gettext_noop

from trichter.faces.cli.command import SpokenCommand


class Command(SpokenCommand):
    """Carry out reactions, without a web server and without a supervisor."""

    help = gettext_noop("Runs the worker alone; the database has to be up to date.")

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Work until SIGTERM."""
        from trichter.faces.cli.serve.worker import Worker

        Worker().run()
