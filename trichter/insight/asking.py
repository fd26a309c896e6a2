"""What somebody can be asked to agree to, in words that are in force, and how they stand to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from trichter.facts.consent import queries as consents
from trichter.facts.consent import wordings
from trichter.facts.consent.models import Channel
from trichter.facts.contacts.models import Contact
from trichter.insight.people import name_of

LANGUAGES = ("de", "en")
_ASKED = (Channel.EMAIL, Channel.PHONE, Channel.POST)
"""On which somebody is asked in person; a browser asks for the others itself."""


@dataclass(frozen=True, slots=True)
class Option:
    """A purpose on a channel with the words that were shown; `value` is as forms have it."""

    value: str
    label: str
    text: str
    language: str
    version: int


@dataclass(frozen=True, slots=True)
class Person:
    """Whom an answer is about."""

    id: int
    name: str
    language: str
    merged_into: int | None
    is_erased: bool


def person(contact: int) -> Person | None:
    """None if there is none of that number."""
    row = Contact.objects.select_related("company").filter(id=contact).first()
    if row is None:
        return None
    return Person(row.pk, name_of(row), row.language[:2], row.merged_into_id, row.erased_at is not None)


def options(language: str) -> list[Option]:
    """What can be asked for now, each in this language or, where there are no such words, in another."""
    return [_option(purpose, asked, asked.in_force) for purpose, asked in _chosen(language)]


def earlier(language: str) -> list[Option]:
    """The same in words that were in force before: a form on paper may be an old one."""
    return [_option(purpose, asked, version) for purpose, asked in _chosen(language) for version in asked.versions[1:]]


def known(contact: int, *, besides: list[Option]) -> list[Option]:
    """What else the person has answered, for taking it back."""
    there = {one.value.rpartition(" ")[0] for one in besides}
    labels = {one.key: str(one.label) for one in wordings.purposes()}
    pairs = dict.fromkeys((one.purpose, one.channel) for one in consents.state_of(contact))
    return [
        Option(f"{purpose} {channel.value} 0", _label(labels.get(purpose, purpose), channel), "", "", 0)
        for purpose, channel in pairs
        if f"{purpose} {channel.value}" not in there
    ]


def _chosen(language: str) -> Iterator[tuple[wordings.Listed, wordings.Asked]]:
    for purpose in wordings.purposes():
        for channel in _ASKED:
            found = [asked for asked in purpose.asked if asked.channel == channel]
            own = [asked for asked in found if asked.language == language]
            for asked in (own or found)[:1]:
                yield purpose, asked


def _option(purpose: wordings.Listed, asked: wordings.Asked, version: wordings.Version) -> Option:
    return Option(
        value=f"{purpose.key} {asked.channel.value} {version.id}",
        label=_label(str(purpose.label), asked.channel),
        text=version.text,
        language=asked.language,
        version=version.version,
    )


def _label(purpose: str, channel: Channel) -> str:
    return f"{purpose} ({channel.label})"
