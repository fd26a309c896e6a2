"""What people hardly ever write into a form, and robots nearly always do."""

import re
from collections import Counter

from trichter.generation.forms.answers import Answers
from trichter.generation.forms.questions import Type
from trichter.kernel.text import fold

MOST_LINKS = 3
_LONG = 40
"""Letters from which on the same text sent by many is a circular."""
_NAMES = frozenset({"salutation", "title", "first_name", "last_name"})
_LINK = re.compile(r"(?:https?|ftp)\s*:\s*/\s*/|\bwww\.", re.IGNORECASE)
_DOMAIN = re.compile(
    r"\b[\w-]{2,}\.(?:com|net|org|info|biz|ru|cn|xyz|top|site|online|shop|club|link|click|bet|de)\b", re.I
)
_MARKUP = re.compile(
    r"<\s*/?\s*(?:a|script|iframe|img|div|span|form|b|p|h1)\b[^>]*>|\[/?(?:url|link|img)\b[^\]]*\]", re.I
)
_TEXTS = (Type.TEXT, Type.FIRM)


def has_link_in_name(answers: Answers) -> bool:
    """Whether somebody is called like a web page. A firm may be: only a whole address is none."""
    for answer in answers.all.values():
        text = answer.shown
        if answer.question.learns in _NAMES and (_LINK.search(text) or _DOMAIN.search(text)):
            return True
        if answer.question.type is Type.FIRM and "://" in text:
            return True
    return False


def has_many_links(answers: Answers) -> bool:
    """Whether more links stand in the texts than a question needs."""
    return sum(len(_LINK.findall(text)) for text in _texts(answers)) > MOST_LINKS


def has_markup(answers: Answers) -> bool:
    """Whether somebody tries what a page would make of markup."""
    return any(_MARKUP.search(text) for text in _texts(answers))


def repeats_itself(answers: Answers) -> bool:
    """Whether one text fills three fields or more."""
    told = Counter(fold(text) for text in _texts(answers) if len(text) >= 5)
    return any(number >= 3 for number in told.values())


def circular(answers: Answers) -> str:
    """The longest text, by which a circular is known again; empty if there is none."""
    longest = max(_texts(answers), key=len, default="")
    return fold(longest) if len(longest) >= _LONG else ""


def _texts(answers: Answers) -> list[str]:
    return [answer.shown for answer in answers.all.values() if answer.question.type in _TEXTS and answer.shown]
