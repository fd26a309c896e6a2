"""The rules of channels that hold in this house, and how they become others: each change is a version more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.timeline.models import OriginRules
from trichter.facts.timeline.origins import content
from trichter.facts.timeline.origins.content import Changes, Rule, Rules
from trichter.facts.timeline.origins.shipped import RULES, SHIPPED
from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.kernel.remembering import remembered

IN_FORCE = "SELECT version, content::text FROM timeline_originrules ORDER BY version DESC LIMIT 1"
"""For processes that ask past Django; `read` makes rules of the row."""


class OriginsChanged(DomainError):
    sentence = _("Somebody else has changed the rules meanwhile. Look at theirs, then change them once more.")


class NoSuchRule(DomainError):
    sentence = _("There is no such rule any more.")


class NoSuchVersion(DomainError):
    sentence = _("There is no such version.")


@dataclass(frozen=True, slots=True)
class Version:
    """A version as pages list it; the one in force is the last."""

    version: int
    created_at: datetime
    published_by: int | None
    rules: int


@remembered
def in_force() -> Rules:
    """What holds now; another process's change is known a second later."""
    with connection.cursor() as cursor:
        cursor.execute(IN_FORCE)
        row = cursor.fetchone()
    return read(*row) if row else SHIPPED


IN_FORCE = "SELECT version, content::text FROM timeline_originrules ORDER BY version DESC LIMIT 1"
"""For collectors, which ask past Django."""


def of_rows(rows: Sequence[tuple[int, str]]) -> Rules:
    """What `IN_FORCE` has answered."""
    return read(*rows[0]) if rows else SHIPPED


@lru_cache(maxsize=8)
def read(version: int, stored: str) -> Rules:
    """The rules of a stored version, read once in this process."""
    return Rules(content.effective(Changes.model_validate_json(stored), RULES), version)


def versions() -> list[Version]:
    """All of them, the one in force first."""
    rows = OriginRules.objects.order_by("-version")
    return [
        Version(
            row.version,
            row.created_at,
            row.published_by,
            len(content.effective(Changes.model_validate(row.content), RULES)),
        )
        for row in rows
    ]


@transaction.atomic
def publish(rules: Sequence[Rule], *, seen: int | None = None, by: int | None = None) -> Rules:
    """Have these hold from now on, in their order. `seen` is the version that they change. Raises `OriginsChanged`."""
    _alone()
    newest = OriginRules.objects.order_by("-version").values_list("version", flat=True).first() or 0
    if seen not in (None, newest):
        raise OriginsChanged
    stored = content.changes(tuple(rules), RULES).model_dump(mode="json", exclude_defaults=True)
    OriginRules.objects.create(version=newest + 1, content=stored, created_at=clock.now(), published_by=by)
    in_force.forget()
    transaction.on_commit(in_force.forget)
    return Rules(tuple(rules), newest + 1)


@transaction.atomic
def keep(rule: Rule, *, seen: int | None = None, by: int | None = None) -> Rules:
    """Have a rule say this; a new one is asked before all others. Raises `OriginsChanged`."""
    _alone()
    now = in_force()
    if rule.key in now.by_key:
        return publish([rule if one.key == rule.key else one for one in now.rules], seen=seen, by=by)
    return publish([rule, *now.rules], seen=seen, by=by)


@transaction.atomic
def remove(key: str, *, by: int | None = None) -> Rules:
    """Ask it no more. Raises `NoSuchRule`."""
    _alone()
    now = in_force()
    if key not in now.by_key:
        raise NoSuchRule
    return publish([one for one in now.rules if one.key != key], by=by)


def removed() -> list[Rule]:
    """Those that came with Trichter and are asked no more."""
    known = in_force().by_key
    return [rule for rule in RULES if rule.key not in known]


@transaction.atomic
def bring_back(key: str, *, by: int | None = None) -> Rules:
    """Ask a rule again that came with Trichter, where it stood. Raises `NoSuchRule`."""
    _alone()
    told = content.changes(in_force().rules, RULES)
    if key not in told.without:
        raise NoSuchRule
    without = tuple(one for one in told.without if one != key)
    return publish(content.effective(told.model_copy(update={"without": without}), RULES), by=by)


@transaction.atomic
def move(key: str, *, up: bool, by: int | None = None) -> Rules:
    """Ask it one place earlier, or later. Raises `NoSuchRule`."""
    _alone()
    rules = list(in_force().rules)
    place = next((place for place, one in enumerate(rules) if one.key == key), None)
    if place is None:
        raise NoSuchRule
    to = max(0, min(len(rules) - 1, place + (-1 if up else 1)))
    rules.insert(to, rules.pop(place))
    return publish(rules, by=by)


def use_again(version: int, *, by: int | None = None) -> Rules:
    """Have an earlier version hold once more; 0 is what came with Trichter. Raises `NoSuchVersion`."""
    if version == 0:
        return publish(RULES, by=by)
    row = OriginRules.objects.filter(version=version).first()
    if row is None:
        raise NoSuchVersion
    return publish(content.effective(Changes.model_validate(row.content), RULES), by=by)


def _alone() -> None:
    """One change after the other: nobody's is lost."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('timeline.origins'))")
