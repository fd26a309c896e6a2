"""The fields of a person on the record, each edited where it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from trichter.faces.web.field_forms import FIRMS, FieldForm, form_for, slug
from trichter.faces.web.inline import Inline
from trichter.faces.web.templatetags.chrome import initials
from trichter.faces.web.templatetags.formats import phone

if TYPE_CHECKING:
    from trichter.insight.properties import Property

ORDER = ("email", "phone", "mobile", "position", "company", "address", "language", "owner")
"""What is looked for most stands above; the rest follows as the fields are declared."""
ALWAYS = frozenset({"email", "phone", "position", "company", "owner"})
"""What is asked of everybody stands there also where nobody knows it yet."""


@dataclass(frozen=True)
class Card:
    """What stands on the card, and the empty fields behind it."""

    lines: Sequence[Inline]
    empty: Sequence[Inline]

    @property
    def is_open(self) -> bool:
        """Whether an empty field is being filled."""
        return any(one.form for one in self.empty)


def card(contact: int, fields: "Iterable[Property]", *, change: str = "", opened: Inline | None = None) -> Card:
    """The fields, one of them perhaps as a form: the one named by the address, or the one that could not be saved."""
    ordered = sorted(fields, key=lambda one: ORDER.index(one.key) if one.key in ORDER else len(ORDER))
    stands = [one.key for one in ordered if one.value or one.key in ALWAYS]
    lines = [(one.key, _line(contact, one, change=change, opened=opened)) for one in ordered]
    return Card([line for key, line in lines if key in stands], [line for key, line in lines if key not in stands])


def _line(contact: int, one: "Property", *, change: str, opened: Inline | None) -> Inline:
    line = inline(contact, one)
    if opened and opened.key == line.key:
        return opened
    return editing(line, one) if change == one.key else line


def inline(contact: int, one: "Property") -> Inline:
    """A field as its value."""
    record = reverse("contact", args=[contact])
    schemes = {"email": "mailto:", "phone": "tel:", "mobile": "tel:"}
    return Inline(
        key=slug(one.key),
        label=one.label,
        value=phone(one.value) if one.key in ("phone", "mobile") and one.value else one.value,
        address=reverse("field_edit", args=[contact, one.key]),
        here=f"{record}?tab=details&change={one.key}#field-{slug(one.key)}",
        back=f"{record}?tab=details#field-{slug(one.key)}",
        href=f"{schemes[one.key]}{one.value}" if one.key in schemes and one.value else "",
        source=one.source_label if one.value else "",
        at=one.at,
        initials=initials(one.value) if one.key == "owner" else "",
        suggestions=FIRMS if one.key == "company" else "",
    )


def editing(line: Inline, one: "Property", data: Any = None) -> Inline:
    """The same as its form, with what was typed."""
    return replace(line, form=form_of(one, data))


def form_of(one: "Property", data: Any = None) -> FieldForm | None:
    """Made for what stands there now."""
    return form_for(one.key, one.held, said=one.value, seen=one.touchpoint, data=data)
