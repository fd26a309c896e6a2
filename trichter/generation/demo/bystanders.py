"""Those whom the customers' funnel does not count: applicants, bought addresses, firms, sign-ups never confirmed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from trichter.generation.demo import texts
from trichter.generation.demo.acts import FILE, Act, Teller
from trichter.generation.demo.chance import chance
from trichter.generation.demo.courses import Course, working_time
from trichter.generation.demo.house import House
from trichter.generation.demo.people import firms, invent
from trichter.spine.touch import SYSTEM, Stage, Touch

APPLICANTS, LETTERS, FIRMS_ALONE, UNCONFIRMED = 60, 24, 18, 22
STILL_OPEN = 4
"""Of those who have not confirmed, these came in the last days."""
_FIRST = 100_000
"""Their numbers begin where no course has one."""


def tell(house: House, *, end: datetime) -> Iterator[Act]:
    """Their stories, spread over the year."""
    rng = chance("bystanders")
    for place in range(APPLICANTS):
        yield from _applies(_teller(house, _FIRST + place, rng, end), place)
    for place in range(LETTERS):
        yield from _is_on_a_list(_teller(house, _FIRST + 1_000 + place, rng, end))
    for place in range(FIRMS_ALONE):
        yield _stands_alone(_teller(house, _FIRST + 2_000 + place, rng, end), place)
    for place in range(UNCONFIRMED):
        days_ago = place + 1 if place < STILL_OPEN else 0
        yield _never_confirms(_teller(house, _FIRST + 3_000 + place, rng, end, days_ago=days_ago))
    yield from _is_forgotten(_teller(house, _FIRST + 4_000, rng, end))


def _teller(house: House, number: int, rng: Random, end: datetime, *, days_ago: int = 0) -> Teller:
    """Somebody of whom we first hear so many days ago, or on some day of the year."""
    assert isinstance(end.tzinfo, ZoneInfo)
    some_day = rng.randint(3, 360)
    day = (end - timedelta(days=days_ago or some_day)).date()
    course = Course(number, 0, "direct", {"subscriber": working_time(day, rng, zone=end.tzinfo)})
    person = replace(invent(number, shape="consumer"), key=f"bystander-{number}")
    email = person.email.replace("@", f".{number % 10_000}@")
    return Teller(replace(person, email=email, phone=""), course, house, chance(f"bystander {number}"), end)


def _applies(teller: Teller, place: int) -> Iterator[Act]:
    """Interested, then an application, then perhaps an interview, an offer, a contract."""
    at = teller.course.reached["subscriber"]
    job = {"title": texts.JOBS[place % len(texts.JOBS)]}
    interested = Stage("interested", track="hr", reason="Stellenangebote bestellt")
    if place % 4 == 0:
        told = teller.answer(at, channel="email", purpose="jobs", form="Karriere")
        yield teller.act(at, "consent.granted", told, learned=teller.person.said, channel="direct", stage=interested)
        if place % 8 == 0:
            return
        at += timedelta(days=5)
    told = job | {"text": teller.rng.choice(texts.APPLICATIONS)}
    yield teller.act(at, "application.received", told, learned=teller.person.said, channel="direct")
    if place % 3 == 0:
        yield teller.work(at + timedelta(days=8), "interview.held", job, by="thomas")
        if place % 2 == 1:
            yield teller.work(at + timedelta(days=13), "job.offered", job, by="thomas")
            if place % 4 == 1:
                yield teller.work(at + timedelta(days=20), "person.hired", job, by="thomas")
    elif place % 3 == 1:
        refused = {"track": "hr", "stage": "other", "reason": "Absage: Stelle besetzt"}
        yield teller.work(at + timedelta(days=10), "stage.set", refused, by="thomas")


def _is_on_a_list(teller: Teller) -> Iterator[Act]:
    """A consumer of whom we know only where they live, so that nothing but a letter may reach them."""
    person, at = teller.person, teller.course.reached["subscriber"]
    street, postal_code, city, country = person.address or ("Ahornallee 1", "79098", "Freiburg", "DE")
    where = {"street": street, "postal_code": postal_code, "city": city, "country": country}
    may_write = Touch(
        "consent.granted", {"channel": "post", "purpose": "letters", "basis": "legitimate_interest"}, actor=SYSTEM
    )
    told = {"source": "Adressliste Eigenheime", "basis": "Berechtigtes Interesse, nur Briefe"}
    learned = {**person.name, "address": where}
    listed = Touch("contact.imported", told, learned=learned, channel="address_list", actor=FILE, follows=(may_write,))
    yield Act(at, person.key, listed)


def _stands_alone(teller: Teller, place: int) -> Act:
    """A firm of which nobody is known yet."""
    firm = firms()[-1 - place]
    told = {"source": "Handelsregister, Gießereien und Metall", "basis": "Öffentliches Verzeichnis"}
    learned = {"company": firm.known, "tag:Zielkunde": True}
    touch = Touch(
        "contact.imported",
        told,
        external=("register", f"HRB {4000 + place}"),
        is_organisation=True,
        learned=learned,
        channel="import",
        actor=FILE,
    )
    return Act(teller.course.reached["subscriber"], teller.person.key, touch)


def _never_confirms(teller: Teller) -> Act:
    """The click in the mail does not come: once its time is up, the question ends, and whoever asked is forgotten."""
    at = teller.course.reached["subscriber"]
    told = teller.answer(at, channel="email", purpose="newsletter", form="Newsletter")
    return teller.act(at, "consent.requested", told, channel="search")


def _is_forgotten(teller: Teller) -> Iterator[Act]:
    """Somebody who asked to be erased: the record is empty."""
    yield _never_confirms(teller)
    yield teller.work(teller.course.reached["subscriber"] + timedelta(days=2), "contact.erased", by="sophie")
