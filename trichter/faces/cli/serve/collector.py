"""The collector on its own: granian with nothing behind it but the collector."""

from typing import Any

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string

from trichter.faces.cli.serve.serving import serve
from trichter.kernel.environment import environment


def run(port: int, *, host: str) -> None:
    """Take events until SIGTERM; what was taken is written first."""
    connections.close_all()
    serve("trichter collector", port, host=host, load=load)


def load() -> Any:
    """The application."""
    return import_string(settings.COLLECTOR)(size=environment().connections)
