"""The account of whoever is signed in: language, colours, time zone, keys, and where they are signed in.

Language and colours are also changed from the menu of the account, the language even before the login.
"""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from trichter.faces.web import sessions
from trichter.faces.web.returning import number, way_back
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import done
from trichter.facts.staff import services as staff
from trichter.facts.staff.permissions import Permission

YEAR = 365 * 24 * 60 * 60
ZONES = [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name]


class PreferencesForm(forms.Form):
    """Each button of the menu sends one of these; the page of the account sends the last two."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)
    theme = forms.ChoiceField(choices=[(name, name) for name in ("system", "light", "dark")], required=False)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=ZONES, required=False)
    has_keys = forms.ChoiceField(choices=[("yes", ""), ("no", "")], required=False)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """`/konto/`: show the account; or keep the choice in it, and the language also in this browser, and go back."""
    if request.method == "POST":
        return _kept(request)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    form = PreferencesForm(initial={"time_zone": request.user.time_zone})
    return render(request, "account/account.html", {"form": form, "sessions": sessions.of(request)})


@requires(Permission.PEOPLE)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """`/konto/abmelden/`: end one other session, or all others."""
    sessions.end(request, number(request.POST.get("session")))
    done(request, _("Signed out there."))
    return redirect("preferences")


def _kept(request: HttpRequest) -> HttpResponse:
    form = PreferencesForm(request.POST)
    response = HttpResponseRedirect(way_back(request, "overview"))
    if not form.is_valid():
        return response
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    if request.user.is_authenticated:
        _keep_in_account(request, chosen)
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


def _keep_in_account(request: HttpRequest, chosen: dict[str, str]) -> None:
    keys = chosen.pop("has_keys", "")
    staff.prefer(request.user, **chosen, **({"has_keys": keys == "yes"} if keys else {}))  # type: ignore[arg-type]
    if keys or "time_zone" in chosen:
        done(request, _("Saved."))
