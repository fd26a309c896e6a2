"""What people decide about the mails they get: for what, how often, from when on again, and in which language.

Whoever opens the page of a mail has no login: the link proves that they read its mailbox, or that somebody let them. So
a topic can be left by it at once, but joined only by the double opt-in.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from trichter.facts.consent import queries as consents
from trichter.facts.consent.models import Channel, Consent, Purpose, State, Wording
from trichter.facts.consent.queries import Standing
from trichter.facts.contacts import queries as contacts
from trichter.facts.contacts import rows
from trichter.facts.contacts.fields import FREQUENCIES
from trichter.facts.contacts.models import Contact
from trichter.kernel import clock
from trichter.kernel.words import Words
from trichter.spine.intake import record
from trichter.spine.optin import Browser
from trichter.spine.outreach import links, queries
from trichter.spine.touch import Touch

PAUSES = (1, 3, 6)
"""Months for which somebody may want no mail."""
_NOES = frozenset({State.REFUSED, State.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Topic:
    """A purpose for which we write mails. `is_on`: they get them; `is_pending`: they have not confirmed yet."""

    purpose: str
    label: Words
    text: str
    is_on: bool
    is_pending: bool
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Preferences:
    """How somebody wants our mails, as the page shows it."""

    contact: int
    address: str
    topics: tuple[Topic, ...]
    frequency: str
    paused_until: date | None
    language: str

    @property
    def has_any(self) -> bool:
        """Whether there is anything to unsubscribe from."""
        return any(topic.is_on or topic.is_pending for topic in self.topics)


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody has chosen on the page. `pause` is in months, 0 for none; None leaves the pause as it is."""

    topics: Collection[str]
    frequency: str
    pause: int | None
    language: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """What the link of one mail ends: a purpose at an address."""

    contact: int
    purpose: str
    label: Words
    address: str
    is_ended: bool

    @property
    def preferences_url(self) -> str:
        """Where the other topics are."""
        return link(self.contact)


def link(contact: int) -> str:
    """The path of somebody's own page; it works for years, as the mail does in which it stands."""
    return f"/p/{links.sign('preferences', contact=contact)}/"


def preferences(token: str) -> Preferences | None:
    """What the link of a mail shows; None if we have not made it, or its person is no more."""
    facts = links.read("preferences", token)
    return of(facts["contact"]) if facts else None


def of(contact: int) -> Preferences | None:
    """The page of a person; None if they were erased or never there."""
    here = contacts.survivor(contact)
    person = Contact.objects.filter(id=here, erased_at=None).first() if here else None
    if person is None:
        return None
    standings = _mail_standings(person.pk)
    return Preferences(
        contact=person.pk,
        address=_address(person, standings),
        topics=tuple(_topics(standings)),
        frequency=person.mail_frequency,
        paused_until=_future(person.mail_paused_until),
        language=contacts.language_of(person.pk) or settings.LANGUAGE_CODE,
    )


def save(contact: int, choice: Choice, browser: Browser) -> Preferences | None:
    """Let the choice hold: topics left are withdrawn at once, topics joined are asked for by the double opt-in."""
    with transaction.atomic():
        rows.lock([contact])
        before = of(contact)
        if before is None:
            return None
        left = [topic for topic in before.topics if topic.is_on and topic.purpose not in choice.topics]
        joined = [t for t in before.topics if not (t.is_on or t.is_pending) and t.purpose in choice.topics]
        touches = [
            *_withdrawals(before, [topic.purpose for topic in left], browser, {"page": "/p/"}),
            *(_question(before, topic, browser) for topic in joined),
            *_wishes(before, choice),
        ]
        if touches:
            record(touches)
        return of(contact)


def leave_all(contact: int, browser: Browser) -> Preferences | None:
    """“Unsubscribe from everything”: no advertising reaches them by mail, whatever it rested on."""
    with transaction.atomic():
        rows.lock([contact])
        before = of(contact)
        if before is None:
            return None
        open_to_us = (State.GRANTED, State.REQUESTED)
        said = sorted({one.purpose for one in _mail_standings(contact) if one.state in open_to_us})
        if touches := _withdrawals(before, said, browser, {"page": "/p/", "said": "everything"}):
            record(touches)
        return of(contact)


def subscription(token: str) -> Subscription | None:
    """What the link in a mail would end; changes nothing (RFC 8058: a GET is a scanner's)."""
    facts = links.read("unsubscribe", token)
    here = contacts.survivor(facts["contact"]) if facts else None
    if facts is None or here is None or not Contact.objects.filter(id=here, erased_at=None).exists():
        return None
    purpose = Purpose.objects.filter(key=facts["purpose"]).first()
    if purpose is None:
        return None
    letter = queries.one(facts["message"])
    known = of(here)
    address = (letter.address if letter and letter.contact == here else "") or (known.address if known else "")
    return Subscription(here, purpose.key, Words.of(purpose.label), address, is_ended=_is_ended(here, purpose.key))


