"""Sources: the sites and systems that may send events, each by a key of its own."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from trichter.facts.timeline.hits.models import Ground, Source
from trichter.kernel import clock
from trichter.kernel.errors import DomainError

LONGEST_HOST = 253
GROUNDS = Ground.choices
"""What a source may be chosen to rest on, with its words; the first is what most are."""


class NoSuchSource(DomainError):
    sentence = _("There is no such source of events.")


class NoSite(DomainError):
    sentence = _("“%(host)s” is no site: write it as www.example.com, one in a line.")


@dataclass(frozen=True, slots=True)
class Listed:
    """A source as pages and collectors have it."""

    id: int
    name: str
    key: str
    hosts: tuple[str, ...]
    ground: Ground
    may_identify: bool
    is_closed: bool
    is_own: bool = False
    """Whether it is our own pages."""

    @property
    def is_watched(self) -> bool:
        """Whether anything is kept of visitors, if they agree."""
        return self.ground is not Ground.NONE

    @property
    def is_assured(self) -> bool:
        """Whether the sending system keeps consent."""
        return self.ground is Ground.ASSURED


def listing(*, closed: bool = False) -> list[Listed]:
    """All of them by name; closed ones only if they are asked for."""
    rows = Source.objects.order_by("closed_at", "name", "id")
    return [_listed(row) for row in (rows if closed else rows.filter(closed_at=None))]


def source(number: int) -> Listed:
    """One of them. Raises `NoSuchSource`."""
    row = Source.objects.filter(pk=number).first()
    if row is None:
        raise NoSuchSource
    return _listed(row)


OPEN_SOURCES = "SELECT id, name, key, hosts, ground, may_identify FROM hits_source WHERE closed_at IS NULL"
"""For collectors, which ask past Django."""


def listed(rows: Iterable[tuple[Any, ...]]) -> list[Listed]:
    """What `OPEN_SOURCES` has answered."""
    return [
        Listed(number, name, key, tuple(hosts), Ground(ground), may_identify, is_closed=False)
        for number, name, key, hosts, ground, may_identify in rows
    ]


def add(name: str, *, hosts: Sequence[str] = (), ground: Ground = Ground.ASKED, may_identify: bool = False) -> Listed:
    """A new one with a key of its own. Raises `NoSite`."""
    row = Source.objects.create(
        name=name.strip(),
        key=secrets.token_hex(12),
        hosts=_clean(hosts),
        ground=ground,
        may_identify=may_identify,
        created_at=clock.now(),
    )
    return _listed(row)


def change(number: int, *, name: str, hosts: Sequence[str], ground: Ground, may_identify: bool) -> Listed:
    """Another name, other sites, another ground. Raises `NoSuchSource` and `NoSite`."""
    changed = {"name": name.strip(), "hosts": _clean(hosts), "ground": ground, "may_identify": may_identify}
    if not Source.objects.filter(pk=number).update(**changed):
        raise NoSuchSource
    return source(number)


def own() -> Listed | None:
    """That of our own pages, if it has been made."""
    row = Source.objects.filter(is_own=True).first()
    return _listed(row) if row else None


def add_own(name: str) -> Listed:
    """Make it, unless somebody else has just done so; visitors are asked there once the house decides that."""
    made = {"name": name, "key": secrets.token_hex(12), "ground": Ground.NONE, "created_at": clock.now()}
    return _listed(Source.objects.get_or_create(is_own=True, defaults=made)[0])


def ground(name: str) -> Ground:
    """By its name."""
    return Ground(name)


def close(number: int) -> None:
    """What comes by its key from now on is refused."""
    Source.objects.filter(pk=number, closed_at=None).update(closed_at=clock.now())


def reopen(number: int) -> None:
    """The undo of `close`."""
    Source.objects.filter(pk=number).update(closed_at=None)


def _clean(hosts: Sequence[str]) -> list[str]:
    found = {_host(host): None for host in hosts if host.strip()}
    return list(found)


def _host(given: str) -> str:
    """A site as browsers name it in `Origin`: host and port, in lower case."""
    text = given.strip().lower()
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
        plain = host.removeprefix("*.").encode("idna").decode()
    except (ValueError, UnicodeError):
        raise NoSite(host=given) from None
    if not plain or len(plain) > LONGEST_HOST or " " in plain or "*" in plain:
        raise NoSite(host=given)
    return f"{'*.' if host.startswith('*.') else ''}{plain}{port}"


def _listed(row: Source) -> Listed:
    return Listed(
        row.pk,
        row.name,
        row.key,
        tuple(row.hosts),
        Ground(row.ground),
        row.may_identify,
        row.closed_at is not None,
        row.is_own,
    )
