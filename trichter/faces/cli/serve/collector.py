"""The collector on its own: granian with nothing behind it but the collector."""

from typing import Any

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from trichter.faces.cli.serve.cycles import rarely_collect
from trichter.kernel.children import die_with_parent
from trichter.kernel.environment import environment
from trichter.kernel.logs import log_config

_SECONDS_TO_FINISH = 3
_SECONDS_TO_ASK = 20
_LONGEST_HEAD = 64 * 1024


def run(port: int, *, host: str) -> None:
    """Take events until SIGTERM; what was taken is written first."""
    connections.close_all()
    Granian(
        "trichter collector",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
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
    collector = import_string(settings.COLLECTOR)(size=environment().connections)
    rarely_collect()
    return collector
