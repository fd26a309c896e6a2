"""What an offer still lacks before anybody outside may see it: each problem at its place, in one sentence."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from trichter.facts.consent.models import Wording
from trichter.facts.house import queries as house
from trichter.facts.staff.models import User
from trichter.generation.assets.models import Asset
from trichter.generation.forms.questions import Both, Question, Type
from trichter.generation.offers.content import ConsentChoice, Content, Gives, Place
from trichter.kernel.words import Words

LANGUAGES = {"de": Words("German", "Deutsch"), "en": Words("English", "Englisch")}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is missing or wrong, and where; `number` counts questions from 0."""

    place: Place
    sentence: str
    number: int | None = None


def problems(content: Content) -> list[Problem]:
    """All that keeps this from being published, in the order of the form and in the active language."""
    return [problem for check in _CHECKS for problem in check(content)]


def wordings(content: Content) -> dict[tuple[str, str, str], Wording]:
    """The wordings in force for what it asks, by purpose, channel and language; those that are missing are left out."""
    asked = [(ask.purpose, ask.channel) for ask in content.consents]
    rows = Wording.objects.filter(purpose__in=[purpose for purpose, _channel in asked], language__in=content.languages)
    in_force = {(row.purpose_id, row.channel, row.language): row for row in rows.order_by("version")}
    return {at: row for at, row in in_force.items() if at[:2] in asked}


def _titles(content: Content) -> Iterator[Problem]:
    yield from _in_all(content, Place.TITLE, content.title, _("The title is missing (%(language)s)."))
    yield from _in_all(content, Place.TEXT, content.text, _("The text is missing (%(language)s)."))
    for point in content.points:
        yield from _in_all(content, Place.POINTS, point, _("A point is not translated (%(language)s)."))


def _picture(content: Content) -> Iterator[Problem]:
    """LAW 4.6: who does not see the picture hears what it shows."""
    if content.picture is None:
        return
    asset = Asset.objects.filter(pk=content.picture).first()
    if asset is None or not asset.is_picture:
        yield Problem(Place.PICTURE, _("This file is no picture."))
    missing = _("The picture needs a text for those who do not see it (%(language)s).")
    yield from _in_all(content, Place.ALT, content.alt, missing)


def _gift(content: Content) -> Iterator[Problem]:
    if content.gives is Gives.FILE and not (content.file and Asset.objects.filter(pk=content.file).exists()):
        yield Problem(Place.FILE, _("The file that is promised is missing."))
    if content.gives is Gives.LINK and not content.link:
        yield Problem(Place.LINK, _("The link that is promised is missing."))
    if content.gives is Gives.NEWSLETTER and not any(ask.channel == "email" for ask in content.consents):
        yield Problem(Place.ASKS, _("A newsletter needs a consent for e-mail."))


def _questions(content: Content) -> Iterator[Problem]:
    if content.gives is Gives.CALLBACK:
        if not content.requires(Type.PHONE):
            yield Problem(Place.QUESTIONS, _("Who is to be called back has to be asked for a phone number (required)."))
    elif not content.requires(Type.EMAIL):
        yield Problem(Place.QUESTIONS, _("What is promised goes by mail: ask for an e-mail address (required)."))
    keys = [question.key for question in content.questions]
    for number, question in enumerate(content.questions):
        if question.key in keys[:number]:
            yield Problem(Place.QUESTIONS, _("“%(key)s” is asked twice.") % {"key": question.key}, number)
        yield from _question(content, question, number)


def _question(content: Content, question: Question, number: int) -> Iterator[Problem]:
    if question.type is Type.CONSENT:
        return
    unsaid = _("The question is missing (%(language)s).")
    yield from _in_all(content, Place.QUESTIONS, question.label, unsaid, number)
    for option in question.options:
        yield from _in_all(
            content, Place.QUESTIONS, option.label, _("An answer to choose is not translated (%(language)s)."), number
        )


def _consent(content: Content) -> Iterator[Problem]:
    """LAW 1.8: voluntary or an exchange, nobody publishes without having chosen; LAW 1.1: in words on record."""
    if content.consent_choice is None:
        yield Problem(Place.CONSENT_CHOICE, _("Choose how advertising is agreed to: voluntary, or as an exchange."))
    if content.consent_choice is ConsentChoice.EXCHANGE:
        unsaid = _("An exchange has to be declared beside the button (%(language)s).")
        yield from _in_all(content, Place.EXCHANGE, content.exchange, unsaid)
        if not content.consents:
            yield Problem(Place.ASKS, _("An exchange needs the consent for which the content is given."))
    if any(not (sponsor.name.strip() and sponsor.business.strip()) for sponsor in content.sponsors):
        yield Problem(Place.SPONSORS, _("A sponsor is named with the line of business."))
    yield from _asked(content)


def _asked(content: Content) -> Iterator[Problem]:
    known = wordings(content)
    for ask in content.consents:
        for language in content.languages:
            if (ask.purpose, ask.channel, language) not in known:
                said = {"purpose": ask.purpose, "language": LANGUAGES[language]}
                sentence = _("There is no wording of the consent “%(purpose)s” (%(language)s).")
                yield Problem(Place.ASKS, sentence % said)
        if ask.channel == "phone" and not any(question.type is Type.PHONE for question in content.questions):
            yield Problem(Place.ASKS, _("A consent to be called needs a question for the phone number."))


def _after(content: Content) -> Iterator[Problem]:
    yield from _in_all(content, Place.BUTTON, content.button, _("The button says nothing (%(language)s)."))
    yield from _in_all(content, Place.THANKS, content.thanks, _("The thank-you is missing (%(language)s)."))
    told = {*content.tells, *filter(None, [content.responsible])}
    if User.objects.filter(pk__in=told, is_active=True).count() < len(told):
        yield Problem(Place.TELLS, _("Somebody who is to be told does not work here any more."))


def _house(content: Content) -> Iterator[Problem]:
    """LAW 1.16: an Impressum on every page; LAW 1.15: the privacy notice in the language of the form."""
    if missing := house.lacks(house.house()):
        said = {"fields": ", ".join(str(words) for words in missing)}
        yield Problem(Place.HOUSE, _("The legal notice lacks: %(fields)s.") % said)
    for language in content.languages:
        if house.notice(language) is None:
            sentence = _("There is no privacy notice (%(language)s).")
            yield Problem(Place.NOTICE, sentence % {"language": LANGUAGES[language]})


_CHECKS: tuple[Callable[[Content], Iterator[Problem]], ...] = (
    _titles,
    _picture,
    _gift,
    _questions,
    _consent,
    _after,
    _house,
)


def _in_all(content: Content, place: Place, text: Both, sentence: str, number: int | None = None) -> Iterator[Problem]:
    """A problem for each language of the offer in which this is not said."""
    for language in content.languages:
        if not getattr(text, language).strip():
            said: dict[str, Any] = {"language": LANGUAGES[language]}
            yield Problem(place, sentence % said, number)
