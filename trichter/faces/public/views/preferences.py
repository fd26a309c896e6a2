"""What somebody wants to get from us, how often and from when on again: a page that needs no login."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from trichter.faces.public.language import keep_language
from trichter.faces.public.private import browser, gone, private
from trichter.facts.consent import queries as consents
from trichter.facts.contacts.fields import FREQUENCIES
from trichter.spine import preferences as wishes
from trichter.spine.preferences import Choice, Preferences

SAVED = "gespeichert"
ASKED = "gefragt"
KEEP = "keep"
EVERYTHING = "everything"


class ChoiceForm(forms.Form):
    """Whatever of it nobody has meant counts for nothing."""

    frequency = forms.ChoiceField(choices=[("", ""), *((name, name) for name in FREQUENCIES)], required=False)
    pause = forms.ChoiceField(choices=[(KEEP, ""), ("0", ""), *((str(n), "") for n in wishes.PAUSES)], required=False)
    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """`/p/<token>/`"""
    found = wishes.preferences(token)
    if found is None:
        return gone(request)
    if request.method == "POST":
        return _save(request, found)
    return private(render(request, "preferences/page.html", _page(request, found) | {"token": token}))


def _save(request: HttpRequest, found: Preferences) -> HttpResponse:
    if EVERYTHING in request.POST:
        after = wishes.leave_all(found.contact, browser(request))
    else:
        after = wishes.save(found.contact, _choice(request), browser(request))
    if after is None:
        return gone(request)
    asked = {one.purpose for one in after.topics if one.is_pending} - {
        one.purpose for one in found.topics if one.is_pending
    }
    return private(HttpResponseRedirect(_after(request, asked=bool(asked)), status=303))


def _choice(request: HttpRequest) -> Choice:
    form = ChoiceForm(request.POST)
    form.is_valid()
    said = form.cleaned_data
    pause = said.get("pause") or KEEP
    return Choice(
        topics=frozenset(request.POST.getlist("topic")),
        frequency=said.get("frequency", ""),
        pause=None if pause == KEEP else int(pause),
        language=said.get("language", ""),
    )


def _after(request: HttpRequest, *, asked: bool) -> str:
    return keep_language(request, f"{request.path}?{ASKED if asked else SAVED}=1")


def _page(request: HttpRequest, found: Preferences) -> dict[str, object]:
    trail = [entry for entry in consents.evidence(found.contact) if entry.channel in ("email", "mail_tracking")]
    return {
        "found": found,
        "frequencies": [("", _("as often as there is something")), *FREQUENCIES.items()],
        "pauses": [(months, _months(months)) for months in wishes.PAUSES],
        "languages": settings.LANGUAGES,
        "trail": list(reversed(trail)),
        "is_saved": SAVED in request.GET or ASKED in request.GET,
        "is_asked": ASKED in request.GET,
    }


def _months(months: int) -> str:
    return ngettext("for %(months)s month", "for %(months)s months", months) % {"months": months}
