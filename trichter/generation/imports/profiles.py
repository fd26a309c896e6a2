"""A profile says what the columns of a file mean; it is written once for each kind of file, in TOML.

`docs/import.md` explains every entry and `docs/examples/` holds whole profiles.
"""

import hashlib
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

import phonenumbers
from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from trichter.generation.imports.errors import BadProfile, NotAProfile, because

Basis = Literal["consent", "customer", "contract", "legitimate_interest", "purchased"]
Decimal = Literal["auto", ",", "."]
Word = Annotated[str, Field(min_length=1, max_length=200)]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(_("there is no time zone “%s”") % name) from None
    return name


def _region(code: str) -> str:
    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError(_("“%s” is not a country code; write it as DE") % code)
    return code


def _form(form: str) -> str:
    """A form of dates as strptime has them: it tells a bad directive from a text that does not match."""
    try:
        datetime.strptime("", form)  # noqa: DTZ007 nothing is read
    except ValueError as error:
        if "does not match" not in str(error):
            raise ValueError(_("“%s” is not a form of dates; write it as %%d.%%m.%%Y") % form) from None
    return form


Zone = Annotated[str, AfterValidator(_zone)]
Form = Annotated[str, AfterValidator(_form)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cell(_Entry):
    """Where a value comes from: a column, the first filled of several (or all, `joined_by` something), or a constant.

    `values` translates what stands there; `otherwise` replaces what `values` does not name; a `required` cell may not
    be empty.
    """

    column: str | None = None
    columns: tuple[str, ...] = ()
    joined_by: str | None = None
    constant: str | int | float | bool | None = None
    values: dict[str, str] = {}
    otherwise: str | None = None
    required: bool = False
    formats: tuple[Form, ...] = ()

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if sum((self.column is not None, bool(self.columns), self.constant is not None)) != 1:
            raise ValueError(_("give exactly one of column, columns and constant"))
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The columns it reads."""
        return (self.column,) if self.column is not None else self.columns


def _short(given: Any) -> Any:
    """`email = "E-Mail"` is short for `email = { column = "E-Mail" }`."""
    return {"column": given} if isinstance(given, str) else given


Source = Annotated[Cell, BeforeValidator(_short)]


class Moment(Cell):
    """A point in time; texts without an offset are of `zone`. It may be empty only if it says so."""

    zone: Zone | None = None
    required: bool = True


When = Annotated[Moment, BeforeValidator(_short)]


class Item(Cell):
    """A value of a touchpoint's payload."""

    type: Literal["text", "integer", "number", "money", "date", "truth"] = "text"


class External(_Entry):
    """The id of the person in another system."""

    system: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$")]
    column: str


class Identifiers(_Entry):
    """By what the person is known again. The e-mail address of `fields` counts unless another is named here.

    `contact` is our own id, as exports write it: in another installation it is somebody else's.
    """

    contact: Source | None = None
    email: Source | None = None
    phone: Source | None = None
    external: External | None = None


class StageOf(_Entry):
    """The stage that the file claims for its people. Who is set aside by it needs a `reason`."""

    track: str = "customer"
    stage: str | None = None
    column: str | None = None
    values: dict[str, str] = {}
    otherwise: str | None = None
    reason: Source | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.stage is None) == (self.column is None):
            raise ValueError(_("give exactly one of stage and column"))
        return self

    @property
    def cell(self) -> Cell:
        """The same as a cell."""
        constant = {"constant": self.stage} if self.stage is not None else {"column": self.column}
        return Cell.model_validate({**constant, "values": self.values, "otherwise": self.otherwise})


class Tags(_Entry):
    """Tags for everybody in the file, and such as stand in columns, parted by `separator`."""

    always: tuple[Word, ...] = ()
    columns: tuple[str, ...] = ()
    separator: str = ","


class Answer(_Entry):
    """What people have answered to one question for consent, and the proof of it.

    Without `evidence` in its row a yes is kept but permits nothing (LAW 1.1, 1.6).
    """

    purpose: Word
    channel: Literal["email", "phone", "post", "tracking", "mail_tracking"] = "email"
    state: Source
    given_at: When | None = None
    wording: Source | None = None
    evidence: Source | None = None


class Purchased(_Entry):
    """What the law asks of bought addresses: when and by which contract (LAW 1.10)."""

    on: date
    contract: Word
    seller: Word


class FileFormat(_Entry):
    """How the file is written, where it is not found out.

    `header` are the lines in which the titles stand, if not the first; a `tidy` reader mends Umlauts and sorts out
    lines that are none of a person.
    """

    delimiter: Annotated[str, Field(pattern=r"^(.|\t)$")] | None = None
    encoding: str | None = None
    sheet: str | None = None
    decimal: Decimal = "auto"
    header: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(max_length=3)] = ()
    tidy: bool = False


class Profile(_Entry):
    """A whole profile."""

    name: Word
    source: Word
    basis: Basis
    purchased: Purchased | None = None
    file: FileFormat = FileFormat()
    region: Annotated[str, AfterValidator(_region)] = "DE"
    kind: str = "contact.imported"
    occurred_at: When | None = None
    organisations: bool = False
    fields: dict[str, Source] = {}
    whole_name: Source | None = None
    custom: dict[str, Source] = {}
    address: dict[str, Source] = {}
    company: dict[str, Source] = {}
    identifiers: Identifiers = Identifiers()
    channel: Source | None = None
    campaign: Source | None = None
    stage: StageOf | None = None
    tags: Tags = Tags()
    owner: Source | None = None
    consent: tuple[Answer, ...] = ()
    payload: dict[str, Annotated[Item, BeforeValidator(_short)]] = {}
    key: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _lawful(self) -> Self:
        if self.basis == "purchased" and self.purchased is None:
            raise ValueError(_("bought addresses need [purchased] with on, contract and seller"))
        if self.occurred_at is None and any(answer.given_at is None for answer in self.consent):
            raise ValueError(_("[[consent]] needs given_at, for a consent grows stale"))
        return self

    @property
    def digest(self) -> str:
        """Tells whether two runs used the same profile."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def load(path: Path) -> Profile:
    """The profile of a file. Raises `NotAProfile`, or `BadProfile` with the place."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotAProfile(file=path.name, problem=because(error)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotAProfile(file=path.name, problem=error) from None
    return checked(given, file=path.name)


def checked(given: dict[str, Any], *, file: str) -> Profile:
    """The profile that these entries make. Raises `BadProfile` with the first place that is wrong."""
    try:
        return Profile.model_validate(given)
    except ValidationError as error:
        place, problem = first_problem(error)
        raise BadProfile(file=file, place=place, problem=problem) from None


def first_problem(error: ValidationError) -> tuple[str, str]:
    """The first place that is wrong, and what is wrong there."""
    first = error.errors(include_url=False)[0]
    return ".".join(str(part) for part in first["loc"]) or _("the top"), _problem(first)


def _problem(error: Any) -> str:
    if error["type"] == "missing":
        return _("this entry is missing")
    if error["type"] == "extra_forbidden":
        return _("there is no such entry")
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if error["type"] in ("literal_error", "enum"):
        return _("choose one of %s") % str(error["ctx"]["expected"]).replace(" or ", ", ")
    return _("“%(given)s” is not in a form that is possible here") % {"given": error["input"]}
