"""What every answer to a visitor carries: its language, a strict policy, and no cookie whatever a view did."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from trichter.faces.public.language import language_of

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'nonce-{nonce}'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors {ancestors}",
    )
)


class Visitors:
    """Middleware; answers to colleagues pass unchanged."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not getattr(request, "is_of_visitors", False):
            return self.get_response(request)
        language = language_of(request)
        with translation.override(language), timezone.override(ZoneInfo(settings.TIME_ZONE)):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language",))
        response.headers["Content-Security-Policy"] = POLICY.format(
            nonce=getattr(request, "csp_nonce", ""), ancestors=getattr(response, "frame_ancestors", "'none'")
        )
        # Nothing is stored on a visitor's device (LAW 5.1), by whichever part of the house.
        response.cookies.clear()
        return response
