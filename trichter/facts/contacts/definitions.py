"""The custom fields of contacts, as the house declares them."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts.models import FieldDefinition, FieldType
from trichter.kernel import clock
from trichter.kernel.declaring import Declared, declare
from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words

OF_CHOICES = frozenset({FieldType.CHOICE, FieldType.MANY})


class OtherType(DomainError):
    sentence = _("The field “%(key)s” holds “%(type)s”, and values of it may exist: declare another field instead.")


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
