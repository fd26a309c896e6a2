"""What the law wants every visitor to find: who this is, what becomes of their data, who can use the pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from trichter.faces.public.prose import blocks
from trichter.facts.house import queries
from trichter.facts.house.queries import Notice


def imprint(request: HttpRequest) -> HttpResponse:
    """The Impressum (LAW 1.16); what it lacks is left out here and told to colleagues."""
    return render(request, "public/imprint.html", {"details": queries.imprint(queries.house())})


def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice in force (LAW 1.15): in the visitor's language, else in the other, else that there is none."""
    found = _notice()
    return render(request, "public/privacy.html", {"notice": found, "blocks": blocks(found.text) if found else ()})


def accessibility(request: HttpRequest) -> HttpResponse:
    """What these pages do for everybody, and whom to tell of a barrier (LAW 4.6)."""
    return render(request, "public/accessibility.html", {"house": queries.house()})


def _notice() -> Notice | None:
    mine = (get_language() or "de")[:2]
    other = "en" if mine == "de" else "de"
    return queries.notice(mine) or queries.notice(other)
