"""The whole story: everybody gets a part, and what they do in twelve months is told."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from trichter.generation.demo import bystanders, marketing, oddities, reimers, sales, texts
from trichter.generation.demo.acts import Act, Teller
from trichter.generation.demo.cast import CAST, REIMERS, Role
from trichter.generation.demo.casting import Casting
from trichter.generation.demo.chance import chance
from trichter.generation.demo.courses import Course, draw
from trichter.generation.demo.house import House
from trichter.generation.demo.numbers import DAYS
from trichter.spine.touch import Touch


def acts(house: House, now: datetime, *, zone: ZoneInfo) -> list[Act]:
    """All that has happened by now, the oldest first. One day gives one story, whatever the time of day."""
    now = now.astimezone(zone)
    end = datetime.combine(now.date(), time(), zone) - timedelta(seconds=1)
    told = [act for act in _told(house, end=end) if act.at <= end]
    return sorted([*told, *_last_signs(now)], key=lambda act: act.at)


def _told(house: House, *, end: datetime) -> Iterator[Act]:
    """Until midnight. The parts that are written are given first, all others are filled with invented people."""
    assert isinstance(end.tzinfo, ZoneInfo)
    today = end.date() + timedelta(days=1)
    casting = Casting(draw(today, zone=end.tzinfo), latest=today - timedelta(days=DAYS[0] - 1))

    def teller_of(course: Course) -> Teller:
        return Teller(casting.people[course.number], course, house, chance(f"story {course.number}"), end)

    anja = casting.take(REIMERS, "opportunity", channel="search", all_lately=True)
    for role in CAST:
        casting.take(role.person, role.furthest, channel=role.channel)
    yield from oddities.tell(casting, teller_of)
    casting.fill()
    for course in casting.courses:
        if course is not anja:
            yield from marketing.tell(teller_of(course))
            yield from sales.tell(teller_of(course))
    yield from reimers.tell(teller_of(anja), today=today)
    yield from bystanders.tell(house, end=end)


def _last_signs(now: datetime) -> Iterator[Act]:
    """What those whom the design draws did last, so many minutes ago."""
    yield reimers.looks_again(now - timedelta(minutes=12))
    for role in CAST:
        if role.minutes_ago:
            yield _last_sign(role, now - timedelta(minutes=role.minutes_ago))


def _last_sign(role: Role, at: datetime) -> Act:
    person = role.person
    title, text = texts.LAST_SIGNS.get(
        f"{person.first_name} {person.last_name}", ("Re: Ihre Unterlagen", "Danke, das hilft uns weiter.")
    )
    if title in ("Rückruf", "Demo"):
        told = {"title": title, "url": f"/{title.lower()}", "answers": {"Ihre Nachricht": text}}
        return Act(at, person.key, Touch("form.submitted", told, email=person.email))
    return Act(at, person.key, Touch("mail.received", {"title": title, "text": text}, email=person.email))
