"""The firm's style sheet and its mark: kept for ever under the version that pages name, else asked for anew."""

from django.http import HttpRequest, HttpResponse

from trichter.faces.public import look
from trichter.facts.house.queries import house

YEAR = 365 * 24 * 60 * 60


def style(request: HttpRequest) -> HttpResponse:
    """`/o/stil.css`"""
    return _answer(request, look.style(house()), "text/css; charset=utf-8")


def mark(request: HttpRequest) -> HttpResponse:
    """`/o/zeichen.svg`"""
    return _answer(request, look.mark(house()), "image/svg+xml")


def _answer(request: HttpRequest, sheet: look.Sheet, kind: str) -> HttpResponse:
    is_its_version = request.GET.get("v") == sheet.version
    keeping = f"public, max-age={YEAR}, immutable" if is_its_version else "no-cache"
    return HttpResponse(sheet.text, content_type=kind, headers={"Cache-Control": keeping})
