"""What a house says of itself in a file: Impressum, privacy notice, custom fields, what people may agree to and in
which words, campaigns.

`docs/examples/setup.toml` is a whole one. Saying it again changes nothing.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from trichter.facts.consent.models import Channel as Asked
from trichter.facts.consent.wordings import declare_purpose, declare_wording
from trichter.facts.contacts.definitions import OF_CHOICES, declare_field
from trichter.facts.contacts.models import FieldType
from trichter.facts.house import services
from trichter.facts.timeline.campaigns import declare_campaign
from trichter.facts.timeline.models import Channel
from trichter.generation.imports.errors import because
from trichter.generation.imports.profiles import first_problem
from trichter.kernel.declaring import Declared
from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words
from trichter.spine.outreach import senders


class BadSetup(DomainError):
    sentence = gettext_lazy("The setup “%(file)s” is wrong at %(place)s: %(problem)s.")


class NotASetup(DomainError):
    sentence = gettext_lazy("The setup “%(file)s” cannot be read: %(problem)s.")


Word = Annotated[str, Field(min_length=1, max_length=200)]
FieldKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
PurposeKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.:-]{0,79}$")]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(_Entry):
    """A text in both languages."""

    en: Word
    de: Word

    @property
    def words(self) -> Words:
        """The same as the rest of the house has it."""
        return Words(self.en, self.de)


def _short(given: Any) -> Any:
    """`label = "Newsletter"` is short for the same word in both languages."""
    return {"en": given, "de": given} if isinstance(given, str) else given


InBoth = Annotated[Label, BeforeValidator(_short)]


class CustomField(_Entry):
    """A custom field of contacts."""

    label: InBoth
    type: FieldType = FieldType.TEXT
    options: tuple[Word, ...] = ()
    personal: bool = True

    @model_validator(mode="after")
    def _choices(self) -> Self:
        if (self.type in OF_CHOICES) != bool(self.options):
            raise ValueError(_("choice and many need options, the others have none"))
        return self


class Question(_Entry):
    """The words in which people are asked on one channel, in one language."""

    channel: Asked = Asked.EMAIL
    language: Literal["de", "en"] = "de"
    text: Annotated[str, Field(min_length=1, max_length=10_000)]


class Purpose(_Entry):
    """What people may agree to."""

    label: InBoth
    wordings: tuple[Question, ...] = ()

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        asked = Counter((question.channel, question.language) for question in self.wordings)
        for (channel, language), count in asked.items():
            if count > 1:
                raise ValueError(
                    _("there are several wordings for %(channel)s in %(language)s")
                    % {"channel": channel, "language": language}
                )
        return self


class Campaign(_Entry):
    """A named effort on a channel; its budget in euros, its target in leads."""

    name: Word
    channel: Channel = Channel.OTHER
    starts_on: date | None = None
    ends_on: date | None = None
    budget: int | None = Field(default=None, ge=1, le=1_000_000_000)
    target: int | None = Field(default=None, ge=1, le=1_000_000_000)


class Firm(_Entry):
    """The firm itself; what is left out stays as it is. `facts.house.services` says what each may be."""

    name: str | None = None
    legal_name: str | None = None
    legal_form: str | None = None
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: str | None = None
    phone: str | None = None
    email: str | None = None
    register_court: str | None = None
    register_number: str | None = None
    representatives: str | None = None
    board_chair: str | None = None
    vat_id: str | None = None
    supervisor: str | None = None
    data_protection_officer: str | None = None
    website: str | None = None
    business: str | None = None
    accent: str | None = None


class PrivacyNotice(_Entry):
    """The privacy notice in one language."""

    text: Annotated[str, Field(min_length=1, max_length=200_000)]


class From(_Entry):
    """Under which address we write."""

    address: Word
    reply_to: str = ""
    default: bool = False


class Setup(_Entry):
    """A whole file."""

    house: Firm | None = None
    notices: dict[Literal["de", "en"], PrivacyNotice] = {}
    fields: dict[FieldKey, CustomField] = {}
    purposes: dict[PurposeKey, Purpose] = {}
    campaigns: dict[Word, Campaign] = {}
    senders: dict[Word, From] = {}


@dataclass(frozen=True, slots=True)
class Said:
    """What became of one thing the file declares."""

    what: Literal["house", "notice", "field", "purpose", "wording", "campaign", "sender"]
    name: str
    became: Declared


def load(path: Path) -> Setup:
    """The setup of a file. Raises `NotASetup`, or `BadSetup` with the place."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
        return Setup.model_validate(given)
    except OSError as error:
        raise NotASetup(file=path.name, problem=because(error)) from None
    except ValidationError as error:
        place, problem = first_problem(error)
        raise BadSetup(file=path.name, place=place, problem=problem) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotASetup(file=path.name, problem=error) from None


@transaction.atomic
def declare(setup: Setup) -> list[Said]:
    """Make what is missing and bring up to date what is there, all or nothing.

    Raises `OtherType`, a `WrongDetail` of the house, and what `senders.declare` refuses.
    """
    return [*_house(setup), *_notices(setup), *_fields(setup), *_purposes(setup), *_campaigns(setup), *_senders(setup)]


def _house(setup: Setup) -> Iterator[Said]:
    if setup.house:
        said = setup.house.model_dump(exclude_none=True)
        yield Said("house", str(said.get("name") or said.get("legal_name") or ""), services.change(**said))


def _notices(setup: Setup) -> Iterator[Said]:
    for language, one in setup.notices.items():
        yield Said("notice", language, services.declare_notice(language, one.text))


def _fields(setup: Setup) -> Iterator[Said]:
    for key, one in setup.fields.items():
        became = declare_field(key, kind=one.type, label=one.label.words, options=one.options, is_personal=one.personal)
        yield Said("field", key, became)


def _purposes(setup: Setup) -> Iterator[Said]:
    for position, (key, one) in enumerate(setup.purposes.items()):
        yield Said("purpose", key, declare_purpose(key, label=one.label.words, position=position))
        for asked in one.wordings:
            became = declare_wording(key, channel=asked.channel, language=asked.language, text=asked.text)
            yield Said("wording", f"{key}, {asked.channel}, {asked.language}", became)


def _campaigns(setup: Setup) -> Iterator[Said]:
    for key, one in setup.campaigns.items():
        told = one.model_dump(exclude={"budget"})
        became = declare_campaign(key, **told, budget=None if one.budget is None else one.budget * 100)
        yield Said("campaign", key, became)


def _senders(setup: Setup) -> Iterator[Said]:
    for name, one in setup.senders.items():
        became = senders.declare(name, address=one.address, reply_to=one.reply_to, is_default=one.default)
        yield Said("sender", name, became)
