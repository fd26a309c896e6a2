"""Granian as we run it, whatever application stands behind it."""

from collections.abc import Callable
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from trichter.faces.cli.serve.cycles import rarely_collect
from trichter.kernel.children import die_with_parent
from trichter.kernel.environment import environment
from trichter.kernel.logs import log_config

# A worker that hangs is ended before the supervisor's patience is over.
_SECONDS_TO_FINISH = 3
_SECONDS_TO_ASK = 20
_LONGEST_HEAD = 64 * 1024


def serve(name: str, port: int, *, host: str, load: Callable[[], Any]) -> None:
    """Serve what `load` answers in each of granian's workers, until SIGTERM; requests that have begun are answered."""

    def loaded() -> Any:
        """In a worker, which would go on serving after its main was killed."""
        die_with_parent()
        application = load()
        rarely_collect()
        return application

    Granian(
        name,
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
    ).serve(target_loader=loaded, wrap_loader=False)
