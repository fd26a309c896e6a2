"""The firm: what its Impressum, its pages and its mails say of it, and what the law still misses."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trichter.faces.web.roles import requires
from trichter.faces.web.settling import Setting, kept
from trichter.facts.house import queries, services
from trichter.facts.house.legalforms import LEGAL_FORMS
from trichter.facts.house.queries import FIELDS, House
from trichter.facts.house.services import WrongDetail
from trichter.facts.staff.permissions import Permission
from trichter.spine.outreach import links

_NONE_YET = ("", _("please choose"))


def _forms_to_choose() -> list[tuple[str, Any]]:
    return [_NONE_YET, *((key, form.words) for key, form in LEGAL_FORMS.items())]


class FirmForm(forms.Form):
    """What the firm says; `services.check` knows what each may be."""

    name = forms.CharField(
        label=_("Name on pages and mails"), required=False, help_text=_("The brand, such as Ahornwerk")
    )
    legal_name = forms.CharField(label=_("Full name of the firm"), required=False)
    legal_form = forms.ChoiceField(label=_("Legal form"), choices=_forms_to_choose, required=False)
    business = forms.CharField(label=_("Line of business"), required=False)
    street = forms.CharField(label=_("Street and number"), required=False)
    postal_code = forms.CharField(label=_("Postal code"), required=False)
    city = forms.CharField(label=_("City"), required=False)
    country = forms.CharField(label=_("Country"), required=False, help_text=_("Two letters, such as DE"))
    phone = forms.CharField(label=_("Phone"), required=False)
    email = forms.CharField(label=_("E-mail"), required=False, widget=forms.EmailInput)
    website = forms.CharField(label=_("Website"), required=False, widget=forms.URLInput)
    representatives = forms.CharField(
        label=_("Represented by"), required=False, help_text=_("All of them, with first names, separated by commas")
    )
    board_chair = forms.CharField(label=_("Chair of the supervisory board"), required=False)
    register_court = forms.CharField(label=_("Register court"), required=False)
    register_number = forms.CharField(label=_("Register number"), required=False)
    vat_id = forms.CharField(label=_("VAT ID"), required=False, help_text=_("Only if you have one"))
    supervisor = forms.CharField(
        label=_("Supervisory authority"), required=False, help_text=_("Only if your business needs a permission")
    )
    data_protection_officer = forms.CharField(
        label=_("Data protection officer"),
        required=False,
        help_text=_("Name and how to reach them; only if you have one"),
    )
    accent = forms.CharField(
        label=_("Colour"),
        required=False,
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("White text has to be readable on it"),
    )

    def clean(self) -> dict[str, Any]:
        """Every field is checked, so that all that is wrong is said at once."""
        for field, value in list(self.cleaned_data.items()):
            try:
                self.cleaned_data[field] = services.check(field, value)
            except WrongDetail as error:
                self.add_error(field, str(error))
        return self.cleaned_data

    def typed(self) -> House:
        """The firm as the form says it now, right or wrong."""
        return House(**{name: self[name].value() or "" for name in FIELDS})


_GROUPS = (
    (_("Who you are"), ("name", "legal_name", "legal_form", "business")),
    (_("Address"), ("street", "postal_code", "city", "country", "phone", "email", "website")),
    (
        _("Register and representation"),
        (
            "representatives",
            "board_chair",
            "register_court",
            "register_number",
            "vat_id",
            "supervisor",
            "data_protection_officer",
        ),
    ),
    (_("Look"), ("accent",)),
)


@requires(Permission.SETTINGS)
def firm(request: HttpRequest) -> HttpResponse:
    """Show what is kept, or keep what is said; beside it what the Impressum still lacks (LAW 1.16)."""
    form = FirmForm(request.POST) if request.method == "POST" else FirmForm(initial=_kept())
    if request.method == "POST" and form.is_valid():
        change = _FIRM.by(None, lambda: services.change(**form.cleaned_data), about="")
        if kept(request, form, change, what="firm.changed", about="", said=_("The details of the firm are saved.")):
            return redirect("firm")
    parts = [(name, [form[field] for field in fields]) for name, fields in _GROUPS]
    seen = {"lacking": queries.lacks(form.typed()), "page": links.url(reverse("imprint"))}
    return render(request, "settings/firm.html", {"form": form, "parts": parts} | seen)


def _kept(_key: object = None) -> dict[str, str]:
    house = queries.house()
    return {name: getattr(house, name) for name in FIELDS}


_FIRM = Setting("firm", read=_kept, write=lambda _key, was, _by: services.change(**was), what="firm.changed")
