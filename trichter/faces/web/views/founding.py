"""The first page of a new installation: the firm, the first colleague, the address of its mails. Then it is gone."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from trichter.faces.web.undoing import done
from trichter.faces.web.views.firm import FirmForm
from trichter.faces.web.views.preferences import ZONES
from trichter.facts.staff.services import InvitedAlready, NotAnAddress, WeakPassword
from trichter.kernel.errors import DomainError
from trichter.spine import founding

FIRM = (
    ("name", "legal_name", "legal_form", "representatives"),
    ("street", "postal_code", "city", "country", "email", "phone"),
)
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class FoundingForm(forms.Form):
    """The first colleague, and from where mails leave."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("Your e-mail address"))
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least eight characters; several words are good"),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=ZONES)
    sender = forms.EmailField(
        label=gettext_lazy("Mails are sent from (optional)"),
        required=False,
        help_text=gettext_lazy("Such as info@your-firm.example"),
    )


@login_not_required
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """`/einrichten/?code=…`: there for whoever has the code, until somebody has an account."""
    code = request.POST.get("code", request.GET.get("code", ""))
    if not (founding.is_right(code) and founding.is_open()):
        raise Http404
    if request.method != "POST":
        return _page(request, _firm(None), _fresh(), code)
    firm, form = _firm(request.POST), FoundingForm(request.POST)
    if firm.is_valid() and form.is_valid() and (user := _founded(code, firm, form)):
        login(request, user, backend=_BACKEND)
        done(request, _("Welcome. What the legal notice still lacks stands in the settings of the firm."))
        return redirect("overview")
    return _page(request, firm, form, code, status=422)


def _firm(data: Any) -> FirmForm:
    """What is asked first: the rest of the Impressum stands in the settings."""
    form = FirmForm(data, prefix="firm", initial={"country": "DE"})
    asked = {name for names in FIRM for name in names}
    form.fields = {name: field for name, field in form.fields.items() if name in asked}
    form.fields["name"].required = True
    return form


def _fresh() -> FoundingForm:
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    return FoundingForm(initial={"language": language, "time_zone": settings.TIME_ZONE})


def _founded(code: str, firm: FirmForm, form: FoundingForm) -> Any:
    try:
        return founding.found(code, firm=firm.cleaned_data, **form.cleaned_data)
    except DomainError as error:
        form.add_error(_field_of(error), str(error))
        return None


def _field_of(error: DomainError) -> str | None:
    """Beside which field a refusal is said; None for one of the whole page."""
    if isinstance(error, WeakPassword):
        return "password"
    return "email" if isinstance(error, NotAnAddress | InvitedAlready) else None


def _page(request: HttpRequest, firm: FirmForm, form: FoundingForm, code: str, *, status: int = 200) -> HttpResponse:
    you = ("name", "email", "password", "language", "time_zone")
    seen = {
        "form": form,
        "firm": firm,
        "who": [firm[name] for name in FIRM[0]],
        "where": [firm[name] for name in FIRM[1]],
        "you": [form[name] for name in you],
        "code": code,
    }
    return render(request, "founding.html", seen, status=status)
