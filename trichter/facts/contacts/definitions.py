"""The custom fields of contacts, as the house declares them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts.models import FieldDefinition, FieldType
from trichter.kernel import clock
from trichter.kernel.declaring import Declared, declare
from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words

OF_CHOICES = frozenset({FieldType.CHOICE, FieldType.MANY})


TYPES = FieldType.choices


class OtherType(DomainError):
    sentence = _("The field “%(key)s” holds “%(type)s”, and values of it may exist: declare another field instead.")


class FieldKnown(DomainError):
    sentence = _("There is a field “%(key)s” already.")


class NoSuchField(DomainError):
    sentence = _("There is no field “%(key)s”.")


class NeedsChoices(DomainError):
    sentence = _("Say what can be chosen, one in each line.")


@dataclass(frozen=True, slots=True)
class CustomField:
    """A field as the house declared it."""

    key: str
    type: FieldType
    label: Words
    options: tuple[str, ...]
    is_personal: bool


def custom_fields() -> list[CustomField]:
    """All of them, in the order in which they were declared."""
    return [_custom(row) for row in FieldDefinition.objects.order_by("created_at", "id")]


def custom_field(key: str) -> CustomField:
    """One of them. Raises `NoSuchField`."""
    row = FieldDefinition.objects.filter(key=key).first()
    if row is None:
        raise NoSuchField(key=key)
    return _custom(row)


@transaction.atomic
def add_field(key: str, *, kind: str, label: Words, options: Sequence[str], is_personal: bool) -> None:
    """A new field. Raises `FieldKnown` and `NeedsChoices`."""
    if FieldDefinition.objects.filter(key=key).exists():
        raise FieldKnown(key=key)
    if kind in OF_CHOICES and not options:
        raise NeedsChoices
    declare_field(key, kind=kind, label=label, options=options if kind in OF_CHOICES else (), is_personal=is_personal)


def change_field(key: str, *, label: Words, options: Sequence[str], is_personal: bool) -> None:
    """Another label or other choices; what was chosen before stays with whoever has it.

    Raises `NoSuchField` and `NeedsChoices`.
    """
    known = custom_field(key)
    if known.type in OF_CHOICES and not options:
        raise NeedsChoices
    chosen = options if known.type in OF_CHOICES else ()
    declare_field(key, kind=known.type, label=label, options=chosen, is_personal=is_personal)


def _custom(row: FieldDefinition) -> CustomField:
    return CustomField(row.key, FieldType(row.type), Words.of(row.label), tuple(row.options), row.is_personal)


def declare_field(
    key: str,
    *,
    kind: str,
    label: Words,
    options: Sequence[str] = (),
    is_personal: bool = True,
) -> Declared:
    """See to it that the field is there, with this label and these choices. Raises `OtherType`."""
    known = FieldDefinition.objects.filter(key=key).first()
    if known and known.type != kind:
        raise OtherType(key=key, type=known.type)
    holds = {"label": label.row(), "options": list(options), "is_personal": is_personal}
    return declare(FieldDefinition, key={"key": key}, holds=holds, at_first={"type": kind, "created_at": clock.now()})
