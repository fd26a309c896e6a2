"""How drafts speak to a person: days as people say them, and words of their own quoted as their language quotes."""

import re
from datetime import datetime

from babel.dates import format_date
from django.utils import timezone

from trichter.kernel.words import Words

LONGEST_QUOTE = 240
_DAY = {"de": "EEEE, d. MMMM", "en": "EEEE, d MMMM"}
_LOCALE = {"de": "de", "en": "en_GB"}
_INNER = {"de": "‚{}‘", "en": "‘{}’"}
_QUOTED = re.compile(r"[\"„“”«»]([^\"„“”«»]*)[\"„“”«»]")
_STRAY = re.compile(r"[\"„“”«»]")


def say(words: Words, language: str, **said: str) -> str:
    """The sentence in the person's language, whatever language the colleague reads."""
    return (words.de if language == "de" else words.en) % said


def day(moment: datetime, language: str) -> str:
    """`Donnerstag, 19. November`, in the zone of the house."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return str(format_date(local.date(), _DAY[language], locale=_LOCALE[language]))


def led_in(question: str) -> str:
    """A question before its answer: with a colon, unless it ends with a mark of its own."""
    return question if question.endswith(("?", ":", "!", ".")) else f"{question}:"


def own_words(text: str, language: str, *, most: int = LONGEST_QUOTE) -> str:
    """Words of a person, fit to stand between quotation marks: on one line, not too long, inner quotes halved."""
    flat = " ".join(text.split())
    inner = _STRAY.sub("'", _QUOTED.sub(lambda match: _INNER[language].format(match[1]), flat))
    if len(inner) > most:
        inner = inner[:most].rsplit(" ", 1)[0].rstrip(",;:.–- ") + " …"
    return inner.rstrip(".") if not inner.endswith("…") else inner
