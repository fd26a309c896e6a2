"""For load balancers and monitors: is the process alive, and can it answer?"""

from collections.abc import Callable

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from trichter.kernel import schema

_seen_up_to_date = False


class Health:
    """Middleware that answers both questions whatever host they are asked of; all else goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return _ANSWERS.get(request.path_info, self.get_response)(request)


@never_cache
def alive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """`/healthz`: the process answers; asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
def ready(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """`/readyz`: the database answers and has the tables of this release; 503 otherwise."""
    state = {"database": False, "migrations": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        state |= {"database": True, "migrations": _is_up_to_date()}
    except Error:
        pass
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def _is_up_to_date() -> bool:
    """Asked until the answer is yes: reading all migrations takes long, and a database does not go back."""
    global _seen_up_to_date
    _seen_up_to_date = _seen_up_to_date or not schema.pending()
    return _seen_up_to_date


_ANSWERS: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/healthz": alive, "/readyz": ready}
