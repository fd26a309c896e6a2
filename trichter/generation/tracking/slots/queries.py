"""Slots as collectors and pages have them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection
from django.db.models import F, OuterRef, QuerySet, Subquery

from trichter.generation.tracking.models import Slot, SlotVersion
from trichter.generation.tracking.slots.content import Content, Variant, rule_of
from trichter.generation.tracking.slots.services import UnknownSlot
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.segments.catalogue import PREFIX, named

OPEN_SLOTS = """
    SELECT s.id, s.name, s.source_id, s.version, v.content::text FROM tracking_slot s
    JOIN tracking_slotversion v ON v.slot_id = s.id AND v.version = s.version WHERE s.archived_at IS NULL
"""
"""For collectors, which ask past Django."""

READER = """
    SELECT (SELECT contact_id FROM contacts_identifier WHERE kind = 'visitor' AND value = v.id),
        ARRAY(SELECT url FROM hits_hit WHERE visitor = v.id AND kind = 'page' AND bot IS NULL
            ORDER BY id DESC LIMIT 200)
    FROM hits_visitor v WHERE v.id = $1
"""
"""Of a browser's id ($1): whose it is, if anybody's, and its latest pages. No row if its human has not agreed.

By the index of the log on visitors; each month has its own.
"""
_OF_PERSON = """
    SELECT url FROM hits_hit WHERE kind = 'page' AND bot IS NULL AND visitor = ANY (ARRAY(
        SELECT value FROM contacts_identifier i JOIN hits_visitor v ON v.id = i.value
        WHERE i.kind = 'visitor' AND i.contact_id = %s)) ORDER BY id DESC LIMIT 200
"""


@dataclass(frozen=True, slots=True)
class Open:
    """A slot that is filled; `source` is None for all sites."""

    id: int
    name: str
    source: int | None
    version: int
    content: Content


@dataclass(frozen=True, slots=True)
class Shown:
    """A slot as pages list it."""

    id: int
    name: str
    label: str
    source: int | None
    version: int
    content: Content
    is_closed: bool

    @property
    def title(self) -> str:
        """What people call it."""
        return self.label or self.name


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a slot, and who made it."""

    version: int
    created_at: datetime
    created_by: int | None
    variants: int


def opened(rows: Iterable[tuple[int, str, int | None, int, str]]) -> list[Open]:
    """What `OPEN_SLOTS` has answered."""
    return [Open(pk, name, source, version, _read(stored)) for pk, name, source, version, stored in rows]


def find(slots: Sequence[Open], name: str, *, source: int) -> Open | None:
    """The one of this name on this site; one of its own goes before one of all sites."""
    named_so = [one for one in slots if one.name == name and one.source in (None, source)]
    return next((one for one in named_so if one.source), next(iter(named_so), None))


def every(*, closed: bool = False) -> list[Shown]:
    """All of them by name; closed ones only if they are asked for."""
    rows = Slot.objects.order_by(F("archived_at").asc(nulls_first=True), "name", "id")
    return _shown(rows if closed else rows.filter(archived_at=None))


def one(slot: int) -> Shown:
    """Raises `UnknownSlot`."""
    found = _shown(Slot.objects.filter(pk=slot))
    if not found:
        raise UnknownSlot
    return found[0]


def versions(slot: int, *, most: int = 10) -> list[Version]:
    """The latest, the one in force first."""
    rows = SlotVersion.objects.filter(slot_id=slot).order_by("-version")[:most]
    return [
        Version(row.version, row.created_at, row.created_by, len(Content.model_validate(row.content).variants))
        for row in rows
    ]


def asking() -> Mapping[int, Sequence[tuple[int, str]]]:
    """By segment the slots with a variant that asks for it, and what they are called; read are those rules alone that
    ask for any."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for slot in every():
        for variant in slot.content:
            for segment in _segments(variant):
                found[segment][slot.id] = slot.title
    return {segment: list(slots.items()) for segment, slots in found.items()}


def naming(segment: int) -> list[str]:
    """What the slots are called whose variants ask for a segment."""
    return [title for _slot, title in asking().get(segment, ())]


def pages_of(contact: int) -> list[str]:
    """What a person has read in the browsers that are theirs, as far as they agree."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_PERSON, [contact])
        return [url for (url,) in cursor.fetchall()]


def _segments(variant: Variant) -> set[int]:
    if f"{PREFIX}." not in variant.rule.casefold():
        return set()
    try:
        rule = rule_of(variant)
    except BadRule:
        return set()
    return named(rule) if rule else set()


def _shown(rows: QuerySet[Slot]) -> list[Shown]:
    in_force = SlotVersion.objects.filter(slot=OuterRef("pk"), version=OuterRef("version")).values("content")
    return [
        Shown(
            row.pk,
            row.name,
            row.label,
            row.source_id,
            row.version,
            Content.model_validate(row.content),
            row.archived_at is not None,
        )
        for row in rows.annotate(content=Subquery(in_force))
    ]


@lru_cache(maxsize=256)
def _read(stored: str) -> Content:
    return Content.model_validate_json(stored)
