"""Drafts of a first contact: chosen sentence by sentence from what the person asked and answered.

A draft says of each answer that it uses why it does so, and uses none that it does not name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from trichter.facts.contacts.models import Company, Contact, ContactKind
from trichter.facts.timeline.models import Channel
from trichter.kernel.words import Words
from trichter.sales.firstcontact import phrases
from trichter.sales.firstcontact.models import Basis, Way
from trichter.sales.firstcontact.requests import Answer, Request
from trichter.sales.firstcontact.ways import Choice
from trichter.sales.firstcontact.wordsmith import day, led_in, own_words, say
from trichter.spine.outreach.greeting import greeting

NO_PHASE = "need"
"""Somebody of whose buying phase nothing is known is met at its beginning."""
MEANINGS = ("need", "interest", "timing")
SHORT = 60


@dataclass(frozen=True, slots=True)
class Used:
    """Something a draft rests on. `of` is what it is, `question` as it was asked if it is an answer, `why` a code."""

    of: str
    question: str
    answer: str
    why: str

    @property
    def label(self) -> str:
        """The question, or what it is called here."""
        return self.question or str(_OF[self.of])

    @property
    def shown(self) -> str:
        """The answer; what is a word of ours, in the language of whoever looks."""
        if self.of == "phase":
            return str(_PHASES[self.answer])
        return str(dict(Channel.choices).get(self.answer, self.answer)) if self.of == "channel" else self.answer

    @property
    def reason(self) -> str:
        """Why it was used, for colleagues."""
        return str(_WHY[self.why])


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail, or the notes for a call (then without subject)."""

    subject: str
    body: str
    used: tuple[Used, ...]

    def row(self) -> list[dict[str, str]]:
        """What is stored of `used`."""
        return [asdict(used) for used in self.used]


def draft(contact: Contact, requests: Sequence[Request], choice: Choice, *, language: str) -> Draft:
    """What to write or say; who sends a mail signs it. `requests` are newest first and at least one, `language` is the
    person's for a mail, the caller's for a call."""
    desk = _Desk(contact, requests, choice, language)
    if choice.way == Way.CALL:
        return Draft("", "\n".join(_notes(desk)), tuple(desk.used))
    paragraphs = [" ".join(part) for part in _paragraphs(desk) if part]
    body = "\n\n".join([_greeting(contact, language), *paragraphs, say(phrases.CLOSING, language)])
    return Draft(_subject(desk), body, tuple(desk.used))


def _greeting(contact: Contact, language: str) -> str:
    names = ("salutation", "title", "first_name", "last_name") if contact.kind == ContactKind.PERSON else ()
    return greeting({name: getattr(contact, name) for name in names}, language)


@dataclass
class _Desk:
    """All that lies before whoever writes, and the list of what was used of it."""

    contact: Contact
    requests: Sequence[Request]
    choice: Choice
    language: str
    used: list[Used] = field(default_factory=list)

    @property
    def newest(self) -> Request:
        return self.requests[0]

    @property
    def phase(self) -> str:
        """That of the newest request that has one."""
        return next((request.phase for request in self.requests if request.phase), "")

    def said(self, means: str) -> Answer | None:
        """The newest answer with that meaning; without an interest answered, the topic of the offer is one."""
        for request in self.requests:
            if answer := request.said(means):
                return answer
        topics = self.newest.topics if means == "interest" else ()
        return Answer("", topics[0]) if topics else None

    def use(self, of: str, answer: str, why: str, *, question: str = "") -> None:
        used = Used(of, question, answer, why)
        if used not in self.used:
            self.used.append(used)

    def quote(self, means: str, words: Words) -> str:
        """A sentence that quotes an answer; nothing if there is none."""
        answer = self.said(means)
        if answer is None:
            return ""
        self.use("answer" if answer.question else "topic", answer.answer, means, question=answer.question)
        return say(words, self.language, said=own_words(answer.answer, self.language))

    def by_phase(self, words: dict[str, Words]) -> Words:
        return words[self.phase or NO_PHASE]

    def by_request(self, words: dict[str, Words]) -> Words:
        return words.get(self.newest.wants, words["file"])


def _paragraphs(desk: _Desk) -> Iterator[list[str]]:
    yield [*_reference(desk), *_came_by(desk)]
    yield [*_question(desk), *filter(None, (desk.quote("need", desk.by_phase(phrases.NEED)),))]
    if desk.newest.wants == "answer":
        yield [say(phrases.YOUR_ANSWER, desk.language)]
    interest = desk.quote("interest", desk.by_phase(phrases.INTEREST))
    yield [text for text in (interest, *_firm(desk), desk.quote("timing", phrases.TIMING)) if text]
    yield [_next(desk)]


def _reference(desk: _Desk) -> Iterator[str]:
    for place, request in enumerate(desk.requests[:2]):
        words = phrases.EARLIER if place else desk.by_request(phrases.REFERENCE)
        title = own_words(request.named, desk.language)
        desk.use("offer", request.named, "earlier" if place else "reference")
        yield say(words, desk.language, day=day(request.at, desk.language), title=title)


