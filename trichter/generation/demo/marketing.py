"""How somebody comes to us and grows warm: sign-ups, forms, fairs, webinars and mails, until they are an MQL.

Nobody is made one: who is to become an MQL does in the end what lifts their grade, and nobody does as much before. So
until then nobody asks for a call or looks at the prices.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from trichter.generation.demo import texts
from trichter.generation.demo.acts import LOOKED_UP, Act, Teller, by_day
from trichter.generation.demo.courses import FAIRS
from trichter.spine.touch import SYSTEM, Touch

_CAMPAIGNS = {
    "paid_search": ("ads-energie-messen", "ads-iso-50001"),
    "paid_social": ("linkedin-werkleitung", "linkedin-glaswerk"),
    "event": ("webinar-lastspitzen",),
    "affiliate": ("partner-energieberater", "partner-verbandsportal"),
    "email": ("mailing-foerderung",),
}
_WITHOUT_A_FORM = ("event", "email", "referral", "walk_in", "chat", "phone")
"""On these channels people talk or write to us, so we do not know their browser."""
_NEW_LEADS_STAY_FRESH = timedelta(days=25)


def tell(teller: Teller) -> Iterator[Act]:
    """From the first touch to the MQL, and what is read on the way."""
    reached = teller.course.reached
    if teller.course.began_as_lead:
        yield from _comes_as_lead(teller, reached["lead"])
    else:
        yield from _signs_up(teller, reached["subscriber"])
        if "lead" in reached:
            yield from _asks(teller, reached["lead"])
    yield from _reads(teller)
    if "mql" in reached:
        yield from _grows_warm(teller, reached["mql"])
    if teller.person.consent == "withdrawn":
        yield from _withdraws(teller)


def _signs_up(teller: Teller, at: datetime) -> Iterator[Act]:
    """For the newsletter: first the form, then, as double opt-in asks, the click in the mail."""
    asked_at = at - timedelta(minutes=teller.rng.randint(2, 50), seconds=11)
    asked = teller.answer(asked_at, channel="email", purpose="newsletter", form="Newsletter")
    said = teller.person.said if teller.rng.random() < 0.5 else {"language": teller.person.language}
    yield teller.act(asked_at, "consent.requested", asked, learned=said, **_came_by(teller))
    yield _confirms(teller, at)


def _confirms(teller: Teller, at: datetime, purpose: str = "newsletter") -> Act:
    mail = f"<{teller.course.number}.{purpose}@ahornwerk.example>"
    return teller.act(at, "consent.granted", teller.answer(at, channel="email", purpose=purpose, mail=mail))


def _came_by(teller: Teller) -> dict[str, str]:
    """The channel, and for most a campaign on it."""
    channel, rng = teller.course.channel, teller.rng
    campaigns = _CAMPAIGNS.get(channel, ())
    if teller.course.fair:
        campaigns = (teller.course.fair,)
    elif channel == "search" and rng.random() < 0.3:
        campaigns = ("whitepaper-12-hebel",)
    return {"channel": channel} | ({"campaign": rng.choice(campaigns)} if campaigns else {})


def _comes_as_lead(teller: Teller, at: datetime) -> Iterator[Act]:
    person, came_by = teller.person, _came_by(teller)
    if teller.course.fair:
        yield from _is_met_at_a_fair(teller, at)
    elif person.shape == "phone" or teller.course.channel == "phone":
        text = teller.rng.choice(texts.CALLS_IN)
        yield teller.act(
            at,
            "call.made",
            {"direction": "in", "minutes": teller.rng.randint(2, 14), "text": text},
            learned=person.said,
            **came_by,
        )
    elif teller.course.channel == "event":
        yield from _registers(teller, at, **came_by)
    elif teller.course.channel == "email":
        yield _writes(teller, at, **came_by)
    elif teller.course.channel in ("referral", "walk_in", "chat"):
        place, text = teller.rng.choice(texts.CONVERSATIONS)
        yield teller.act(at, "conversation.held", {"place": place, "text": text}, learned=person.said, **came_by)
    else:
        yield from _fills_in_a_form(teller, at, **came_by)
    if person.firm and _is_looked_up(teller):
        yield _looked_up(teller, at + timedelta(minutes=1))


def _asks(teller: Teller, at: datetime) -> Iterator[Act]:
    """A subscriber wants to know more."""
    kind = teller.rng.random()
    if kind < 0.15:
        yield from _registers(teller, at, channel="email", campaign="webinar-lastspitzen")
    elif kind < 0.3:
        yield _writes(teller, at)
    else:
        yield from _fills_in_a_form(teller, at, channel="email")


def _is_met_at_a_fair(teller: Teller, at: datetime) -> Iterator[Act]:
    person, rng = teller.person, teller.rng
    fair = teller.course.fair
    place = dict(FAIRS.values())[fair]
    told = {"place": place, "interest": rng.choice(("Energie messen", "Lastspitzen", "ISO 50001", "Förderung"))}
    told |= {"text": rng.choice(texts.ANSWERS_AT_THE_STAND)} if rng.random() < 0.6 else {}
    learned = {**person.said, "custom:interests": [told["interest"]], "tag:Messe": True}
    named = {"email": person.email} if person.email else {}
    yield teller.work(at, "contact.captured", told, learned=learned, channel="event", campaign=fair, **named)
    if person.email and person.consent == "confirmed":
        yield _confirms(teller, at + timedelta(hours=rng.randint(20, 60)))


def _registers(teller: Teller, at: datetime, **came_by: str) -> Iterator[Act]:
    title = teller.rng.choice(texts.WEBINARS)
    yield teller.act(at, "event.registered", {"title": title, "place": "online"}, learned=teller.person.said, **came_by)
    yield teller.act(
        at + timedelta(minutes=1),
        "consent.requested",
        teller.answer(at, channel="email", purpose="webinars", form=title),
    )
    yield _confirms(teller, at + timedelta(minutes=teller.rng.randint(4, 90)), "webinars")
    came = "event.attended" if teller.rng.random() < 0.7 else "event.missed"
    yield teller.work(at + timedelta(days=9), came, {"title": title, "place": "online"}, by="miriam")


def _writes(teller: Teller, at: datetime, **came_by: str) -> Act:
    title, text = teller.rng.choice(texts.REPLIES)
    return teller.act(at, "mail.received", {"title": title, "text": text}, learned=teller.person.name, **came_by)


def _fills_in_a_form(teller: Teller, at: datetime, **came_by: str) -> Iterator[Act]:
    person, rng = teller.person, teller.rng
    title, url, question, answers = rng.choices(texts.FORMS, (51, 22, 12, 15))[0]
    learned = person.said | (_calculated(teller) if title == "Messpunkt-Rechner" else {})
    follows = tuple(_ticks(teller, at, title)) if teller.course.began_as_lead else ()
    if title == texts.WHITEPAPER:
        taken_at = at + timedelta(minutes=rng.randint(1, 20))
        follows = (*follows, Touch("asset.downloaded", {"title": title}, occurred_at=taken_at))
    yield teller.submission(
        at,
        (title, url, question),
        rng.choice(answers),
        learned=learned,
        visitor=person.visitor,
        follows=follows,
        **came_by,
    )


def _ticks(teller: Teller, at: datetime, form: str) -> Iterator[Touch]:
    """The boxes under a form, each of its own (LAW 1.5), and what is confirmed in the mail about them."""
    consent = teller.person.consent
    if consent != "none":
        asked = teller.answer(at, channel="email", purpose="newsletter", form=form)
        confirmed_at = at + timedelta(minutes=teller.rng.randint(2, 90))
        confirmed = _confirms(teller, confirmed_at).touch
        is_confirmed = consent in ("confirmed", "withdrawn")
        yield Touch(
            "consent.requested",
            asked,
            follows=(replace(confirmed, email=None, occurred_at=confirmed_at),) if is_confirmed else (),
        )
    if teller.is_tracked:
        seen_by = teller.answer(at, channel="tracking", purpose="visits", form=form, address=teller.person.visitor)
        yield Touch("consent.granted", seen_by)


def _calculated(teller: Teller) -> dict[str, object]:
    use = round(teller.rng.lognormvariate(6.6, 0.8))
    return {
        "custom:energy_consumption": use,
        "custom:measuring_points": teller.person.points,
        "custom:own_transformer": use > 1500,
        "custom:iso_50001": teller.rng.choice(("zertifiziert", "geplant", "geplant", "nein")),
    }


def _reads(teller: Teller) -> Iterator[Act]:
    """Mails and pages in the first weeks; a second browser becomes known by a link in a mail."""
    person, rng, reached = teller.person, teller.rng, teller.course.reached
    begin = reached.get("lead", reached["subscriber"])
    until = max(reached["mql"], begin + timedelta(days=1)) if "mql" in reached else begin + _NEW_LEADS_STAY_FRESH
    if person.email and person.consent == "confirmed" and rng.random() < (0.75 if "lead" in reached else 0.3):
        title, url = rng.choice(texts.MAILS)
        sent_at = by_day(teller.between(begin, until, rng.uniform(0.1, 0.6)))
        yield Act(sent_at, person.key, Touch("mail.sent", {"title": title}, email=person.email, actor=SYSTEM))
        if rng.random() < 0.03:
            yield teller.act(sent_at + timedelta(minutes=1), "mail.bounced", {"title": title, "status": "4.2.2"})
        elif rng.random() < 0.5 or len(person.browsers) > 1:
            clicked_at = sent_at + timedelta(minutes=rng.randint(3, 900))
            browser = {"visitor": person.browsers[-1]} if person.browsers else {}
            yield teller.act(clicked_at, "mail.clicked", {"title": title, "url": url}, channel="email", **browser)
            if len(person.browsers) > 1:
                yield teller.visit(
                    clicked_at + timedelta(minutes=2), rng.choice(texts.PAGES), browser=person.browsers[-1]
                )
    if _is_seen(teller):
        for share in sorted(rng.uniform(0.02, 0.95) for _visit in range(rng.randint(0, 4))):
            yield teller.visit(teller.between(begin, until, share), rng.choice(texts.PAGES))


def _is_seen(teller: Teller) -> bool:
    """Whether we know the person's browser, and may count its visits."""
    return teller.is_tracked and teller.course.began_as_lead and teller.course.channel not in _WITHOUT_A_FORM


