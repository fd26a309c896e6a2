"""Routes of leads: kept, put in order, and read as pages show them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from trichter.kernel.errors import DomainError
from trichter.qualification.segments.catalogue import PREFIX, named
from trichter.sales.handover import conditions
from trichter.sales.handover.models import Route
from trichter.sales.tasks.services import name_of


class NoName(DomainError):
    sentence = _("Give the route a name.")


class UnknownRoute(DomainError):
    sentence = _("This route is not there any more.")


class RoutesChanged(DomainError):
    sentence = _("The routes have changed meanwhile: look at their order once more.")


@dataclass(frozen=True, slots=True)
class Removed:
    """What stood in a route that is no more, and where it stood."""

    name: str
    condition: str
    to: int | None
    team: int | None
    position: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A route; `said` is its condition in words, and `problem` why it cannot be asked any more."""

    id: int
    name: str
    condition: str
    to: str
    colleague: int | None
    team: int | None
    problem: str
    said: str


def every() -> list[Shown]:
    """All of them, in their order."""
    return [_shown(row) for row in Route.objects.select_related("team", "colleague")]


def naming(segment: int) -> list[str]:
    """What the routes are called whose conditions ask for a segment."""
    return [name for _route, name in asking().get(segment, ())]


def asking() -> Mapping[int, Sequence[tuple[int, str]]]:
    """By segment the routes whose conditions ask for it, with their names; read are those alone that ask for any."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for route in Route.objects.filter(condition__icontains=f"{PREFIX}."):
        rule = None if conditions.problem(route.condition) else conditions.read(route.condition)
        for segment in sorted(named(rule)) if rule else ():
            found[segment].append((route.pk, route.name))
    return found


def one(route: int) -> Shown:
    """Raises `UnknownRoute`."""
    return _shown(_found(route))


@transaction.atomic
def keep(name: str, *, condition: str, to: int | None, team: int | None, route: int | None = None) -> int:
    """A new one at the end, or other words. Raises `NoName`, `Nobody`, `UnknownRoute`, `BadRule`."""
    name, condition = " ".join(name.split()), condition.strip()
    if not name:
        raise NoName
    name_of(to, team)
    conditions.read(condition)
    if route is None:
        last = Route.objects.aggregate(last=Max("position"))["last"] or 0
        return Route.objects.create(position=last + 1, name=name, condition=condition, colleague_id=to, team_id=team).pk
    row = _found(route)
    row.name, row.condition, row.colleague_id, row.team_id = name, condition, to, team
    row.save(update_fields=["name", "condition", "colleague", "team"])
    return row.pk


@transaction.atomic
def lift(route: int) -> list[int]:
    """Let it be asked before the one above it. All of them as they stood before. Raises `UnknownRoute`."""
    order = list(Route.objects.select_for_update().values_list("id", flat=True))
    if route not in order:
        raise UnknownRoute
    before, place = list(order), order.index(route)
    if place:
        order[place - 1], order[place] = order[place], order[place - 1]
    _arrange(order)
    return before


@transaction.atomic
def put_back(order: Sequence[int]) -> None:
    """Have them in that order again. Raises `RoutesChanged` if there are others meanwhile."""
    if sorted(Route.objects.select_for_update().values_list("id", flat=True)) != sorted(order):
        raise RoutesChanged
    _arrange(order)


def _arrange(order: Sequence[int]) -> None:
    for position, pk in enumerate(order, start=1):
        Route.objects.filter(id=pk).update(position=position)


@transaction.atomic
def remove(route: int) -> Removed:
    """Raises `UnknownRoute`."""
    row = _found(route)
    row.delete()
    return Removed(row.name, row.condition, row.colleague_id, row.team_id, row.position)


@transaction.atomic
def restore(removed: Removed) -> None:
    """A route that was removed, where it stood. Raises `Nobody` if whom it leads to is no more."""
    name_of(removed.to, removed.team)
    Route.objects.filter(position__gte=removed.position).update(position=F("position") + 1)
    Route.objects.create(
        position=removed.position,
        name=removed.name,
        condition=removed.condition,
        colleague_id=removed.to,
        team_id=removed.team,
    )


def _found(route: int) -> Route:
    row = Route.objects.select_related("team", "colleague").filter(id=route).first()
    if row is None:
        raise UnknownRoute
    return row


def _shown(row: Route) -> Shown:
    to = str(row.colleague or row.team or "")
    said, problem = conditions.said(row.condition)
    return Shown(row.pk, row.name, row.condition, to, row.colleague_id, row.team_id, problem, said)
