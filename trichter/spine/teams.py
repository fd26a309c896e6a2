"""A colleague changes teams: rules that read the team of an owner may hold for others now."""

from collections.abc import Iterable

from django.db import transaction

from trichter.facts.staff import team
from trichter.spine import concerning


@transaction.atomic
def change(user: int, *, name: str, role: str, teams: Iterable[int]) -> None:
    """As `team.change`, which raises `NoSuchColleague` and `LastAdministrator`."""
    wanted = set(teams)
    is_regrouped = wanted != set(team.colleague(user).teams)
    team.change(user, name=name, role=role, teams=wanted)
    if is_regrouped:
        concerning.note_owner(user)
