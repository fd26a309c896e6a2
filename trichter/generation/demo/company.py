"""Moving the demo company into an empty installation, all or nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts.models import Contact
from trichter.facts.staff.models import User
from trichter.generation.demo.agenda import ToDo, agenda
from trichter.generation.demo.grouping import group
from trichter.generation.demo.house import LOGIN, PASSWORD, furnish
from trichter.generation.demo.inbox import Inbox, inbox
from trichter.generation.demo.plot import acts
from trichter.generation.demo.publishing import publish
from trichter.generation.demo.recording import Recorder, Tell
from trichter.generation.demo.slotting import slot
from trichter.generation.demo.spending import plan, spend
from trichter.generation.demo.visiting import visit
from trichter.generation.offers import queries as catalogue
from trichter.kernel import clock
from trichter.kernel.environment import environment
from trichter.kernel.errors import DomainError
from trichter.spine import reactions
from trichter.spine.models import Reaction

_STILL_DUE = ("duplicates.suggest", "erasure.wipe")
_LOCK = 7_482_002
"""Any number, as long as it is ours alone: of two that move in at once, the second finds the first at home."""


class NotEmpty(DomainError):
    sentence = _("There are contacts here already; the demo company moves only into an empty installation.")


@dataclass(frozen=True, slots=True)
class Company:
    """What there is now, how to get in, and where visitors find its offers; `is_new` if it has just moved in.

    `to_do` are the tasks that it brings along, for whoever can open them, `inbox` who is handed over to sales.
    """

    contacts: int
    is_new: bool
    offers: tuple[str, ...]
    to_do: tuple[ToDo, ...] = ()
    inbox: Inbox = field(default_factory=Inbox)
    login: str = LOGIN
    password: str = PASSWORD


def move_in(*, tell: Tell = lambda _done, _total: None) -> Company:
    """Let the demo company move in; if it is here already, nothing happens. Raises `NotEmpty`."""
    now, zone = clock.now(), ZoneInfo(environment().time_zone)
    to_do: tuple[ToDo, ...] = ()
    waiting = Inbox()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        is_here = User.objects.filter(email=LOGIN).exists()
        if not is_here:
            if Contact.objects.exists():
                raise NotEmpty
            house = publish(furnish(now), now)
            spend(now, by=house.colleagues["miriam"], zone=zone)
            plan(by=house.colleagues["miriam"])
            Recorder(now).record(acts(house, now, zone=zone), tell=tell)
            visit(now, zone=zone)
            slot(now, zone=zone)
            _let_the_past_rest(now)
            _let_the_planner_know()
            group(now, house.colleagues)
            to_do = tuple(agenda(now, house.colleagues, zone=zone))
            waiting = inbox(now, house.colleagues, zone=zone)
        return Company(Contact.objects.count(), is_new=not is_here, offers=_offers(), to_do=to_do, inbox=waiting)


def come_to_rest() -> None:
    """Do what is due, as a worker would have done in a year. Not within a transaction: the erased are wiped too."""
    while reactions.drain(limit=500):
        continue


def _let_the_past_rest(now: datetime) -> None:
    """Whoever asked for something in the invented past has had it: no mail, no task and no draft is about that."""
    Reaction.objects.filter(state=Reaction.State.DUE).exclude(name__in=_STILL_DUE).update(
        state=Reaction.State.DONE, done_at=now
    )


def _offers() -> tuple[str, ...]:
    published = [offer.slug for offer in catalogue.listing("de") if offer.state == catalogue.State.PUBLISHED]
    return tuple(catalogue.public_url(slug) for slug in sorted(published, reverse=True))


def _let_the_planner_know() -> None:
    """Without statistics the first pages and a rebuild would take seconds, until the database looks by itself."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
