"""Pages behind a personal link: kept by no cache, found by no search engine, told to no other page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trichter.faces.public import clients
from trichter.spine.optin import Browser


def private(response: HttpResponse) -> HttpResponse:
    """The answer, marked so."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def gone(request: HttpRequest) -> HttpResponse:
    """A link that leads nowhere: not ours, too old, or of somebody erased. It does not say which."""
    return private(render(request, "public/link_gone.html", status=404))


def browser(request: HttpRequest) -> Browser:
    """From where an answer comes, as far as we keep it."""
    return Browser(clients.masked_address(request), clients.user_agent(request))
