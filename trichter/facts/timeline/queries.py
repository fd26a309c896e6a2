"""Reading the timeline: always the effective view, in which corrections are applied."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from trichter.facts.timeline.models import ActorType, EffectiveTouchpoint
from trichter.kernel import bulk

_WRITTEN = """
    EXISTS (SELECT FROM jsonb_path_query(payload || learned, 'strict $.** ? (@.type() == "string")') AS told (said)
            WHERE told.said #>> '{}' ILIKE %s)
"""
"""Read for the touchpoints of one person, of whom there are few: no index of all words of all people is needed."""


@dataclass(frozen=True, slots=True)
class Told:
    """The fields that an effective touchpoint told us, with what ranks them."""

    contact_id: int
    id: int
    occurred_at: datetime
    actor_type: str
    learned: dict[str, Any]


def told(contacts: Iterable[int]) -> list[Told]:
    """All that effective touchpoints have told about the contacts' fields, in the order of recording."""
    statement = """
        SELECT contact_id, id, occurred_at, actor_type, learned FROM timeline_effective
        WHERE contact_id = ANY(%s) AND learned <> '{}' AND NOT is_void ORDER BY id
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [sorted(contacts)])
        return [
            Told(contact, touchpoint, occurred_at, actor, bulk.read_json(learned))
            for contact, touchpoint, occurred_at, actor, learned in cursor.fetchall()
        ]


@dataclass(frozen=True, slots=True)
class Since:
    """A touchpoint of after a merge, by what it found its contact and what it hangs on."""

    id: int
    via_id: int | None
    target_id: int | None
    caused_by: int | None


def since(contact: int, touchpoint: int) -> list[Since]:
    """The touchpoints of a contact that were recorded after the given one, in that order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, via_id, target_id, caused_by FROM timeline_touchpoint"
            " WHERE contact_id = %s AND id > %s ORDER BY id",
            [contact, touchpoint],
        )
        return [Since(*row) for row in cursor.fetchall()]


def firms_told(contacts: Iterable[int]) -> set[int]:
    """All companies that the timelines of these contacts have ever named."""
    statement = """
        SELECT DISTINCT told.company::bigint FROM timeline_touchpoint,
            LATERAL (VALUES (learned->>'company'), (learned->>'guessed_company')) AS told (company)
        WHERE contact_id = ANY(%s) AND told.company IS NOT NULL
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [sorted(contacts)])
        return {company for (company,) in cursor.fetchall()}


def kinds_of(pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """The kinds of touchpoints named by (contact, id)."""
    statement = """
        SELECT t.contact_id, t.id, t.kind FROM unnest(%s::bigint[], %s::bigint[]) AS named (contact_id, id)
        JOIN timeline_touchpoint t ON t.contact_id = named.contact_id AND t.id = named.id
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [[contact for contact, _ in pairs], [touchpoint for _, touchpoint in pairs]])
        return {(contact, touchpoint): kind for contact, touchpoint, kind in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Only:
    """Which part of a timeline: of these kinds, of the `shared` ones what these colleagues did, with all these words.

    A word stands in what was written, or is one of `kinds_called`, by word: the kinds that bear it in their name.
    """

    kinds: Collection[str] | None = None
    shared: Collection[str] = ()
    by: Collection[int] = ()
    words: Sequence[str] = ()
    kinds_called: Mapping[str, Collection[str]] = field(default_factory=dict)

    def of(self, rows: QuerySet[EffectiveTouchpoint]) -> QuerySet[EffectiveTouchpoint]:
        """Of these touchpoints."""
        if self.kinds is not None:
            theirs = Q(kind__in=self.shared, actor_type=ActorType.COLLEAGUE, actor_id__in=self.by)
            rows = rows.filter(Q(kind__in=self.kinds) | theirs)
        for word in self.words:
            rows = rows.filter(_written(word) | Q(kind__in=self.kinds_called.get(word, ())))
        return rows


def _written(word: str) -> Q:
    pattern = "%" + re.sub(r"([\\%_])", r"\\\1", word) + "%"
    return Q(RawSQL(_WRITTEN, [pattern], output_field=BooleanField()))  # noqa: S611 the word is a parameter


def timeline(
    contact: int, *, limit: int, before: int | None = None, only: Only | None = None
) -> list[EffectiveTouchpoint]:
    """A page of a person's timeline, newest first; `before` is the id of the last one seen (keyset)."""
    return _page(EffectiveTouchpoint.objects.filter(contact_id=contact), limit=limit, before=before, only=only)


def timeline_of(
    contacts: Sequence[int], *, limit: int, before: int | None = None, only: Only | None = None
) -> list[EffectiveTouchpoint]:
    """The same of several people together, laid one into the other: all of theirs is read, so of hundreds at most."""
    return _page(EffectiveTouchpoint.objects.filter(contact_id__in=contacts), limit=limit, before=before, only=only)


def _page(
    rows: QuerySet[EffectiveTouchpoint], *, limit: int, before: int | None, only: Only | None
) -> list[EffectiveTouchpoint]:
    edge = rows.filter(id=before).first() if before is not None else None
    if edge is not None:
        rows = rows.filter(Q(occurred_at__lt=edge.occurred_at) | Q(occurred_at=edge.occurred_at, id__lt=edge.id))
    if only is not None:
        rows = only.of(rows)
    return list(rows.order_by("-occurred_at", "-id")[:limit])


def of_kinds(contact: int, kinds: Collection[str]) -> list[EffectiveTouchpoint]:
    """All of these kinds that count, the latest first."""
    rows = EffectiveTouchpoint.objects.filter(contact_id=contact, kind__in=kinds, is_void=False)
    return list(rows.order_by("-occurred_at", "-id"))


def latest_of_kinds(contacts: Sequence[int], kinds: Collection[str], *, limit: int) -> list[EffectiveTouchpoint]:
    """The latest of these kinds that count, of several people."""
    rows = EffectiveTouchpoint.objects.filter(contact_id__in=contacts, kind__in=kinds, is_void=False)
    return list(rows.order_by("-occurred_at", "-id")[:limit])
