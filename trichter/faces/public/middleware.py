"""What every answer to a visitor carries: its language, a strict policy, and no cookie whatever a view did."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from trichter.faces.public.language import language_of

LARGEST_BODY = 100 * 1024
"""Bytes of a request, files included: mail programs unsubscribe people by multipart (RFC 8058), so its kind says
nothing. What the browser writes as %C3%BC was one letter: the answers are measured themselves."""
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
            response = _too_large(request) if _length(request) > LARGEST_BODY else self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language",))
        policy = POLICY.format(
            nonce=getattr(request, "csp_nonce", ""), ancestors=getattr(response, "frame_ancestors", "'none'")
        )
        response.headers.setdefault("Content-Security-Policy", policy)
        # Nothing is stored on a visitor's device (LAW 5.1), by whichever part of the house.
        response.cookies.clear()
        return response


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or ""
    return int(told) if told.isdecimal() else 0


def _too_large(request: HttpRequest) -> HttpResponse:
    return render(request, "public/offers/too_large.html", status=413)