def _came_by(desk: _Desk) -> Iterator[str]:
    if words := phrases.CHANNEL.get(desk.newest.channel):
        desk.use("channel", desk.newest.channel, "channel")
        yield say(words, desk.language)


def _question(desk: _Desk) -> Iterator[str]:
    """Whoever wants an answer has asked something, whatever the question of the form was called."""
    asked = next(iter(desk.newest.other_answers), None)
    if desk.newest.wants == "answer" and asked:
        desk.use("answer", asked.answer, "question", question=asked.question)
        yield say(phrases.QUESTION, desk.language, said=own_words(asked.answer, desk.language))


def _firm(desk: _Desk) -> Iterator[str]:
    firm = _firm_of(desk.contact)
    if firm is None:
        return
    desk.use("firm", firm.name, "firm")
    if desk.contact.position:
        desk.use("position", desk.contact.position, "position")
        yield say(phrases.POSITION, desk.language, position=desk.contact.position, firm=firm.name)
    if about := ", ".join(_about(firm, desk)):
        words = phrases.FIRM_ALSO if desk.contact.position else phrases.FIRM_ABOUT
        yield say(words, desk.language, firm=firm.name, about=about)
    elif not desk.contact.position:
        yield say(phrases.FIRM, desk.language, firm=firm.name)


def _about(firm: Company, desk: _Desk) -> Iterator[str]:
    number = say(phrases.EMPLOYEES, desk.language, number=str(firm.employees)) if firm.employees else ""
    for of, known in (("industry", firm.industry), ("employees", number), ("city", firm.city)):
        if known:
            desk.use(of, known, "firm")
            yield known


def _firm_of(contact: Contact) -> Company | None:
    return contact.company if contact.company and contact.kind == ContactKind.PERSON else None


def _next(desk: _Desk) -> str:
    if desk.choice.basis == Basis.NO_NUMBER:
        return say(phrases.NUMBER, desk.language)
    if desk.phase:
        desk.use("phase", desk.phase, "phase")
    return say(desk.by_phase(phrases.NEXT), desk.language)


def _subject(desk: _Desk) -> str:
    title = own_words(desk.newest.named, desk.language, most=SHORT)
    subject = say(desk.by_request(phrases.SUBJECT), desk.language, title=title)
    interest = desk.said("interest")
    if interest is None:
        return subject
    said = own_words(interest.answer, desk.language, most=SHORT)
    return say(phrases.SUBJECT_WITH, desk.language, subject=subject, interest=said)


def _notes(desk: _Desk) -> Iterator[str]:
    for place, request in enumerate(desk.requests[:2]):
        words = phrases.NOTE_ASKED.get(request.wants, phrases.NOTE_ASKED["file"])
        desk.use("offer", request.named, "earlier" if place else "reference")
        yield say(words, desk.language, title=request.named, day=day(request.at, desk.language))
    for means in MEANINGS:
        if note := desk.quote(means, phrases.NOTE_SAID[means]):
            yield note
    for answer in desk.newest.other_answers:
        desk.use("answer", answer.answer, "note", question=answer.question)
        yield say(phrases.NOTE_ANSWER, desk.language, question=led_in(answer.question), said=answer.answer)
    yield from _firm_notes(desk)
    if desk.phase:
        desk.use("phase", desk.phase, "phase")
    yield say(desk.by_phase(phrases.NOTE_CLARIFY), desk.language)
    yield say(desk.by_phase(phrases.NOTE_NEXT), desk.language)


def _firm_notes(desk: _Desk) -> Iterator[str]:
    firm = _firm_of(desk.contact)
    if firm:
        desk.use("firm", firm.name, "note")
        known = ", ".join((firm.name, *_about(firm, desk)))
        yield say(phrases.NOTE_FIRM, desk.language, firm=known)
    if desk.contact.position:
        desk.use("position", desk.contact.position, "note")
        yield say(phrases.NOTE_POSITION, desk.language, position=desk.contact.position)


_PHASES = {
    "need": pgettext_lazy("buying phase", "Need"),
    "evaluation": pgettext_lazy("buying phase", "Evaluation"),
    "purchase": pgettext_lazy("buying phase", "Purchase"),
}
_OF = {
    "offer": _("Offer"),
    "topic": _("Topic of the offer"),
    "channel": _("Channel"),
    "firm": _("Company"),
    "industry": _("Industry"),
    "employees": _("Employees"),
    "city": _("City"),
    "position": _("Position"),
    "phase": _("Buying phase"),
    "answer": _("Answer"),
}
_WHY = {
    "reference": _("named as the occasion"),
    "earlier": _("asked for before and not answered yet"),
    "need": _("quoted; the sentence after it fits the buying phase"),
    "interest": _("decides the paragraph on the matter, and stands in the subject"),
    "timing": _("quoted as the time frame"),
    "question": _("quoted as the question to answer"),
    "channel": _("named as the way on which they came"),
    "firm": _("named, so that the mail is about this firm"),
    "position": _("names their task there"),
    "phase": _("decides the next step that is proposed"),
    "note": _("to know during the talk"),
}
