"""What is to be done, by whom and when."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Greatest
from django.db.models.lookups import LessThan
from psycopg import sql

from trichter.facts.staff import team as staff
from trichter.facts.staff.models import Team, User
from trichter.kernel import clock
from trichter.kernel.persons import rows_of
from trichter.sales.tasks.models import Task

_TURN = Greatest("due_at", "snoozed_until")
"""When it is a task's turn: when due, or later if it was put off (PostgreSQL leaves nulls out)."""


_TAKERS = sql.SQL("""
    SELECT false AS is_team, id, name FROM staff_user WHERE is_active
    UNION ALL SELECT true, id, name FROM staff_team ORDER BY is_team, name, id
""")


def everybodys() -> QuerySet[Task]:
    """All open tasks, the most urgent first; what was put off counts from then on."""
    rows = Task.objects.filter(done_at=None).select_related("contact__company", "colleague", "team")
    return rows.order_by(_TURN.asc(nulls_last=True), "id")


def mine(user: int) -> QuerySet[Task]:
    """Those of a colleague, those of the colleague's teams, or of nobody, that nobody has taken yet, and those of who
    left."""
    nobodys = Q(colleague=None) & (Q(team__in=_teams(user)) | Q(team=None))
    return everybodys().filter(Q(colleague=user) | nobodys | Q(colleague__in=staff.left(user)))


def team(user: int) -> QuerySet[Task]:
    """Those of all who share a team with a colleague, and of these teams."""
    teams = _teams(user)
    return everybodys().filter(Q(team__in=teams) | Q(colleague__in=User.objects.filter(teams__in=teams)))


def of_contact(contact: int) -> QuerySet[Task]:
    """The open ones of a person."""
    return everybodys().filter(contact=contact)


def due(rows: QuerySet[Task], *, until: datetime) -> QuerySet[Task]:
    """Of these tasks those whose turn comes before then, the overdue among them."""
    return rows.filter(LessThan(_TURN, until))


def overdue(rows: QuerySet[Task]) -> QuerySet[Task]:
    """Of these tasks those whose time has passed."""
    return due(rows, until=clock.now())


@dataclass(frozen=True, slots=True)
class Takers:
    """To whom a task can be given: (id, name)."""

    colleagues: tuple[tuple[int, str], ...]
    teams: tuple[tuple[int, str], ...]


def takers() -> Takers:
    """All who work here, and all teams."""
    found: dict[bool, list[tuple[int, str]]] = {True: [], False: []}
    for row in rows_of(_TAKERS, {}):
        found[row["is_team"]].append((row["id"], row["name"]))
    return Takers(tuple(found[False]), tuple(found[True]))


def _teams(user: int) -> QuerySet[Team]:
    return Team.objects.filter(members=user)
