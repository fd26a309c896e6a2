"""What is to be done at Ahornwerk: the tasks of today that the design draws, and those of the days around."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from trichter.facts.contacts.models import Contact
from trichter.generation.demo.cast import CAST, REIMERS
from trichter.qualification.lifecycle.models import Standing

_TODAY = (
    ("Anja Reimers", -1, time(16), "Rückruf zum Angebot"),
    ("Henrik Maurer", 0, time(9, 30), "Fragen zur Schnittstelle klären"),
    ("Petra Lindqvist", 0, time(11), "Erstgespräch vorbereiten"),
    ("Samira Toprak", 0, time(14), "Angebot senden: 14 Messpunkte"),
    ("Florian Beck", 0, time(16, 30), "Testzugang verlängern"),
)
"""Of Lea: about whom, on which day from today, when, and what."""
_USUAL = {
    ("customer", "opportunity"): (1, "Angebot nachfassen", ""),
    ("customer", "sql"): (2, "Begehung vereinbaren", ""),
    ("customer", "mql"): (3, "Zum ersten Mal anrufen", "aylin"),
    ("customer", "lead"): (25, "Zum Webinar einladen", "miriam"),
    ("customer", "customer"): (4, "Nach der Inbetriebnahme fragen", "emre"),
    ("hr", "applied"): (3, "Unterlagen sichten", "thomas"),
}
"""By track and stage: each how manieth has a task, what it is, and who has it: nobody named is who is in charge."""
_WITHIN = 12
_AFTERNOON, _EVENING = time(15), time(17)
_AGO = 9
"""Days within which the others were opened."""


@dataclass(frozen=True, slots=True)
class ToDo:
    """A task as it shall be opened: about whom, for whom, since when, and by when."""

    contact: int
    title: str
    to: int
    opened_at: datetime
    due_at: datetime


def agenda(now: datetime, colleagues: Mapping[str, int], *, zone: ZoneInfo) -> list[ToDo]:
    """All tasks that are open now."""
    today = now.astimezone(zone).date()
    named = {f"{one.first_name} {one.last_name}": one.email for one in (REIMERS, *(role.person for role in CAST))}
    known = dict(Contact.objects.filter(email__in=named.values()).values_list("email", "id"))
    drawn = [
        ToDo(
            known[named[name]],
            title,
            colleagues["lea"],
            datetime.combine(today - timedelta(2), _AFTERNOON, zone),
            datetime.combine(today + timedelta(days), at, zone),
        )
        for name, days, at, title in _TODAY
    ]
    return [*drawn, *_usual(now, colleagues, zone=zone, besides={one.contact for one in drawn})]


def _usual(now: datetime, colleagues: Mapping[str, int], *, zone: ZoneInfo, besides: set[int]) -> Iterator[ToDo]:
    """The others, spread over the next days; some are late, as it happens."""
    today = now.astimezone(zone).date()
    for (track, stage), (each, title, usually) in _USUAL.items():
        there = Standing.objects.filter(track_id=track, stage=stage).order_by("contact_id")
        since = {contact: at for contact, at in there.values_list("contact_id", "since") if contact not in besides}
        ids = list(since)[::each]
        owners = dict(Contact.objects.filter(id__in=ids).values_list("id", "owner_id"))
        for place, contact in enumerate(ids):
            to = colleagues[usually] if usually else owners.get(contact)
            day = today + timedelta(days=place % _WITHIN - 1)
            if to and (day.weekday() < 5 or day <= today):
                some_day = datetime.combine(today - timedelta(days=place % _AGO + 1), _AFTERNOON, zone)
                opened_at = max(some_day, since[contact] + timedelta(minutes=1))
                yield ToDo(contact, title, to, opened_at, datetime.combine(day, _EVENING, zone))
