"""In which language a visitor reads: as the address says (`?lang=en`), else as the browser asks, else the house's."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

PARAMETER = "lang"


def chosen(request: HttpRequest) -> str | None:
    """The language that the address names; one that we do not speak counts for nothing."""
    code = request.GET.get(PARAMETER, "")
    return code if code in dict(settings.LANGUAGES) else None


def language_of(request: HttpRequest) -> str:
    """The language of the answer. No cookie is asked: that of a colleague's login is none of the visitor's."""
    return chosen(request) or _asked_for(request) or settings.LANGUAGE_CODE


def keep_language(request: HttpRequest, url: str) -> str:
    """An address of ours in the language that the visitor chose, if they chose one."""
    if (code := chosen(request)) is None:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode({PARAMETER: code})}"


def _asked_for(request: HttpRequest) -> str | None:
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code == "*":
            return None
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return None
