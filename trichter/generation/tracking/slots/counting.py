"""How often each variant was shown and its link followed, by day: counts alone, tied to nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from trichter.generation.tracking.models import SlotDay

DEFAULT = 0
"""In place of a variant's number where what stands in the page was left."""
ADD = """
    INSERT INTO tracking_slotday (slot_id, day, variant, shown, clicked)
    SELECT * FROM unnest($1::bigint[], $2::date[], $3::int[], $4::bigint[], $5::bigint[])
    ON CONFLICT (slot_id, day, variant)
    DO UPDATE SET shown = tracking_slotday.shown + excluded.shown, clicked = tracking_slotday.clicked + excluded.clicked
"""
"""For collectors, which count in memory for a moment and then add it up."""


@dataclass(frozen=True, slots=True)
class Times:
    """How often."""

    shown: int = 0
    clicked: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a slot; `times` stand in the order in which variants were asked for."""

    day: date
    times: tuple[Times, ...]


def by_slot(since: date) -> Mapping[int, Times]:
    """All variants of each slot together, from that day on."""
    rows = SlotDay.objects.filter(day__gte=since).exclude(variant=DEFAULT).values("slot_id")
    told = rows.annotate(shown_all=Sum("shown"), clicked_all=Sum("clicked"))
    return {row["slot_id"]: Times(row["shown_all"], row["clicked_all"]) for row in told}


def by_variant(slot: int, since: date) -> Mapping[int, Times]:
    """Each variant of a slot by its number, from that day on; the default is among them."""
    rows = SlotDay.objects.filter(slot_id=slot, day__gte=since).values("variant")
    told = rows.annotate(shown_all=Sum("shown"), clicked_all=Sum("clicked"))
    return {row["variant"]: Times(row["shown_all"], row["clicked_all"]) for row in told}


def by_day(slot: int, numbers: tuple[int, ...], *, today: date, days: int) -> list[Day]:
    """The latest days, the latest first, without those on which nothing was shown."""
    since = today - timedelta(days=days - 1)
    found: dict[date, dict[int, Times]] = {}
    for row in SlotDay.objects.filter(slot_id=slot, day__gte=since):
        found.setdefault(row.day, {})[row.variant] = Times(row.shown, row.clicked)
    return [
        Day(day, tuple(found[day].get(number, Times()) for number in numbers)) for day in sorted(found, reverse=True)
    ]
