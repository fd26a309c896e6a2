"""The web server: granian before Django."""

from typing import Any

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from trichter.kernel.children import die_with_parent
from trichter.kernel.environment import environment
from trichter.kernel.logs import log_config
from trichter.kernel.postgres.address import pool

# A worker that hangs is ended before the supervisor's patience is over.
_SECONDS_TO_FINISH = 3
_THREADS = 32
"""Requests that one process answers at once. Our pages wait for the database and nothing else; under ASGI Django would
start a thread for each request, and a form would take twice the time (`bench/forms.py`)."""


def run(port: int, *, host: str) -> None:
    """Serve until SIGTERM; requests that have begun are answered first."""
    # What the migrations were asked by is neither of the pool nor to be shared with a process forked from here.
    connections.close_all()
    pool(connections.settings["default"], size=environment().connections)
    settings.ALLOWED_HOSTS = environment().model_copy(update={"host": host}).hosts
    Granian(
        settings.WSGI_APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=_THREADS,
        workers=environment().processes,
        workers_kill_timeout=_SECONDS_TO_FINISH,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=log_config(environment().log_level),
    ).serve(target_loader=load, wrap_loader=False)


def load() -> Any:
    """The application, in a worker of granian's, which would go on serving after its main was killed."""
    die_with_parent()
    return import_string(settings.WSGI_APPLICATION)
