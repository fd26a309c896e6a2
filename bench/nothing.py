"""An ASGI application that reads what it is sent and does nothing: all that the server alone can do."""

import sys
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels


async def nothing(_scope: Any, receive: Any, send: Any) -> None:
    """One request."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def load() -> Any:
    """The application."""
    return nothing


def run() -> list[dict[str, Any]]:
    """No budget is measured here."""
    return []


if __name__ == "__main__":
    from trichter.kernel.environment import environment

    Granian(
        "nothing",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        workers=environment().processes,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve(target_loader=load, wrap_loader=False)
