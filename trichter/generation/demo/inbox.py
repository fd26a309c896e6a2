"""Who is handed over to sales at Ahornwerk: those whom the design draws wait, others were taken or given back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from trichter.facts.contacts.models import Contact
from trichter.facts.staff.models import Team
from trichter.generation.demo.cast import CAST
from trichter.kernel import workinghours
from trichter.qualification.lifecycle.models import Standing

_WAITING = (
    ("Ralf Dornbusch", 252),
    ("Tobias Rehm", 216),
    ("Katrin Oswald", 166),
    ("Mehmet Aksoy", 124),
    ("Nina Havel", 92),
    ("Oskar Pohl", 59),
    ("Melanie Fuchs", 28),
    ("Jörg Albrecht", 9),
)
"""With Lea, and for how many minutes of working time; four hours is the deadline."""
_TERRITORIES = (("Gebiet Nord", "DE 0-3", "Vertrieb Nord"), ("Gebiet Süd", "DE 4-9, AT, CH", "Vertrieb Süd"))
_WEEKLY = {"lea": 4, "aylin": 6, "jonas": 6}
_PAST = timedelta(days=90)
_MQL, _SQL = 3, 4
"""Places in the way of customers."""
_EACH = 25
"""How manieth lead was handed over too early."""
_LATER = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Passing:
    """A handover as it shall be told: `reason` is the place of the reason for which it was rejected."""

    contact: int
    to: int
    opened_at: datetime
    accepted_at: datetime | None = None
    rejected_at: datetime | None = None
    reason: int = 0


@dataclass(frozen=True, slots=True)
class Territory:
    """Where a team sells."""

    name: str
    places: str
    team: int


@dataclass(frozen=True, slots=True)
class Inbox:
    """All handovers of the past months, by whom leads are taken, and how many in a week."""

    passings: tuple[Passing, ...] = ()
    territories: tuple[Territory, ...] = ()
    weekly: tuple[tuple[int, int], ...] = ()


def inbox(now: datetime, colleagues: Mapping[str, int], *, zone: ZoneInfo) -> Inbox:
    """As it is now."""
    teams = dict(Team.objects.values_list("name", "id"))
    passings = (*_waiting(now, colleagues["lea"], zone), *_taken(now, colleagues), *_too_early(now, colleagues))
    return Inbox(
        tuple(passings),
        tuple(Territory(name, places, teams[team]) for name, places, team in _TERRITORIES),
        tuple((colleagues[name], number) for name, number in _WEEKLY.items()),
    )


def _waiting(now: datetime, lea: int, zone: ZoneInfo) -> Iterator[Passing]:
    named = {f"{role.person.first_name} {role.person.last_name}": role.person.email for role in CAST}
    known = dict(Contact.objects.filter(email__in=named.values()).values_list("email", "id"))
    office = workinghours.office(zone.key)
    for name, minutes in _WAITING:
        if contact := known.get(named.get(name, "")):
            yield Passing(contact, lea, workinghours.before(office, now, timedelta(minutes=minutes)))


def _taken(now: datetime, colleagues: Mapping[str, int]) -> Iterator[Passing]:
    """Whoever became an SQL was handed over when they became an MQL."""
    there = Standing.objects.filter(track_id="customer", reached__4__gte=now - _PAST).order_by("contact_id")
    reached = dict(there.values_list("contact_id", "reached"))
    owners = dict(Contact.objects.filter(id__in=reached).values_list("id", "owner_id"))
    for contact, moments in reached.items():
        if moments[_MQL] and moments[_MQL] < moments[_SQL]:
            to = owners.get(contact) or colleagues["aylin"]
            yield Passing(contact, to, moments[_MQL], accepted_at=moments[_SQL])


def _too_early(now: datetime, colleagues: Mapping[str, int]) -> Iterator[Passing]:
    """Marketing tried it with some who were leads yet, and heard why not."""
    there = Standing.objects.filter(
        track_id="customer", stage="lead", since__gte=now - _PAST, since__lt=now - 2 * _LATER
    )
    for place, (contact, since) in enumerate(
        list(there.order_by("contact_id").values_list("contact_id", "since"))[::_EACH]
    ):
        to = colleagues["jonas" if place % 2 else "aylin"]
        yield Passing(
            contact, to, since + timedelta(hours=2), rejected_at=since + _LATER, reason=place * (place + 1) // 2
        )
