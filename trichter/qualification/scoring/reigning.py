"""Which version is at work: asked with each batch, compiled once in each process, for a published one never changes."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db import connection

from trichter.kernel import bulk
from trichter.qualification.rules.querying import GIVEN
from trichter.qualification.scoring import checking
from trichter.qualification.scoring.content import Content
from trichter.qualification.scoring.models import Reign, Version
from trichter.qualification.scoring.statement import Scored, scored


@dataclass(frozen=True, eq=False)
class Edition:
    """A published version, ready to be used; there is one of each in a process."""

    id: int
    model: str
    number: int
    content: Content

    @cached_property
    def reads(self) -> frozenset[str]:
        """The sorts of change by which a score can become another."""
        return checking.reads(self.content)

    @cached_property
    def of_given(self) -> Scored:
        """The statement for people who are handed in."""
        return scored(self.content, GIVEN)


def now_in_force() -> Edition | None:
    """The version that answers; none in a database that is not set up."""
    found = Reign.objects.values_list("version_id", flat=True).first()
    return edition(found) if found else None


def mark() -> int:
    """Changes with the version in force: whoever keeps compiled rules about scores keeps them under it."""
    return Reign.objects.values_list("version_id", flat=True).first() or 0


def edition(number: int) -> Edition:
    """By its id, read once in this process. Raises `Version.DoesNotExist`."""
    return _editions(connection.settings_dict["NAME"], number)


@lru_cache(maxsize=16)
def _editions(_database: str, number: int) -> Edition:
    row = Version.objects.exclude(published_at=None).get(id=number)
    content = row.content if isinstance(row.content, dict) else bulk.read_json(row.content)
    return Edition(row.pk, row.model_id, row.number, Content.model_validate(content))


def forget() -> None:
    """Read all of them anew: for tests that put another database in the place of this one."""
    _editions.cache_clear()
