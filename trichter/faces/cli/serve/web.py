"""The web server: granian, our front behind it, Django behind that."""

from typing import Any

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string

from trichter.faces.cli.serve.front.front import Front
from trichter.faces.cli.serve.serving import serve
from trichter.kernel.environment import environment
from trichter.kernel.postgres.address import pool

_THREADS = 32
"""Requests that one process answers at once. Our pages wait for the database and nothing else: for those who send and
read slowly waits the front."""
_LANES = 2
"""Connections that the collector has beside the pages'."""


def run(port: int, *, host: str) -> None:
    """Serve until SIGTERM; requests that have begun are answered first."""
    # What the migrations were asked by is neither of the pool nor to be shared with a process forked from here.
    connections.close_all()
    pool(connections.settings["default"], size=environment().connections)
    settings.ALLOWED_HOSTS = environment().model_copy(update={"host": host}).hosts
    serve(settings.WSGI_APPLICATION, port, host=host, load=load)


def load() -> Any:
    """The application."""
    application = import_string(settings.WSGI_APPLICATION)
    collector = import_string(settings.COLLECTOR)(size=_LANES)
    return Front(application, threads=_THREADS, beside=(collector.is_asked, collector))
