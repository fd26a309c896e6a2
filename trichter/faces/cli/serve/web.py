"""The web server: granian, our front behind it, Django behind that."""

from typing import Any

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from trichter.faces.cli.serve.cycles import rarely_collect
from trichter.faces.cli.serve.front.front import Front
from trichter.kernel.children import die_with_parent
from trichter.kernel.environment import environment
from trichter.kernel.logs import log_config
from trichter.kernel.postgres.address import pool

# A worker that hangs is ended before the supervisor's patience is over.
_SECONDS_TO_FINISH = 3
_THREADS = 32
"""Requests that one process answers at once. Our pages wait for the database and nothing else: for those who send and
read slowly waits the front."""
_LANES = 2
"""Connections that the collector has beside the pages'."""
_SECONDS_TO_ASK = 20
_LONGEST_HEAD = 64 * 1024


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
        interface=Interfaces.ASGINL,
        # Several requests side by side in one connection are a proxy's business, and so are their limits.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_SECONDS_TO_ASK * 1000, max_buffer_size=_LONGEST_HEAD),
        workers=environment().processes,
        workers_kill_timeout=_SECONDS_TO_FINISH,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=log_config(environment().log_level),
    ).serve(target_loader=load, wrap_loader=False)


def load() -> Any:
    """The application, in a worker of granian's, which would go on serving after its main was killed."""
    die_with_parent()
    application = import_string(settings.WSGI_APPLICATION)
    collector = import_string(settings.COLLECTOR)(size=_LANES)
    rarely_collect()
    return Front(application, threads=_THREADS, beside=(collector.is_asked, collector))
