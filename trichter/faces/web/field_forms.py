"""A form for each field of a contact, by what it may hold; `held()` gives what was typed for `spine.editing`."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, cast

from babel import Locale
from django import forms
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trichter.faces.web.number_field import NumberField
from trichter.facts.contacts import definitions
from trichter.facts.contacts.definitions import CustomField, NoSuchField
from trichter.facts.contacts.fields import ADDRESS_PARTS, COUNTRIES, DATES, FREQUENCIES, LONGEST, STANDARD
from trichter.sales.tasks.queries import takers

NEAR = {"language": ("de", "en"), "country": ("DE", "AT", "CH")}
"""What most people have stands above the alphabet."""
FIRMS = "firms-known"
"""The id of the list of suggestions."""
_PARTS = {
    "street": _("Street"),
    "street_extra": _("Addition"),
    "postal_code": _("Postal code"),
    "city": _("City"),
    "region": _("Region"),
    "country": _("Country"),
}
Choices = list[tuple[str, object]]


class FieldForm(forms.Form):
    """One field. `seen` is the touchpoint that told what stood there when the form was made."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def held(self) -> Any:
        """What is to stand there; None for nothing."""
        given = self.cleaned_data["value"]
        return None if given in ("", [], None) else given

    def in_words(self) -> str:
        """What was typed, as one reads it."""
        said = (_read(self[name]) for name in self.fields if name != "seen")
        return ", ".join(filter(None, said)) or "–"


class _Numbered(FieldForm):
    def held(self) -> Any:
        """The number of what was chosen."""
        return int(self.cleaned_data["value"]) if self.cleaned_data["value"] else None


class _YesOrNo(FieldForm):
    def held(self) -> Any:
        """True, False, or nothing."""
        return {"yes": True, "no": False}.get(self.cleaned_data["value"])


class _Cents(FieldForm):
    def held(self) -> Any:
        """Money is kept in cents."""
        given = self.cleaned_data["value"]
        return None if given is None else int(given * 100)


class _Firm(FieldForm):
    def held(self) -> Any:
        """A firm is found, or made, by its name."""
        name = self.cleaned_data["value"].strip()
        return {"name": name} if name else None


class _Address(FieldForm):
    def held(self) -> Any:
        """In its parts."""
        return {part: self.cleaned_data[part] for part in ADDRESS_PARTS}


def form_for(name: str, held: Any, *, said: str, seen: int, data: Any = None) -> FieldForm | None:
    """The form of a field that holds this, `said` in words; None if there is no such field."""
    made = _custom(name.removeprefix("custom:"), held) if name.startswith("custom:") else _standard(name, held, said)
    if made is None:
        return None
    kind, fields, initial = made
    form = kind(data, initial=initial | {"seen": seen}, auto_id=f"field-{slug(name)}_%s")
    form.fields |= fields
    return form


def slug(name: str) -> str:
    """A field's name as part of an id."""
    return name.replace(":", "-")


Made = tuple[type[FieldForm], dict[str, forms.Field], dict[str, Any]]


def _standard(name: str, held: Any, said: str) -> Made | None:
    label = str(STANDARD[name].label) if name in STANDARD else ""
    if not label:
        return None
    if name == "address":
        return _Address, {part: _part(part) for part in ADDRESS_PARTS}, dict(held or {})
    if name == "company":
        return _Firm, {"value": _text(label, **_suggesting())}, {"value": held}
    if name == "owner":
        return _Numbered, {"value": _choice(label, _colleagues(held, said))}, {"value": held or ""}
    choices = _choices(name, held)
    field = _choice(label, choices) if choices else _plain(name, label)
    return FieldForm, {"value": field}, {"value": held or ""}


def _suggesting() -> dict[str, str]:
    """Firms that we know, while somebody types."""
    asks = {"hx-get": reverse("firms_known"), "hx-trigger": "input changed delay:200ms", "hx-target": f"#{FIRMS}"}
    return asks | {"list": FIRMS, "autocomplete": "off"}


def _plain(name: str, label: str) -> forms.Field:
    if name in DATES:
        return _day(label)
    kinds = {"email": "email", "phone": "tel", "mobile": "tel", "website": "url"}
    return _text(label, inputmode=kinds.get(name, "text"), autocomplete="off")