def _grows_warm(teller: Teller, at: datetime) -> Iterator[Act]:
    """The touches by which somebody comes to the grade of an MQL, the last of them at this moment."""
    if teller.person.firm and not _is_looked_up(teller):
        yield _looked_up(teller, at - timedelta(minutes=40))
    if teller.person.consent == "withdrawn":  # which takes points: one way will not do
        yield from _asks_for_a_call(teller, at - timedelta(minutes=15))
        yield from _books_a_demo(teller, at)
        return
    yield from teller.rng.choice((_looks_at_prices, _asks_for_a_call, _comes_to_a_webinar, _books_a_demo))(teller, at)


def _looks_at_prices(teller: Teller, at: datetime) -> Iterator[Act]:
    """Again and again; of whom we see no visits, we know it when they ask."""
    if not _is_seen(teller):
        yield from _asks_for_a_call(teller, at)
        return
    for minutes in (34, 9, 0):
        yield teller.visit(at - timedelta(minutes=minutes), texts.PRICES)


def _asks_for_a_call(teller: Teller, at: datetime) -> Iterator[Act]:
    yield _clicks(teller, at - timedelta(minutes=12))
    title, url, question, answers = texts.CALLBACK_FORM
    yield teller.submission(at, (title, url, question), teller.rng.choice(answers))


