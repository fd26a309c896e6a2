"""The bare limit of a server: reads what it is sent, and answers that it has nothing to say."""

import sys
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces


async def _app(_scope: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 204, "headers": [(b"cache-control", b"no-store")]})
    await send({"type": "http.response.body", "body": b""})


def _load() -> Any:
    return _app


if __name__ == "__main__":
    Granian(
        "noop", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.ASGINL, http=HTTPModes.http1,
        workers=1, websockets=False, log_enabled=False,
    ).serve(target_loader=_load, wrap_loader=False)  # fmt: skip
