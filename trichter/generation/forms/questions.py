"""What a form may ask: questions are data with words in both languages, so that marketing needs no developer."""

import re
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from trichter.facts.contacts.fields import ADDRESS_PARTS, COLUMNS, COMPANY_PARTS
from trichter.kernel.words import Words

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""The name of a question in the form's data and in its answers; it never changes once answers name it."""

RESERVED = frozenset({"token", "altcha", "homepage", "seen", "again", "lang", "referrer", "visitor"})
"""Names that the form itself uses, and all that begin with `consent_` or `utm_`."""

FILLS = (
    frozenset(COLUMNS)
    | {"company"}
    | {f"company.{part}" for part in COMPANY_PARTS}
    | {f"address.{part}" for part in ADDRESS_PARTS}
)
"""What a question may fill of a contact, beside its custom fields (`custom:<key>`)."""

Means = Literal["need", "interest", "timing"]
"""What an answer tells us for the first contact."""


class Both(BaseModel):
    """A text in both languages. One that is missing is said in the other: better read than missed."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, str_max_length=5_000)

    de: str = ""
    en: str = ""

    def in_(self, language: str) -> str:
        """The text in this language (`de-AT` is German)."""
        return (self.de or self.en) if language.startswith("de") else (self.en or self.de)

    def __bool__(self) -> bool:
        return bool(self.de or self.en)

    @property
    def words(self) -> Words:
        """The same as words of the house."""
        return Words(en=self.in_("en"), de=self.in_("de"))


class Type(StrEnum):
    """How a question is asked and its answer read."""

    TEXT = "text"
    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"
    CHOICE = "choice"
    MANY = "many"
    COUNTRY = "country"
    FIRM = "firm"
    CONSENT = "consent"

    @property
    def label(self) -> Words:
        """What the type is called where marketing chooses it."""
        return _LABELS[self]


_LABELS = {
    Type.TEXT: Words("Text", "Text"),
    Type.EMAIL: Words("E-mail", "E-Mail"),
    Type.PHONE: Words("Phone", "Telefon"),
    Type.NUMBER: Words("Number", "Zahl"),
    Type.CHOICE: Words("One of several", "Eine von mehreren"),
    Type.MANY: Words("Several of many", "Mehrere von vielen"),
    Type.COUNTRY: Words("Country", "Land"),
    Type.FIRM: Words("Firm", "Firma"),
    Type.CONSENT: Words("Consent", "Einwilligung"),
}


class Ask(BaseModel):
    """A consent that is asked for: its words are the wording of this purpose and channel that a version pins."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: str
    channel: Literal["email", "phone", "post"] = "email"

    @property
    def key(self) -> str:
        """Its name in the form's data; two purposes never share one (`consent_email_newsletter`)."""
        return f"consent_{self.channel}_{self.purpose}"


class Option(BaseModel):
    """One answer to choose. What is stored is the value, what is read is the label."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
    label: Both


class Question(BaseModel):
    """One question. `fills` names the contact's field that learns the answer, `means` what it tells a first contact.

    `is_long` gives a text several lines; `lowest` and `highest` bound a number; `ask` is what a consent agrees to.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Key
    type: Type = Type.TEXT
    label: Both = Both()
    hint: Both = Both()
    is_required: bool = False
    is_long: bool = False
    options: tuple[Option, ...] = Field(default=(), max_length=100)
    lowest: float | None = None
    highest: float | None = None
    fills: str | None = None
    means: Means | None = None
    ask: Ask | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if _is_reserved(self.key) and self.type is not Type.CONSENT:
            raise PydanticCustomError(
                "question_reserved", "“{key}” is a name that the form itself uses", {"key": self.key}
            )
        if self.type in (Type.CHOICE, Type.MANY) and len(self.options) < 1:
            raise PydanticCustomError("question_without_options", "a choice needs answers to choose from")
        if len({option.value for option in self.options}) != len(self.options):
            raise PydanticCustomError("question_option_twice", "an answer stands there twice")
        if (self.type is Type.CONSENT) != (self.ask is not None):
            raise PydanticCustomError("question_ask", "a consent, and nothing else, names its purpose and channel")
        if self.type is Type.CONSENT and self.is_required:
            raise PydanticCustomError("question_forced", "a consent is never required")
        if self.lowest is not None and self.highest is not None and self.lowest > self.highest:
            raise PydanticCustomError("question_bounds", "the lowest number is above the highest")
        if self.fills and not (self.fills in FILLS or re.fullmatch(r"custom:[a-z][a-z0-9_]*", self.fills)):
            raise PydanticCustomError("question_fills", "there is no field “{fills}” to fill", {"fills": self.fills})
        return self

    @property
    def learns(self) -> str | None:
        """The contact's field that learns the answer; an e-mail address, a phone and a firm know their own."""
        return self.fills or _OWN.get(self.type)


_OWN = {Type.EMAIL: "email", Type.PHONE: "phone", Type.FIRM: "company"}


def for_ask(ask: Ask) -> Question:
    """The box with which a consent is given; its label is the wording."""
    return Question(key=ask.key, type=Type.CONSENT, ask=ask)


def _is_reserved(key: str) -> bool:
    return key in RESERVED or key.startswith(("consent_", "utm_"))