def _comes_to_a_webinar(teller: Teller, at: datetime) -> Iterator[Act]:
    """And wants to know at once what it would cost."""
    told = {"title": teller.rng.choice(texts.WEBINARS), "place": "online"}
    yield teller.act(at - timedelta(minutes=31), "event.attended", told)
    yield _clicks(teller, at - timedelta(minutes=7))
    called = {
        "direction": "in",
        "minutes": teller.rng.randint(2, 9),
        "text": teller.rng.choice(texts.CALLS_ABOUT_PRICES),
    }
    yield teller.act(at, "call.made", called)


def _books_a_demo(teller: Teller, at: datetime) -> Iterator[Act]:
    yield _clicks(teller, at - timedelta(minutes=5))
    yield teller.act(at, "meeting.booked", {"title": "Vorführung am Bildschirm", "minutes": 30})


def _clicks(teller: Teller, at: datetime) -> Act:
    return teller.act(at, "mail.clicked", {"title": texts.MAILS[0][0], "url": "/preise"}, channel="email")


def _is_looked_up(teller: Teller) -> bool:
    """Whether a service told us about the firm when the person came."""
    return teller.course.began_as_lead and teller.course.number % 5 < 3


def _looked_up(teller: Teller, at: datetime) -> Act:
    person = teller.person
    assert person.firm
    touch = Touch("contact.edited", email=person.email, learned={"company": person.firm.known}, actor=LOOKED_UP)
    return Act(at, person.key, touch)


def _withdraws(teller: Teller) -> Iterator[Act]:
    at = teller.course.reached["subscriber"] + timedelta(days=teller.rng.randint(3, 40), hours=2)
    yield teller.act(at, "consent.withdrawn", {"channel": "email", "purpose": "newsletter"})