def _choices(name: str, held: Any) -> Choices:
    """What a standard field may hold, if that is a list."""
    if name == "language":
        return [("", "–"), *_named(_locale().languages, NEAR["language"], only=lambda code: len(code) == 2, also=held)]
    if name == "mail_frequency":
        return [("", "–"), *FREQUENCIES.items()]
    return []


def _colleagues(held: Any, said: str) -> Choices:
    """All who work here; whoever is away keeps what is theirs."""
    known: Choices = [(str(user), name) for user, name in takers().colleagues]
    gone: Choices = [(str(held), said)] if held and str(held) not in dict(known) else []
    return [("", _("Nobody")), *known, *gone]


def _custom(key: str, held: Any) -> Made | None:
    try:
        field = definitions.custom_field(key)
    except NoSuchField:
        return None
    kind, made = _CUSTOM[field.type](field)
    if isinstance(made, forms.ChoiceField):
        made.choices = [*cast("Choices", made.choices), *_gone(field, held)]
    shown = _as_typed(field, held)
    if isinstance(made, NumberField):
        made.held = shown
    return kind, {"value": made}, {"value": shown}


def _gone(field: CustomField, held: Any) -> Choices:
    """What stands there though the house offers it no more: it stays until somebody takes it away."""
    stands = held if isinstance(held, list) else [held]
    old = [one for one in stands if one and one not in field.options] if field.type in definitions.OF_CHOICES else []
    return [(one, _("%(choice)s (no longer offered)") % {"choice": one}) for one in old]


def _as_typed(field: CustomField, held: Any) -> Any:
    if isinstance(held, bool):
        return "yes" if held else "no"
    return Decimal(held) / 100 if field.type == "money" and held is not None else held


_CUSTOM: dict[str, Callable[[CustomField], tuple[type[FieldForm], forms.Field]]] = {
    "text": lambda field: (FieldForm, _text(str(field.label))),
    "number": lambda field: (FieldForm, NumberField(label=str(field.label))),
    "money": lambda field: (_Cents, NumberField(label=str(field.label), decimal_places=2)),
    "date": lambda field: (FieldForm, _day(str(field.label))),
    "boolean": lambda field: (_YesOrNo, _choice(str(field.label), [("", "–"), ("yes", _("Yes")), ("no", _("No"))])),
    "choice": lambda field: (FieldForm, _choice(str(field.label), [("", "–"), *((one, one) for one in field.options)])),
    "many": lambda field: (FieldForm, _many(field)),
}


def _text(label: str, **attrs: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=LONGEST, widget=forms.TextInput(attrs=attrs))


def _part(part: str) -> forms.Field:
    if part != "country":
        return _text(str(_PARTS[part]), autocomplete="off")
    countries = _named(_locale().territories, NEAR["country"], only=COUNTRIES.__contains__)
    return _choice(str(_PARTS[part]), [("", "–"), *countries])


def _choice(label: str, choices: Sequence[tuple[Any, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=choices)


def _many(field: CustomField) -> forms.Field:
    boxes = forms.CheckboxSelectMultiple
    choices = [(one, one) for one in field.options]
    return forms.MultipleChoiceField(label=str(field.label), required=False, choices=choices, widget=boxes)


def _day(label: str) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=picker)


def _named(names: Any, near: tuple[str, ...], *, only: Callable[[str], bool], also: str = "") -> Iterable[Any]:
    """Codes with their names in the language of whoever reads, those nearby first."""
    known = {str(code): str(name) for code, name in names.items() if only(str(code))}
    if also and also not in known:
        known[also] = known.get(also[:2], also)
    rest = sorted((code for code in known if code not in near), key=lambda code: known[code].casefold())
    return [(code, known[code]) for code in (*near, *rest)]


def _read(bound: forms.BoundField) -> str:
    given = bound.value()
    chosen = {str(code): str(name) for code, name in getattr(bound.field, "choices", ())}
    values = given if isinstance(given, list) else [given]
    return ", ".join(chosen.get(str(value), str(value)) for value in values if value not in (None, ""))


def _locale() -> Locale:
    return Locale.parse(get_language() or "en", sep="-")
