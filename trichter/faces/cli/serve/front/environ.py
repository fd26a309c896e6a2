"""A request as WSGI applications get it (PEP 3333), from what ASGI says of it."""

import sys
from typing import Any
from urllib.parse import unquote_to_bytes

from trichter.faces.cli.serve.front.bodies import Body

Scope = dict[str, Any]
Environ = dict[str, Any]

_WITHOUT_PREFIX = {"CONTENT_TYPE", "CONTENT_LENGTH"}
_OURS = {"CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"}
"""The body is whole now, whatever way it came."""


def environ_of(scope: Scope, body: Body, *, size: int) -> Environ:
    """`size` is that of the body."""
    host, port = scope.get("server") or ("localhost", 80)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": _path(scope),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    return environ | _headers(scope) | {"CONTENT_LENGTH": str(size)}


def _path(scope: Scope) -> str:
    raw = scope.get("raw_path")
    path = unquote_to_bytes(raw) if raw else scope["path"].encode()
    return path.decode("latin-1")


def _headers(scope: Scope) -> dict[str, str]:
    """By their CGI names; one that comes several times is one with commas. A name with an underscore would pass for
    the same with a hyphen, which a proxy may have checked."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name:
            continue
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        name = name if name in _WITHOUT_PREFIX else f"HTTP_{name}"
        value = raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}{'; ' if name == 'HTTP_COOKIE' else ','}{value}" if name in headers else value
    return {name: value for name, value in headers.items() if name not in _OURS}
