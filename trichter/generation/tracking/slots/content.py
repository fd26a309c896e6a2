"""What stands in a slot for whom: variants in their order, of which the first that fits is shown.

Plain texts and a link, never HTML: what a page shows of it is made of text nodes.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.buying.content import LABELS
from trichter.qualification.rules import checking, text
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.rules.tree import Rule
from trichter.qualification.rules.words import phrase

MOST = 50
"""Variants of a slot."""
LANGUAGES = ("de", "en")
_LINK = re.compile(r"https?://[^\s\\]+|/(?![/\\])[^\s\\]*|[#?][^\s\\]*")
_PARAGRAPHS = re.compile(r"\n\s*\n")


class NoLink(DomainError):
    sentence = _("Write the link as https://www.example.com/page, or as a path of the site: /page")


class NothingToShow(DomainError):
    sentence = _("Say at least in one language what is shown: a heading or a text.")


class HalfALink(DomainError):
    sentence = _("A link needs both: its words, and where it leads.")


class EndsBeforeItBegins(DomainError):
    sentence = _("The last day lies before the first.")


class TooManyVariants(DomainError):
    sentence = _("%(most)s variants are enough.")


class Audience(StrEnum):
    """Whom a variant is for. Only for everybody nothing of the reader has to be known."""

    ALL = "all"
    READERS = "readers"
    PEOPLE = "people"


AUDIENCES: Mapping[Audience, Words] = {
    Audience.PEOPLE: Words("Known people", "Bekannte Personen"),
    Audience.READERS: Words("Visitors who agreed, known or not", "Wer zugestimmt hat, bekannt oder nicht"),
    Audience.ALL: Words("Everybody, without asking", "Alle, ohne zu fragen"),
}


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(_Model):
    """What is shown in one language; a blank line parts paragraphs."""

    title: Annotated[str, Field(max_length=160)] = ""
    text: Annotated[str, Field(max_length=3_000)] = ""
    label: Annotated[str, Field(max_length=80)] = ""
    link: Annotated[str, Field(max_length=1_000)] = ""

    @property
    def is_there(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.title or self.text)

    @property
    def paragraphs(self) -> list[str]:
        """Each as one line."""
        return [told for one in _PARAGRAPHS.split(self.text) if (told := " ".join(one.split()))]


class Variant(_Model):
    """One of them. `phase` and `topics` ask what was read, `rule` asks the person; empty asks nothing.

    `number` is never another's, not even when this one is removed: what was counted stays its own.
    """

    number: Annotated[int, Field(ge=0)] = 0
    name: Annotated[str, Field(min_length=1, max_length=120)]
    is_on: bool = True
    since: date | None = None
    until: date | None = None
    audience: Audience = Audience.PEOPLE
    phase: str = ""
    topics: tuple[str, ...] = ()
    rule: Annotated[str, Field(max_length=8_000)] = ""
    said: Mapping[str, Said] = {}

    def in_language(self, language: str) -> tuple[str, Said]:
        """What is shown to readers of that language, and in which it is: the other is better than none."""
        for one in (language, *LANGUAGES):
            if one in self.said and self.said[one].is_there:
                return one, self.said[one]
        return language, Said()

    @property
    def asks(self) -> str:
        """Its condition in words; a rule that cannot be asked any more stands as it was written."""
        if self.audience is Audience.READERS:
            phase = [_("has read pages of the phase %(phase)s") % {"phase": LABELS[self.phase]}] if self.phase else []
            topics = [_("has read about %(topics)s") % {"topics": ", ".join(self.topics)}] if self.topics else []
            return ", ".join([*phase, *topics])
        try:
            rule = rule_of(self)
        except BadRule:
            return self.rule
        return phrase(rule.where) if rule else ""

    @property
    def problem(self) -> str:
        """Why it cannot be asked any more; then it is shown to nobody."""
        try:
            rule_of(self)
        except BadRule as error:
            return str(error)
        return ""


class Content(_Model):
    """A whole version of a slot."""

    variants: Annotated[tuple[Variant, ...], Field(max_length=MOST)] = ()

    def __iter__(self) -> Iterator[Variant]:  # type: ignore[override]
        return iter(self.variants)

    def variant(self, number: int) -> Variant | None:
        """By its number."""
        return next((one for one in self.variants if one.number == number), None)

    def json_form(self) -> dict[str, Any]:
        """What is stored."""
        return self.model_dump(mode="json", exclude_defaults=True)


def rule_of(variant: Variant) -> Rule | None:
    """What is asked of a person; None where all known people are meant, or no person is. Raises `BadRule`."""
    if variant.audience is not Audience.PEOPLE or not variant.rule.strip():
        return None
    return checking.check(text.parse(variant.rule)).rule


def checked(variant: Variant) -> Variant:
    """As it may be kept. Raises the errors of this module, and `BadRule`."""
    if not any(one.is_there for one in variant.said.values()):
        raise NothingToShow
    if variant.since and variant.until and variant.until < variant.since:
        raise EndsBeforeItBegins
    for one in variant.said.values():
        check_link(one)
    rule_of(variant)
    return variant


def check_link(said: Said) -> None:
    """Raises `HalfALink` and `NoLink`."""
    if bool(said.label) != bool(said.link):
        raise HalfALink
    if said.link and not _LINK.fullmatch(said.link):
        raise NoLink
