"""A small application behind our front and granian, in a process of its own."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
from django.conf import settings

PIECE = b"x" * 65536
PIECES = 1600
"""A hundred megabytes: more than any socket keeps for its reader."""
THREADS = 4


class Long:
    """An answer that notes when it was closed."""

    def __init__(self, pieces: int) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(self._pieces):
            yield PIECE

    def close(self) -> None:
        closed.append(1)


closed: list[int] = []


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
    path = environ["PATH_INFO"]
    if path == "/breaks":
        raise RuntimeError(path)
    if path == "/slow":
        time.sleep(0.6)
    size = PIECES * len(PIECE)
    if path == "/long":
        start_response("200 OK", [("Content-Type", "application/pdf"), ("Content-Length", str(size))])
        return Long(PIECES)
    body = environ["wsgi.input"].read()
    told: dict[str, Any] = {name: value for name, value in environ.items() if isinstance(value, str)}
    told |= {
        "read": len(body),
        "ends": body[-5:].decode("latin-1"),
        "closed": len(closed),
        "files": _unnamed_files() - INHERITED,
    }
    start_response("200 OK", [("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return [json.dumps(told).encode()]


def _unnamed_files() -> int:
    """Temporary files that are open."""
    return sum("(deleted)" in str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink())


INHERITED = _unnamed_files()


def load() -> Any:
    from trichter.faces.cli.serve.front import front
    from trichter.faces.cli.serve.front.bodies import Limits, Patience

    signed_in = b"trichter_session=lea"
    front.is_signed_in = lambda scope: any(signed_in in value for _name, value in scope["headers"])  # type: ignore[attr-defined]
    return front.Front(
        application,
        threads=THREADS,
        limits=Limits(anybody=256 * 1024, colleagues=4 * 1024 * 1024),
        patience=Patience(pause=1, whole=2),
        longest_pause=1.2,
    )


if __name__ == "__main__":
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    settings.configure(DATABASES={})
    django.setup()
    Granian(
        "echo", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.ASGINL, workers=1,
        websockets=False, log_level=LogLevels.warning, workers_kill_timeout=2,
    ).serve(target_loader=load, wrap_loader=False)  # fmt: skip
