"""Slots made and changed: each change is a version more, one after the other, so that nobody's is lost."""

import re
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from trichter.generation.tracking.models import Slot, SlotVersion
from trichter.generation.tracking.slots.content import MOST, Content, TooManyVariants, Variant, checked
from trichter.kernel import clock
from trichter.kernel.errors import DomainError

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
Change = Callable[[list[Variant]], list[Variant]]


class NoName(DomainError):
    sentence = _("The name stands in the page: small letters, digits and hyphens, such as start-hero.")


class NameTaken(DomainError):
    sentence = _("There is a slot of this name already.")


class UnknownSlot(DomainError):
    sentence = _("This slot is not there any more.")


class UnknownVariant(DomainError):
    sentence = _("This variant is not there any more.")


class ChangedMeanwhile(DomainError):
    sentence = _("Somebody else has changed this variant meanwhile. Look at theirs, then change it once more.")


def add(name: str, *, label: str = "", source: int | None = None, by: int | None = None) -> int:
    """A new one without variants: what stands in the page is shown. Raises `NoName` and `NameTaken`."""
    if not _NAME.fullmatch(name):
        raise NoName
    now = clock.now()
    try:
        with transaction.atomic():
            row = Slot.objects.create(name=name, label=_label(label), source_id=source, created_at=now, version=1)
            SlotVersion.objects.create(slot=row, version=1, content={}, created_at=now, created_by=by)
    except IntegrityError:
        raise NameTaken from None
    return row.pk


def add_variant(slot: int, variant: Variant, *, by: int | None = None) -> int:
    """At the end, for who comes first is who was there first; answers its number. Raises the errors of `content`."""
    number = 0

    def adding(variants: list[Variant]) -> list[Variant]:
        nonlocal number
        if len(variants) >= MOST:
            raise TooManyVariants(most=MOST)
        number = 1 + _highest(slot)
        return [*variants, checked(variant).model_copy(update={"number": number})]

    _changed(slot, adding, by=by)
    return number


def change_variant(slot: int, variant: Variant, *, seen: int, by: int | None = None) -> None:
    """Have it say this. `seen` is the version of the slot that was looked at: changes of other variants since stay.

    Raises `ChangedMeanwhile`, `UnknownVariant` and the errors of `content`.
    """

    def changing(variants: list[Variant]) -> list[Variant]:
        place = _place(variants, variant.number)
        row = SlotVersion.objects.filter(slot_id=slot, version=seen).first()
        if row is None or Content.model_validate(row.content).variant(variant.number) != variants[place]:
            raise ChangedMeanwhile
        return [*variants[:place], checked(variant), *variants[place + 1 :]]

    _changed(slot, changing, by=by)


def move(slot: int, number: int, *, up: bool, by: int | None = None) -> None:
    """Have it asked one place earlier, or later. Raises `UnknownVariant`."""

    def moving(variants: list[Variant]) -> list[Variant]:
        place = _place(variants, number)
        variants.insert(max(0, place + (-1 if up else 1)), variants.pop(place))
        return variants

    _changed(slot, moving, by=by)


def switch(slot: int, number: int, *, on: bool, by: int | None = None) -> None:
    """Show it, or not for now. Raises `UnknownVariant`."""

    def switching(variants: list[Variant]) -> list[Variant]:
        place = _place(variants, number)
        variants[place] = variants[place].model_copy(update={"is_on": on})
        return variants

    _changed(slot, switching, by=by)


def remove(slot: int, number: int, *, by: int | None = None) -> None:
    """Raises `UnknownVariant`."""

    def removing(variants: list[Variant]) -> list[Variant]:
        variants.pop(_place(variants, number))
        return variants

    _changed(slot, removing, by=by)


def use_again(slot: int, version: int, *, by: int | None = None) -> None:
    """Have an earlier version hold once more. Raises `UnknownSlot`."""
    row = SlotVersion.objects.filter(slot_id=slot, version=version).first()
    if row is None:
        raise UnknownSlot
    _changed(slot, lambda _variants: list(Content.model_validate(row.content)), by=by)


def call(slot: int, label: str) -> None:
    """What colleagues call it; its name stands in pages and stays. Raises `UnknownSlot`."""
    if not Slot.objects.filter(pk=slot).update(label=_label(label)):
        raise UnknownSlot


def close(slot: int) -> None:
    """Fill it no more: what stands in the page is shown. Raises `UnknownSlot`."""
    if not Slot.objects.filter(pk=slot).update(archived_at=clock.now()):
        raise UnknownSlot


def reopen(slot: int) -> None:
    """Fill it again. Raises `NameTaken` if another slot has its name by now."""
    try:
        with transaction.atomic():
            Slot.objects.filter(pk=slot).update(archived_at=None)
    except IntegrityError:
        raise NameTaken from None


def state(slot: int) -> dict[str, Any]:
    """By which all can be set back: what stood there is a version. Raises `UnknownSlot`."""
    row = Slot.objects.filter(pk=slot).first()
    if row is None:
        raise UnknownSlot
    return {"version": row.version, "label": row.label, "is_closed": row.archived_at is not None}


@transaction.atomic
def set_back(slot: int, was: dict[str, Any], *, by: int | None = None) -> None:
    """To what `state` has said. Raises `NameTaken` if another slot has its name by now."""
    if was["is_closed"]:
        close(slot)
    else:
        reopen(slot)
    call(slot, was["label"])
    use_again(slot, was["version"], by=by)


@transaction.atomic
def _changed(slot: int, change: Change, *, by: int | None) -> None:
    row = Slot.objects.select_for_update().filter(pk=slot).first()
    if row is None:
        raise UnknownSlot
    stood = _stored(row)
    content = Content(variants=tuple(change(list(Content.model_validate(stood)))))
    if content.json_form() == stood:
        return
    row.version += 1
    row.save(update_fields=["version"])
    SlotVersion.objects.create(
        slot=row, version=row.version, content=content.json_form(), created_at=clock.now(), created_by=by
    )


def _stored(row: Slot) -> Any:
    return SlotVersion.objects.get(slot=row, version=row.version).content


def _label(given: str) -> str:
    return " ".join(given.split())[:120]


def _place(variants: list[Variant], number: int) -> int:
    place = next((place for place, one in enumerate(variants) if one.number == number), None)
    if place is None:
        raise UnknownVariant
    return place


def _highest(slot: int) -> int:
    """The highest number of a variant that any version has had."""
    with connection.cursor() as cursor:
        cursor.execute(_HIGHEST, [slot])
        return int(cursor.fetchone()[0])


_HIGHEST = """
    SELECT coalesce(max((v ->> 'number')::int), 0)
    FROM tracking_slotversion, jsonb_array_elements(content -> 'variants') AS v WHERE slot_id = %s
"""
