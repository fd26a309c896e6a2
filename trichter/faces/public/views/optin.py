"""The page of the confirmation mail: it shows what was asked for, and only its buttons answer (LAW 1.3).

The token of the address is the proof that a post comes from who got the mail; nobody has a cookie here.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from trichter.faces.public.private import browser, gone, private
from trichter.spine import optin, preferences
from trichter.spine.optin import Answer

_ANSWERS = {"yes": optin.confirm, "no": optin.refuse, "out": optin.unsubscribe}
_STATUS = {Answer.EXPIRED: 410}


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """`/c/<token>/`"""
    if request.method == "POST":
        answer = _ANSWERS.get(request.POST.get("answer", ""))
        if answer is not None and answer(token, browser(request)) is None:
            return gone(request)
        return private(HttpResponseRedirect(request.get_full_path(), status=303))
    found = optin.sign_up(token)
    if found is None:
        return gone(request)
    page = {"sign_up": found, "preferences_url": preferences.link(found.contact)}
    return private(render(request, f"optin/{found.answer.value}.html", page, status=_STATUS.get(found.answer, 200)))
