"""One log line for each request, and an id in all lines of a request, by which a person's report finds them."""

import re
import secrets
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")

log = structlog.get_logger(__name__)


class RequestLog:
    """Middleware, outermost. Logs the route and not the path: paths and queries may carry personal data or tokens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the caller's id if it is sane, else a new one; give it back."""
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _SANE.fullmatch(given) else secrets.token_hex(8)
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            _write(request, response, milliseconds=(time.perf_counter() - began) * 1000)
        response["X-Request-ID"] = request_id
        return response


def _write(request: HttpRequest, response: HttpResponse, *, milliseconds: float) -> None:
    match = request.resolver_match
    # Static files and health checks come to no route; they are many and say little.
    is_quiet = match is None and response.status_code < 400
    write = log.debug if is_quiet else log.info
    route = f"/{match.route}" if match else None
    write("request", method=request.method, route=route, status=response.status_code, ms=round(milliseconds, 1))
