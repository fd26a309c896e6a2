"""What a house declares again and again, from a file: made once, brought up to date, else left as it is."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.db.models import Model


class Declared(StrEnum):
    """What became of a declaration."""

    MADE = "made"
    CHANGED = "changed"
    SAME = "same"


def declare(
    model: type[Model], *, key: Mapping[str, Any], holds: Mapping[str, Any], at_first: Mapping[str, Any] | None = None
) -> Declared:
    """See to it that the row of that key holds this; `at_first` is for a new row only."""
    row, is_new = model._default_manager.get_or_create(**key, defaults={**holds, **(at_first or {})})
    if is_new:
        return Declared.MADE
    changed = {name: value for name, value in holds.items() if getattr(row, name) != value}
    if not changed:
        return Declared.SAME
    model._default_manager.filter(pk=row.pk).update(**changed)
    return Declared.CHANGED
