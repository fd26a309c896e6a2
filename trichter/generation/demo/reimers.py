"""The story of Dr. Anja Reimers, as the design tells it: from a white paper to a quote in two weeks."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from trichter.generation.demo import judging
from trichter.generation.demo.acts import LOOKED_UP, Act, Teller
from trichter.generation.demo.cast import REIMERS, WELLNER
from trichter.generation.demo.sales import CENTS_A_POINT
from trichter.generation.demo.texts import PRICES, WHITEPAPER
from trichter.spine.touch import SYSTEM, Touch

_METERS = ("/loesung/messpunkte", "Messpunkte")
_QUOTE = ("/angebote/A-2041", "Angebot A-2041")
_DEAL = {"title": "22 Messpunkte, Werk Hagen", "amount_cents": 22 * CENTS_A_POINT, "external_id": "D-2041"}


def tell(teller: Teller, *, today: date) -> Iterator[Act]:
    """What happened until yesterday. She reaches the stages when the design says, not when her course does."""

    def at(days: int, hour: int, minute: int) -> datetime:
        return datetime.combine(today - timedelta(days), time(hour, minute), teller.end.tzinfo)

    yield from _comes(teller, at(14, 9, 14))
    yield teller.visit(at(14, 9, 21), _METERS)
    yield Act(at(11, 9, 20), REIMERS.key, _mailed("Wo Ihre Energie bleibt"))
    clicked = {"title": "Wo Ihre Energie bleibt", "url": "/rechner"}
    yield teller.act(at(11, 9, 48), "mail.clicked", clicked, channel="email")
    yield teller.visit(at(11, 9, 48) + timedelta(seconds=40), PRICES)  # which makes her an MQL
    yield from _registers(teller, at(8, 16, 40))
    yield teller.visit(at(7, 11, 26), PRICES, channel="search")
    yield from _talks(teller, at(5, 13, 42), at(5, 14, 2), at(5, 14, 20))
    yield from _gets_a_quote(teller, at(4, 14, 50), at(4, 15, 5))
    yield teller.visit(at(4, 16, 12), _QUOTE)


def looks_again(at: datetime) -> Act:
    """Today she has opened the quote once more."""
    read = {"url": _QUOTE[0], "title": _QUOTE[1], "seconds": 260}
    return Act(at, REIMERS.key, Touch("page.viewed", read, visitor=REIMERS.visitor))


def _comes(teller: Teller, at: datetime) -> Iterator[Act]:
    asked = [_asks(teller, at, purpose) for purpose in ("newsletter", "whitepaper")]
    tracked = Touch(
        "consent.granted",
        teller.answer(at, channel="tracking", purpose="visits", form=WHITEPAPER, address=REIMERS.visitor),
    )
    taken = Touch("asset.downloaded", {"title": WHITEPAPER}, occurred_at=at + timedelta(minutes=2, seconds=40))
    yield teller.submission(
        at,
        (WHITEPAPER, "/whitepaper/12-hebel", "Wie viele Menschen arbeiten bei Ihnen?"),
        "50 bis 200",
        learned=REIMERS.said,
        visitor=REIMERS.visitor,
        channel="search",
        campaign="whitepaper-12-hebel",
        follows=(*asked, tracked, taken),
    )
    looked_up = Touch("contact.edited", email=REIMERS.email, learned={"company": WELLNER.known}, actor=LOOKED_UP)
    yield Act(at + timedelta(minutes=1), REIMERS.key, looked_up)


def _asks(teller: Teller, at: datetime, purpose: str) -> Touch:
    """A box ticked, and two minutes later confirmed."""
    confirmed = at + timedelta(minutes=2)
    told = teller.answer(confirmed, channel="email", purpose=purpose, mail="<reimers.12-hebel@ahornwerk.example>")
    return Touch(
        "consent.requested",
        teller.answer(at, channel="email", purpose=purpose, form=WHITEPAPER),
        follows=(Touch("consent.granted", told, occurred_at=confirmed),),
    )


def _mailed(title: str) -> Touch:
    return Touch("mail.sent", {"title": title}, email=REIMERS.email, actor=SYSTEM)


def _registers(teller: Teller, at: datetime) -> Iterator[Act]:
    title = "Webinar „Lastspitzen kappen“"
    yield teller.act(
        at, "event.registered", {"title": title, "place": "online"}, channel="email", campaign="webinar-lastspitzen"
    )
    told = teller.answer(at, channel="email", purpose="webinars", form=title)
    yield teller.act(at + timedelta(seconds=5), "consent.granted", told)


def _talks(teller: Teller, accepted: datetime, called: datetime, at: datetime) -> Iterator[Act]:
    owner = teller.house.colleagues["lea"]
    yield teller.work(accepted, "contact.edited", learned={"owner": owner})
    said = (
        "Strompreis ist seit März um 31 % gestiegen. Sucht Messung je Ofen, Budget für 2027 ist beantragt. "
        "Technik entscheidet mit."
    )
    yield teller.work(called, "call.made", {"minutes": 18, "text": said})
    reason = "Lead angenommen, 38 Min nach Übergabe"
    yield teller.work(at, "stage.set", {"track": "customer", "stage": "sql", "reason": reason})
    plant = {"custom:own_transformer": True, "custom:measuring_points": 22, "custom:iso_50001": "geplant"}
    note = (
        "Gießerei mit 180 Beschäftigten, vier Schmelzöfen, eigener Trafo. "
        "Budget für 2027 ist beantragt, rund 30.000 Euro."
    )
    yield teller.work(at + timedelta(minutes=4), "note.written", {"text": note}, learned=plant)
    yield from judging.of_reimers(teller, at + timedelta(minutes=6))


def _gets_a_quote(teller: Teller, at: datetime, sent: datetime) -> Iterator[Act]:
    yield teller.work(at, "deal.opened", _DEAL)
    told = teller.answer(at, channel="phone", purpose="quote", form="Angebot A-2041", address=REIMERS.phone)
    yield teller.work(at + timedelta(minutes=8), "consent.granted", told)
    yield teller.work(sent, "quote.sent", _DEAL | {"title": "Angebot A-2041", "external_id": "A-2041"})
    text = (
        "Guten Tag Frau Dr. Reimers, wie besprochen erhalten Sie das Angebot für 22 Messpunkte. "
        "Die Inbetriebnahme dauert zwei Tage."
    )
    yield teller.work(sent, "mail.sent", {"title": "Ihr Angebot für das Werk Hagen", "text": text})
