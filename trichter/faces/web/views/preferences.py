"""Language and colours, changed from the menu of the account; the language also before the login."""

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from trichter.facts.staff import services as staff

YEAR = 365 * 24 * 60 * 60


class PreferencesForm(forms.Form):
    """Each button of the menu sends one of the two."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)
    theme = forms.ChoiceField(choices=[(name, name) for name in ("system", "light", "dark")], required=False)


@login_not_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the choice in the account, and the language also in this browser for the next login; then go back."""
    form = PreferencesForm(request.POST)
    response = HttpResponseRedirect(_way_back(request))
    if not form.is_valid():
        return response
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    if request.user.is_authenticated:
        staff.prefer(request.user, **chosen)
    if "language" in chosen:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen["language"],
            max_age=YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _way_back(request: HttpRequest) -> str:
    """Only to a path of this house (LAW 4.4: no open redirect)."""
    way = request.POST.get("next", "")
    is_ours = way.startswith("/") and url_has_allowed_host_and_scheme(way, allowed_hosts=None)
    return way if is_ours else reverse("overview")
