"""What every answer carries: a policy that lets no foreign byte in, and the language and time zone of the person."""

import secrets
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponse]

LARGEST = 2**63 - 1
"""The largest number of a row (PostgreSQL's bigint)."""
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'nonce-{nonce}'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)


class ContentSecurity:
    """Sends the content security policy; a template that needs a script gives it `request.csp_nonce`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce))
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response


class LoginRequired(LoginRequiredMiddleware):
    """Every view is closed unless it says `login_not_required`; of those nobody asks who comes, for that would read
    the session and make the answer depend on its cookie."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class KnownNumbers:
    """No row has a number that the database cannot hold: whoever asks for one asks for what is not there."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, _request: HttpRequest, _view: Any, _args: Any, named: dict[str, Any]) -> None:
        """Raises `Http404`."""
        if any(isinstance(one, int) and one > LARGEST for one in named.values()):
            raise Http404


class PersonLocale:
    """Language and time zone of the account; before the login, the browser's language and the zone of the house.

    Visitors have no account: nobody asks for one on their pages.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request, "is_of_visitors", False):
            return self.get_response(request)
        language, zone = _locale_of(request)
        with translation.override(language), timezone.override(ZoneInfo(zone)):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        if request.user.is_authenticated:
            # Records of people stay out of every cache, also of the next user of this browser (ASVS 14.3.2).
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _locale_of(request: HttpRequest) -> tuple[str, str]:
    if request.user.is_authenticated:
        return request.user.language, request.user.time_zone or settings.TIME_ZONE
    return translation.get_language_from_request(request), settings.TIME_ZONE
