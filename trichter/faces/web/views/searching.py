"""One search over people, firms, pages and commands: a page of its own, and what stands in the palette."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trichter.faces.web import places
from trichter.faces.web.places import Place
from trichter.faces.web.roles import requires
from trichter.facts.staff.permissions import Permission
from trichter.insight import search
from trichter.insight.search import Hit
from trichter.kernel.text import fold

LISTED = 8
LISTED_ON_PAGE = 50


@dataclass(frozen=True)
class Found:
    """What the words mean; without words all pages and commands."""

    hits: list[Hit]
    pages: list[Place]
    commands: list[Place]

    @property
    def is_empty(self) -> bool:
        """Nothing at all."""
        return not (self.hits or self.pages or self.commands)


@requires(Permission.PEOPLE)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """`/suche/?q=wel`; the palette asks for the hits alone."""
    words = request.GET.get("q", "").strip()[:200]
    is_palette = bool(getattr(request, "htmx", False))
    found = _found(request, words, limit=LISTED if is_palette else LISTED_ON_PAGE)
    template = "search/_hits.html" if is_palette else "search/page.html"
    return render(request, template, {"found": found, "words": words, "is_palette": is_palette})


def _found(request: HttpRequest, words: str, *, limit: int) -> Found:
    return Found(
        search.find(words, limit=limit) if words else [],
        _called(places.pages(request.user), words),
        _called(places.commands(request.user), words),
    )


def _called(listed: list[Place], words: str) -> list[Place]:
    """Those in whose name each word is the beginning of one."""
    typed = fold(words).split()

    def is_meant(place: Place) -> bool:
        name = fold(str(place.label)).split()
        return all(any(part.startswith(word) for part in name) for word in typed)

    return [place for place in listed if is_meant(place)]
