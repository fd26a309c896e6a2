"""The link at the end of a mail. Mail programs post to it without asking anybody (RFC 8058, LAW 2.1): no cookie, no
redirect, and the same answer twice. Opened in a browser it shows a button, for scanners open every link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from trichter.faces.public.private import browser, gone, private
from trichter.spine import preferences

_ONE_CLICK = "One-Click"


@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """`/u/<token>/`"""
    if request.method == "POST":
        by = "one-click" if request.POST.get("List-Unsubscribe") == _ONE_CLICK else "page"
        found = preferences.unsubscribe(token, browser(request), by=by)
    else:
        found = preferences.subscription(token)
    if found is None:
        return gone(request)
    return private(render(request, "preferences/unsubscribe.html", {"found": found}))
