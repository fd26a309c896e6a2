"""How drafts speak to a person: greeting, days, and words of their own quoted as their language quotes."""

import re
from datetime import datetime

from babel.dates import format_date
from django.utils import timezone

from trichter.facts.contacts.models import Contact, ContactKind
from trichter.kernel.words import Words

LONGEST_QUOTE = 240
_DAY = {"de": "EEEE, d. MMMM", "en": "EEEE, d MMMM"}
_LOCALE = {"de": "de", "en": "en_GB"}
_INNER = {"de": "‚{}‘", "en": "‘{}’"}
_QUOTED = re.compile(r"[\"„“”«»]([^\"„“”«»]*)[\"„“”«»]")
_STRAY = re.compile(r"[\"„“”«»]")
_MADAM, _SIR = frozenset({"frau", "ms", "mrs", "miss"}), frozenset({"herr", "herrn", "mr"})
_FORMAL = {
    "madam": Words("Dear Ms %(name)s,", "Guten Tag Frau %(name)s,"),
    "sir": Words("Dear Mr %(name)s,", "Guten Tag Herr %(name)s,"),
    "titled": Words("Dear %(name)s,", "Guten Tag %(name)s,"),
}
_BY_NAME = Words("Dear %(name)s,", "Guten Tag %(name)s,")
_TO_NOBODY = Words("Good day,", "Guten Tag,")


def say(words: Words, language: str, **said: str) -> str:
    """The sentence in the person's language, whatever language the colleague reads."""
    return (words.de if language == "de" else words.en) % said


def greeting(contact: Contact, language: str) -> str:
    """By salutation and last name where both are known, else by the name as it was told."""
    if contact.kind == ContactKind.ORGANISATION or not contact.last_name:
        first = contact.first_name if contact.kind == ContactKind.PERSON else ""
        return say(_BY_NAME, language, name=first) if first else say(_TO_NOBODY, language)
    address = _address(contact.salutation)
    if address:
        named = f"{contact.title} {contact.last_name}".strip()
        # English says either "Ms Reimers" or "Dr Reimers".
        style = "titled" if language == "en" and contact.title else address
        return say(_FORMAL[style], language, name=named)
    return say(_BY_NAME, language, name=contact.name)


def _address(salutation: str) -> str:
    word = salutation.strip().rstrip(".").lower()
    return "madam" if word in _MADAM else "sir" if word in _SIR else ""


def day(moment: datetime, language: str) -> str:
    """`Donnerstag, 19. November`, in the zone of the house."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return str(format_date(local.date(), _DAY[language], locale=_LOCALE[language]))


def own_words(text: str, language: str, *, most: int = LONGEST_QUOTE) -> str:
    """Words of a person, fit to stand between quotation marks: on one line, not too long, inner quotes halved."""
    flat = " ".join(text.split())
    inner = _STRAY.sub("'", _QUOTED.sub(lambda match: _INNER[language].format(match[1]), flat))
    if len(inner) > most:
        inner = inner[:most].rsplit(" ", 1)[0].rstrip(",;:.–- ") + " …"
    return inner.rstrip(".") if not inner.endswith("…") else inner
