"""How an MQL is spoken to, gets a quote, buys, and recommends us; and how deals are lost."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from trichter.generation.demo import judging, texts
from trichter.generation.demo.acts import Act, Teller

CENTS_A_POINT = 120_000
"""1.200 € per measuring point."""
_FORGOTTEN = timedelta(days=45)


def tell(teller: Teller) -> Iterator[Act]:
    """From the handover to the promoter."""
    reached = teller.course.reached
    if "sql" in reached:
        yield from _is_accepted(teller, reached["mql"], reached["sql"])
    elif "mql" in reached:
        yield from _is_sought(teller, reached["mql"])
    if "opportunity" in reached:
        yield from _gets_a_quote(teller, reached["opportunity"])
    if "customer" in reached:
        yield from _buys(teller, reached["customer"])
    elif "opportunity" in reached and reached["opportunity"] + _FORGOTTEN < teller.end and teller.rng.random() < 0.8:
        lost_at = reached["opportunity"] + teller.rng.uniform(0.4, 0.95) * _FORGOTTEN
        yield teller.work(lost_at, "deal.lost", _deal(teller) | {"reason": teller.rng.choice(texts.REASONS_LOST)})
    if "promoter" in reached:
        told = {"referred": teller.rng.choice(texts.REFERRED), "text": "Hat uns weiterempfohlen."}
        yield teller.act(reached["promoter"], "referral.made", told)


def _is_accepted(teller: Teller, handed_over: datetime, at: datetime) -> Iterator[Act]:
    """Sales takes the lead, calls, and finds it worth its time."""
    owner = teller.house.colleagues[teller.owner]
    yield teller.work(teller.between(handed_over, at, 0.3), "contact.edited", learned={"owner": owner})
    if teller.rng.random() < 0.25:
        yield teller.work(teller.between(handed_over, at, 0.4), "call.made", {"outcome": "not_reached"})
    told = {"minutes": teller.rng.randint(4, 38), "text": teller.rng.choice(texts.CALLS_OUT)}
    yield teller.work(teller.between(handed_over, at, 0.8), "call.made", told)
    minutes = teller.rng.choice((8, 14, 22, 31, 38, 47, 55, 72, 120, 210, 300))
    yield from judging.tell(teller, teller.between(handed_over, at, 0.8))
    reason = f"Lead angenommen, {minutes} Min nach Übergabe"
    yield teller.work(at, "stage.set", {"track": "customer", "stage": "sql", "reason": reason})
    if teller.rng.random() < 0.4:
        yield teller.work(at + timedelta(minutes=6), "note.written", {"text": teller.rng.choice(texts.NOTES)})


def _is_sought(teller: Teller, at: datetime) -> Iterator[Act]:
    """We tried to speak."""
    if teller.rng.random() < 0.5 and not teller.person.owner:
        yield teller.work(
            at + timedelta(hours=3), "call.made", {"outcome": teller.rng.choice(("not_reached", "voicemail"))}
        )


def _deal(teller: Teller) -> dict[str, object]:
    points = teller.person.points or 8
    place = teller.person.firm.city if teller.person.firm else "privat"
    return {
        "title": f"{points} Messpunkte, {place}",
        "amount_cents": points * CENTS_A_POINT,
        "external_id": f"D-{1000 + teller.course.number}",
    }


def _gets_a_quote(teller: Teller, at: datetime) -> Iterator[Act]:
    if teller.rng.random() < 0.2:
        told = {"title": "Begehung", "purpose": "follow_up", "minutes": 60, "text": teller.rng.choice(texts.CALLS_OUT)}
        yield teller.work(at, "meeting.held", told)
        at += timedelta(minutes=90)
    yield teller.work(at, "deal.opened", _deal(teller), learned={"custom:measuring_points": teller.person.points or 8})
    limit = teller.course.reached.get("customer", at + timedelta(days=4))
    quoted_at = teller.between(at, limit, teller.rng.uniform(0.1, 0.6))
    number = f"A-{2000 + teller.course.number}"
    yield teller.work(quoted_at, "quote.sent", _deal(teller) | {"title": f"Angebot {number}", "external_id": number})


def _buys(teller: Teller, at: datetime) -> Iterator[Act]:
    if teller.person.firm:
        yield teller.work(at, "deal.won", _deal(teller))
    else:
        order = f"S-{5000 + teller.course.number}"
        bought = {"product": "Messkoffer für Zuhause", "amount_cents": 24_900, "external_id": order}
        yield teller.act(at, "purchase.made", bought, external=("shop", str(7000 + teller.course.number)))
    text = teller.rng.choice(texts.SERVICE)
    yield teller.work(at + timedelta(days=teller.rng.randint(6, 20)), "note.written", {"text": text}, by="emre")
    if teller.rng.random() < 0.4:
        told = {"direction": "in", "minutes": teller.rng.randint(3, 20), "text": teller.rng.choice(texts.SERVICE)}
        yield teller.work(at + timedelta(days=teller.rng.randint(15, 35), hours=1), "call.made", told, by="sophie")
