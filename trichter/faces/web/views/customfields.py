"""The fields of contacts that this house has added: what they are called, and what can be chosen."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from trichter.faces.web.roles import requires
from trichter.faces.web.settling import Setting, kept
from trichter.faces.web.slugs import slug_of
from trichter.facts.contacts import definitions
from trichter.facts.contacts.definitions import OF_CHOICES, TYPES, CustomField, NoSuchField
from trichter.facts.staff.permissions import Permission
from trichter.kernel.words import Words

LONGEST_KEY = 40


class FieldForm(forms.Form):
    """What can be changed of a field."""

    de = forms.CharField(label=_("German name"), max_length=200)
    en = forms.CharField(label=_("English name"), max_length=200)
    options = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One in each line; only for a choice"),
    )
    is_personal = forms.BooleanField(
        label=_("Personal data: it is deleted with the person"), required=False, initial=True
    )

    def told(self) -> dict[str, Any]:
        """As `definitions` wants it."""
        lines = (" ".join(line.split())[:200] for line in self.cleaned_data["options"].splitlines())
        return {
            "label": Words(self.cleaned_data["en"], self.cleaned_data["de"]),
            "options": list(dict.fromkeys(filter(None, lines))),
            "is_personal": self.cleaned_data["is_personal"],
        }


class NewFieldForm(FieldForm):
    """A new one; what it holds never changes."""

    type = forms.ChoiceField(label=_("What it holds"), choices=TYPES)
    field_order = ("de", "en", "type", "options", "is_personal")


@requires(Permission.SETTINGS)
def page(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/felder/`: all of them; a new one is added here."""
    form = NewFieldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _added(request, form):
        return redirect("fields")
    return render(request, "customfields/list.html", {"fields": definitions.custom_fields(), "form": form})


@requires(Permission.SETTINGS)
def field(request: HttpRequest, key: str) -> HttpResponse:
    """`/einstellungen/felder/<key>/`"""
    one = _one(key)
    holds = {**one.label.row(), "options": "\n".join(one.options), "is_personal": one.is_personal}
    form = FieldForm(request.POST if request.method == "POST" else None, initial=holds)
    if request.method == "POST" and form.is_valid() and _changed(request, form, one):
        return redirect("fields")
    return render(request, "customfields/field.html", {"one": one, "form": form, "chosen": one.type in OF_CHOICES})


def _added(request: HttpRequest, form: NewFieldForm) -> bool:
    told = form.told()
    key = slug_of(told["label"].en).replace("-", "_")[:LONGEST_KEY].strip("_")
    if not key or not key[0].isalpha():
        form.add_error("en", _("Take a name that begins with a letter."))
        return False
    add = lambda: definitions.add_field(key, kind=form.cleaned_data["type"], **told)  # noqa: E731
    beside = "options" if form.cleaned_data["type"] in OF_CHOICES and not told["options"] else "en"
    return kept(request, form, add, what="field.made", about=str(told["label"]), beside=beside)


def _changed(request: HttpRequest, form: FieldForm, one: CustomField) -> bool:
    told = form.told()
    about = str(told["label"])
    change = _FIELD.by(one.key, lambda: definitions.change_field(one.key, **told), about=about)
    return kept(request, form, change, what="field.changed", about=about, beside="options")


def _holds(key: str) -> dict[str, Any]:
    one = definitions.custom_field(key)
    return {"label": one.label.row(), "options": list(one.options), "is_personal": one.is_personal}


def _set_back(key: str, was: dict[str, Any], _by: int) -> None:
    definitions.change_field(key, **{**was, "label": Words.of(was["label"])})


_FIELD = Setting("field", read=_holds, write=_set_back, what="field.changed")


def _one(key: str) -> CustomField:
    try:
        return definitions.custom_field(key)
    except NoSuchField:
        raise Http404 from None