def unsubscribe(token: str, browser: Browser, *, by: str) -> Subscription | None:
    """End it. `by` says whether the mail program did it (`one-click`, RFC 8058) or the person on the page.

    A repeated click changes nothing. Without any answer of theirs in the ledger (they are written to for another
    reason) this is an objection, and is recorded as one.
    """
    with transaction.atomic():
        found = subscription(token)
        if found is None:
            return None
        rows.lock([found.contact])
        if not _is_ended(found.contact, found.purpose):
            facts = links.read("unsubscribe", token) or {}
            evidence = {"how": by, "mail": facts.get("message")}
            record([_withdrawal(found.contact, found.purpose, found.address, browser, evidence)])
        return subscription(token)


def _mail_standings(contact: int) -> list[Standing]:
    return [standing for standing in consents.state_of(contact) if standing.channel == Channel.EMAIL]


def _address(person: Contact, standings: list[Standing]) -> str:
    return person.email or next((one.address for one in standings if one.address), "")


def _topics(standings: list[Standing]) -> list[Topic]:
    """Those of which there are words to agree to by mail, and those to which the person has ever answered."""
    words = _wordings()
    known = {standing.purpose for standing in standings}
    purposes = Purpose.objects.filter(key__in={*words, *known})
    return [_topic(purpose, [one for one in standings if one.purpose == purpose.key], words) for purpose in purposes]


def _topic(purpose: Purpose, standings: list[Standing], words: dict[str, str]) -> Topic:
    on = next((one for one in standings if one.obstacle is None), None)
    pending = [one for one in standings if one.state == State.REQUESTED]
    newest = on or next(iter(standings), None)
    return Topic(
        purpose=purpose.key,
        label=Words.of(purpose.label),
        text=words.get(purpose.key, ""),
        is_on=on is not None,
        is_pending=on is None and bool(pending),
        since=newest.since if newest else None,
    )


def _wordings() -> dict[str, str]:
    """The words in force for mails, in the reader's language, else in the other."""
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    found = Wording.objects.filter(channel=Channel.EMAIL).order_by("version")
    texts = {(wording.purpose_id, wording.language == language): wording.text for wording in found}
    return {purpose: texts.get((purpose, True)) or text for (purpose, _is_theirs), text in texts.items()}


def _future(day: date | None) -> date | None:
    return day if day and day > clock.today() else None


def _withdrawals(before: Preferences, purposes: list[str], browser: Browser, evidence: dict[str, Any]) -> list[Touch]:
    return [_withdrawal(before.contact, purpose, before.address, browser, evidence) for purpose in purposes]


def _withdrawal(contact: int, purpose: str, address: str, browser: Browser, evidence: dict[str, Any]) -> Touch:
    granted = [one for one in _mail_standings(contact) if one.purpose == purpose and one.state == State.GRANTED]
    at = granted[0] if granted else None
    said = {
        "channel": Channel.EMAIL.value,
        "purpose": purpose,
        "address": (at.address if at else None) or address,
        "basis": (at.legal_basis if at else "consent"),
        "evidence": evidence,
        **browser.proof(),
    }
    return Touch("consent.withdrawn", said, contact=contact)


def _question(before: Preferences, topic: Topic, browser: Browser) -> Touch:
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    words = Wording.objects.filter(purpose=topic.purpose, channel=Channel.EMAIL)
    wording = words.filter(language=language).order_by("-version").first() or words.order_by("-version").first()
    said = {
        "channel": Channel.EMAIL.value,
        "purpose": topic.purpose,
        "address": before.address,
        "wording": wording.pk if wording else None,
        "evidence": {"title": str(topic.label), "page": "/p/"},
        **browser.proof(),
    }
    return Touch("consent.requested", said, contact=before.contact)


def _wishes(before: Preferences, choice: Choice) -> list[Touch]:
    """What changes of frequency, pause and language, as one touchpoint that tells the fields."""
    frequency = choice.frequency if choice.frequency in FREQUENCIES else ""
    paused = before.paused_until if choice.pause is None else _paused_until(choice.pause)
    language = choice.language if choice.language in dict(settings.LANGUAGES) else before.language
    if (frequency, paused, language) == (before.frequency, before.paused_until, before.language):
        return []
    learned = {"mail_frequency": frequency, "mail_paused_until": paused, "language": language}
    said = {"frequency": frequency, "paused_until": paused}
    return [Touch("preferences.set", said, contact=before.contact, learned=learned)]


def _paused_until(months: int) -> date | None:
    """The same day so many months on, or the last of that month; None for no pause."""
    if months not in PAUSES:
        return None
    return clock.months_after(clock.today(), months)


def _is_ended(contact: int, purpose: str) -> bool:
    """Whether their last word on it is a no already, at whichever address it was said."""
    said = Consent.objects.filter(contact=contact, channel=Channel.EMAIL, purpose=purpose)
    last = said.exclude(state__in=(State.REQUESTED, State.EXPIRED)).order_by("-id").first()
    return last is not None and last.state in _NOES
