"""Segments made and changed by colleagues: what a change would do is shown before, and done in the background."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.qualification.rules.asking import members
from trichter.qualification.rules.checking import check, read
from trichter.qualification.rules.tree import Rule
from trichter.qualification.segments.catalogue import catalogue, named, next_stamp
from trichter.qualification.segments.gathering import DIFFERING, NOBODY, reopen, wanted
from trichter.qualification.segments.models import Segment, Version


class NameTaken(DomainError):
    sentence = _("There is a segment “%(name)s” already.")


class NameMissing(DomainError):
    sentence = _("A segment needs a name.")


class UsesItself(DomainError):
    sentence = _("The segment would use itself: %(way)s.")


class ChangedMeanwhile(DomainError):
    sentence = _("Somebody else has changed this segment meanwhile. Look at their rule, then change it once more.")


class IsArchived(DomainError):
    sentence = _("“%(name)s” is archived: bring it back first, then change it.")


class StillUsed(DomainError):
    sentence = _("“%(by)s” uses this segment.")


class NoSuchSegment(DomainError):
    sentence = _("There is no such segment.")


@dataclass(frozen=True, slots=True)
class Preview:
    """How many would be in, enter and leave."""

    members: int
    entering: int
    leaving: int


def preview(rule: Rule | None, *, segment: int | None = None) -> Preview:
    """What the segment would be with this rule; the rule has to be checked."""
    asked = members(rule) if rule else NOBODY
    known = segment or 0
    with connection.cursor() as cursor:
        cursor.execute(_PREVIEW.replace("{wanted}", wanted(known, asked)), {**asked.given, "segment": known})
        return Preview(*cursor.fetchone())


_PREVIEW = f"""
    WITH {{wanted}}, {DIFFERING}
    SELECT (SELECT count(*) FROM wanted), count(id), count(contact_id) FROM differing
"""  # noqa: S608 ours


@transaction.atomic
def create(name: str, rule: Rule | None = None, *, description: str = "", by: int | None = None) -> Segment:
    """A new segment, to be gathered. Raises `BadRule`s, `NameMissing` and `NameTaken`."""
    checked = check(rule).rule if rule else None
    now = clock.now()
    segment = Segment(
        name=_name(name), description=description.strip(), rule=_stored(checked), stamp=next_stamp(), created_at=now,
        created_by=by, changed_at=now, changed_by=by, timed_until=now,
    )  # fmt: skip
    _save(segment)
    _keep_version(segment)
    return segment


@transaction.atomic
def change(
    segment: int,
    *,
    name: str | None = None,
    description: str | None = None,
    rule: Rule | None = None,
    by_hand: bool = False,
    seen: int | None = None,
    by: int | None = None,
) -> Segment:
    """Another name, another description, or another rule (none at all if `by_hand`): that is a new version, to be
    gathered. `seen` is the version that it follows. Raises `BadRule`s, `ChangedMeanwhile`, `UsesItself` and others."""
    stamp = next_stamp()
    row = _locked(segment)
    if row.archived_at is not None:
        raise IsArchived(name=row.name)
    if seen not in (None, row.version):
        raise ChangedMeanwhile
    checked = check(rule).rule if rule else None
    if checked is not None:
        _refuse_circles(segment, checked)
    if name is not None:
        row.name = _name(name)
    if description is not None:
        row.description = description.strip()
    is_other = (checked is not None or by_hand) and _stored(checked) != row.rule
    if is_other:
        row.rule, row.version = _stored(checked), row.version + 1
    row.stamp, row.changed_at, row.changed_by = stamp, clock.now(), by
    _save(row)
    if is_other:
        _keep_version(row)
    return row


@transaction.atomic
def archive(segment: int, *, by: int | None = None) -> Segment:
    """Nobody enters it any more; who was in it stays known. Raises `StillUsed`."""
    stamp = next_stamp()
    row = _locked(segment)
    for other in used_in(segment):
        raise StillUsed(by=other.name)
    row.archived_at, row.stamp, row.changed_by = clock.now(), stamp, by
    row.save()
    return row


@transaction.atomic
def restore(segment: int, *, by: int | None = None) -> Segment:
    """An archived one lives again, to be gathered anew. Raises `NameTaken`."""
    stamp = next_stamp()
    row = _locked(segment)
    row.archived_at, row.stamp, row.changed_by, row.timed_until = None, stamp, by, clock.now()
    _save(row)
    reopen([segment])
    row.refresh_from_db()
    return row


def used_in(segment: int) -> list[Segment]:
    """The other segments whose rules read this one."""
    known = catalogue().segments.values()
    users = [one.id for one in known if one.checked and segment in named(one.checked.rule)]
    return list(Segment.objects.filter(pk__in=users).order_by("name"))


def _locked(segment: int) -> Segment:
    row = Segment.objects.select_for_update().filter(pk=segment).first()
    if row is None:
        raise NoSuchSegment
    return row


def _name(given: str) -> str:
    name = " ".join(given.split())[:120]
    if not name:
        raise NameMissing
    return name


def _stored(rule: Rule | None) -> dict[str, Any] | None:
    return rule.json_form() if rule else None


def _save(segment: Segment) -> None:
    try:
        with transaction.atomic():
            segment.save()
    except IntegrityError:
        raise NameTaken(name=segment.name) from None


def _keep_version(segment: Segment) -> None:
    Version.objects.create(
        segment=segment,
        version=segment.version,
        rule=segment.rule,
        created_at=segment.changed_at,
        created_by=segment.changed_by,
    )


def _refuse_circles(segment: int, rule: Rule) -> None:
    """Follow what the rule reads, and what these read, back to the segment itself."""
    rows = {row.pk: row for row in Segment.objects.filter(archived_at=None)}
    ways: dict[int, tuple[int, ...]] = {one: (segment, one) for one in named(rule)}
    waiting = list(ways)
    while waiting:
        one = waiting.pop(0)
        if one == segment:
            raise UsesItself(way=" → ".join(f"“{rows[step].name}”" for step in ways[one]))
        below = named(read(rows[one].rule)) if one in rows and rows[one].rule else set()
        for other in sorted(below - ways.keys()):
            ways[other] = (*ways[one], other)
            waiting.append(other)
