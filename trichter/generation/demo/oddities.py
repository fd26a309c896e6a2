"""What real data is like: odd names, shared browsers, merged records, corrections, people who come back."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from trichter.generation.demo import texts
from trichter.generation.demo.acts import FILE, Act, Teller
from trichter.generation.demo.casting import Casting
from trichter.generation.demo.courses import Course
from trichter.generation.demo.people import Firm, Person
from trichter.generation.demo.sales import CENTS_A_POINT
from trichter.spine.touch import Touch

TellerOf = Callable[[Course], Teller]
LONG_AGO = 60
"""Days that leave time for what comes after."""

_OVENS = Firm("Größe Öfen Süd GmbH", "größe-öfen.example", "Metall", 40, "DE", "Überlingen", "88662", "Äußere Straße 3")
_LONGEST = Firm(
    "Gesellschaft für die messtechnische Erfassung, Auswertung und dauerhafte Verringerung des Energieverbrauchs "
    "in mittelständischen Produktionsbetrieben mbH & Co. KG",
    "gesellschaft-fuer-messtechnische-erfassung.example",
    "Energieberatung",
    900,
    "DE",
    "Villingen-Schwenningen",
    "78048",
    "",
)
ODD_NAMES = (
    Person(
        "odd-umlauts",
        "Jörg",
        "Müßig-Größe",
        position="Geschäftsführer",
        email="jörg.müßig@größe-öfen.example",
        firm=_OVENS,
    ),
    Person(
        "odd-long",
        "Maximiliane Wilhelmina Theodora Charlotte",
        "Freifrau von und zu Hohenstein-Wittgenstein auf der Lauterburg",
        title="Univ.-Prof. Dr. Dr. h. c. mult.",
        salutation="Frau",
        position="Stellvertretende Leiterin der Stabsstelle Energie-, Umwelt- und Qualitätsmanagement (Konzern)",
        email="maximiliane.wilhelmina.theodora.hohenstein@gesellschaft-fuer-messtechnische-erfassung.example",
        firm=_LONGEST,
    ),
    Person("odd-short", "Y", "O", email="yo@post.example"),
    Person("odd-mononym", "", "Prasetyo", email="prasetyo@post.example", language="en"),
    Person("odd-han", "小明", "王", email="wang.xiaoming@post.example", language="en"),
    Person("odd-arabic", "ليلى", "الحسن", email="layla@post.example", language="en"),
    Person("odd-slavic", "Žaneta", "Dvořáková-Wiśniewska", email="zaneta@post.example"),
    Person("odd-nordic", "Øyvind", "Ångström", email="oyvind@post.example"),
    Person("odd-apostrophe", "Siobhán", "O’Connor-D’Angelo", email="siobhan.o'connor@post.example", language="en"),
)


def tell(casting: Casting, teller_of: TellerOf) -> Iterator[Act]:
    """Give the odd people their ways, and tell what happens to them beside their stories."""
    for person in ODD_NAMES:
        casting.take(person, "lead", channel="search", as_lead=True)
    _share_browsers(casting)
    _share_names_and_phones(casting)
    for odd in (_merged, _merged_in_vain, _contradicting, _corrected, _set_back, _set_aside, _won_again, _applying_too):
        yield from odd(casting, teller_of)


def _share_browsers(casting: Casting) -> None:
    """Two of one firm, months apart, at one machine."""
    for _pair in range(3):
        first = casting.people[casting.invented("lead", channel="search", as_lead=True, days_ago=LONG_AGO).number]
        casting.invented(
            "lead", channel="search", as_lead=True, like={"firm": first.firm, "browsers": (first.visitor,)}
        )


def _share_names_and_phones(casting: Casting) -> None:
    """A father and a son at one firm; two behind one switchboard."""
    older = casting.people[casting.invented("lead", channel="search", as_lead=True, days_ago=LONG_AGO).number]
    names = {"first_name": older.first_name, "last_name": older.last_name, "firm": older.firm}
    casting.invented("lead", channel="search", as_lead=True, like=names)
    for days_ago in (LONG_AGO, 0):
        casting.invented("lead", channel="search", as_lead=True, days_ago=days_ago, like={"phone": "+49 89 99998999"})


def _merged(casting: Casting, teller_of: TellerOf) -> Iterator[Act]:
    """Somebody writes again from a private address, and a colleague notices."""
    for number in range(4):
        teller = teller_of(casting.invented("lead", channel="search", as_lead=True, days_ago=LONG_AGO))
        person, came = teller.person, teller.course.reached["lead"]
        twin = f"{person.key}-twin"
        told = {
            "title": "Kontakt",
            "url": "/kontakt",
            "answers": {"Ihre Nachricht": "Diesmal von meiner privaten Adresse."},
        }
        again = Touch(
            "form.submitted",
            told,
            email=f"privat{number}.{person.key}@post.example",
            learned=person.name,
            channel="direct",
        )
        yield Act(came + timedelta(days=9), twin, again)
        yield _merge("contact.merged", teller, twin, came + timedelta(days=11), "Gleiche Person, private Adresse")


def _merged_in_vain(casting: Casting, teller_of: TellerOf) -> Iterator[Act]:
    """Two of one name are taken for one person, until one of them calls."""
    first = casting.invented("lead", channel="search", as_lead=True, days_ago=LONG_AGO)
    second = casting.invented(
        "lead",
        channel="search",
        as_lead=True,
        days_ago=LONG_AGO,
        like={"last_name": casting.people[first.number].last_name},
    )
    at = max(first.reached["lead"], second.reached["lead"]) + timedelta(days=5)
    loser = casting.people[second.number].key
    yield _merge("contact.merged", teller_of(first), loser, at, "Gleicher Name")
    yield _merge(
        "contact.unmerged", teller_of(first), loser, at + timedelta(days=2), "Zwei Personen, am Telefon geklärt"
    )


def _merge(kind: str, teller: Teller, loser: str, at: datetime, reason: str) -> Act:
    act = teller.work(at, kind, {"reason": reason}, by="miriam")
    return Act(act.at, act.person, act.touch, loser=loser)


def _contradicting(casting: Casting, teller_of: TellerOf) -> Iterator[Act]:
    """A form names the address of one and the customer number of another: nobody is merged silently."""
    one = teller_of(casting.invented("lead", channel="search", as_lead=True, days_ago=LONG_AGO))
    other = teller_of(casting.invented("lead", channel="search", as_lead=True, days_ago=LONG_AGO))
    at = max(one.course.reached["lead"], other.course.reached["lead"]) + timedelta(days=3)
    row = {"source": "Altes Kundenverzeichnis", "basis": "Vertragsanbahnung"}
    number = ("crm", "K-2208")
    listed = Touch("contact.imported", row, email=other.person.email, external=number, actor=FILE)
    yield Act(at, other.person.key, listed)
    told = {"title": "Kontakt", "url": "/kontakt", "answers": {"Kundennummer": "K-2208"}}
    yield one.act(at + timedelta(days=2), "form.submitted", told, external=number)


def _corrected(casting: Casting, teller_of: TellerOf) -> Iterator[Act]:
    """A note taken back, a call put right, a click by a virus scanner, a download taken back and brought back."""
    teller = teller_of(casting.invented("sql", days_ago=LONG_AGO))
    person, at = teller.person.key, teller.course.reached["sql"] + timedelta(days=1)
    hour = timedelta(hours=1)
    yield teller.work(at, "note.written", {"text": "Gehört zu einem anderen Kontakt."}, name="wrong note")
    yield teller.work(
        at + hour, "call.made", {"minutes": 81, "text": "Termin für die Begehung vereinbart."}, name="long call"
    )
    yield teller.act(at + 2 * hour, "mail.clicked", {"title": texts.MAILS[0][0], "url": "/abmelden"}, name="scanner")
    yield teller.act(at + 3 * hour, "asset.downloaded", {"title": texts.WHITEPAPER}, name="download")
    right = {"payload": {"minutes": 18, "text": "Termin für die Begehung vereinbart."}, "reason": "Zahlendreher"}
    for later, corrected, kind, told in (
        (4, "wrong note", "touchpoint.retracted", {"reason": "Falscher Kontakt"}),
        (5, "long call", "touchpoint.edited", right),
        (6, "scanner", "touchpoint.judged", {"is_bot": True, "reason": "Alle Links in einer Sekunde"}),
        (7, "download", "touchpoint.retracted", {"reason": "Versehen"}),
        (8, "download", "touchpoint.restored", {"reason": "Doch kein Versehen"}),
    ):
        yield Act(at + later * hour, person, teller.work(at, kind, told).touch, corrects=corrected)


def _set_back(casting: Casting, teller_of: TellerOf) -> Iterator[Act]:
    for number in range(3):
        teller = teller_of(casting.invented("sql", days_ago=LONG_AGO))
        reason = texts.REASONS_BACK[number % len(texts.REASONS_BACK)]
        told = {"track": "customer", "stage": "mql", "reason": reason}
        yield teller.work(teller.course.reached["sql"] + timedelta(days=6), "stage.set", told)


def _set_aside(casting: Casting, teller_of: TellerOf) -> Iterator[Act]:
    """*Other*, with the reason; one of them a customer whom we lost."""
    for number in range(7):
        teller = teller_of(casting.invented("lead", days_ago=LONG_AGO))
        told = {"track": "customer", "stage": "other", "reason": texts.REASONS_OTHER[number % len(texts.REASONS_OTHER)]}
        yield teller.work(teller.course.reached["lead"] + timedelta(days=4), "stage.set", told, by="grace")
    teller = teller_of(casting.invented("customer", days_ago=LONG_AGO))
    lost_at = teller.course.reached["customer"] + (teller.end - teller.course.reached["customer"]) * 0.7
    yield teller.work(
        lost_at, "stage.set", {"track": "customer", "stage": "other", "reason": "Kunde verloren: Werk geschlossen"}
    )


def _won_again(casting: Casting, teller_of: TellerOf) -> Iterator[Act]:
    """Lost in the summer, back in the autumn."""
    teller = teller_of(casting.invented("customer", days_ago=2 * LONG_AGO))
    span = teller.end - teller.course.reached["customer"]
    deal = {"title": "6 Messpunkte, zweite Halle", "amount_cents": 6 * CENTS_A_POINT, "external_id": "D-990"}
    lost = {"track": "customer", "stage": "other", "reason": "Kunde verloren: Vertrag gekündigt"}
    yield teller.work(teller.end - 0.5 * span, "stage.set", lost)
    yield teller.work(teller.end - 0.25 * span, "deal.opened", deal)
    yield teller.work(teller.end - 0.15 * span, "deal.won", deal)


def _applying_too(casting: Casting, teller_of: TellerOf) -> Iterator[Act]:
    """On both tracks at once."""
    for number in range(2):
        teller = teller_of(casting.invented("subscriber", days_ago=LONG_AGO))
        told = {"title": texts.JOBS[number], "text": texts.APPLICATIONS[number]}
        yield teller.act(teller.course.reached["subscriber"] + timedelta(days=20), "application.received", told)
