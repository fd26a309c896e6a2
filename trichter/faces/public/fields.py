"""A form's fields as templates draw them: what was typed, what is wrong, and what lets a browser fill them in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trichter.generation.forms import countries
from trichter.generation.forms.answers import LONGEST_ANSWER, Answers, Data
from trichter.generation.forms.form import Form
from trichter.generation.forms.questions import Question, Type

MOST_RADIOS = 6
"""As many answers as one still sees at a glance; more become a list to open."""

_FILLED: Mapping[str, str] = {
    "salutation": "honorific-prefix",
    "title": "honorific-prefix",
    "first_name": "given-name",
    "last_name": "family-name",
    "email": "email",
    "phone": "tel",
    "mobile": "tel",
    "position": "organization-title",
    "website": "url",
    "company": "organization",
    "company.name": "organization",
    "address.street": "address-line1",
    "address.postal_code": "postal-code",
    "address.city": "address-level2",
    "address.region": "address-level1",
    "address.country": "country",
    "company.country": "country",
}
"""What browsers fill in by themselves (HTML, autofill field names), by the contact's field."""
_INPUTS: Mapping[Type, str] = {Type.EMAIL: "email", Type.PHONE: "tel"}


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to choose; `id` is that of its box."""

    id: str
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One question on the page. `shape` says which control draws it."""

    key: str
    id: str
    shape: str
    label: str
    hint: str
    error: str
    is_required: bool
    value: str
    choices: tuple[Choice, ...]
    input_type: str
    input_mode: str
    autocomplete: str
    longest: int
    is_half: bool

    @property
    def is_optional(self) -> bool:
        return not self.is_required

    @property
    def described_by(self) -> str:
        """The ids of the texts that belong to the control."""
        parts = [f"{self.id}_error" if self.error else "", f"{self.id}_hint" if self.hint else ""]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A value that travels with the form."""

    name: str
    value: str


def fields_of(form: Form, data: Data, errors: Mapping[str, str]) -> tuple[Field, ...]:
    """The questions, consents left out."""
    asked = [question for question in form.questions if question.type is not Type.CONSENT]
    return tuple(_field(form, question, data, errors.get(question.key, "")) for question in asked)


def consents_of(form: Form, data: Data, errors: Mapping[str, str]) -> tuple[Field, ...]:
    """The boxes of the consents; one without words is not shown, for nobody could agree to it."""
    boxes = [question for question in form.questions if question.key in form.wordings]
    return tuple(_field(form, question, data, errors.get(question.key, "")) for question in boxes)


def hidden_of(form: Form, data: Data) -> tuple[Hidden, ...]:
    """All answers once more, as they were typed."""
    return tuple(Hidden(q.key, value) for q in form.questions for value in data.get(q.key, ()))


def told(answers: Answers) -> Iterator[tuple[str, str]]:
    """What was answered, to look it over."""
    for answer in answers.all.values():
        if answer.shown and answer.question.type is not Type.CONSENT:
            yield answers.form.label(answer.question), answer.shown


def _field(form: Form, question: Question, data: Data, error: str) -> Field:
    typed = tuple(data.get(question.key, ()))
    ident = f"q_{question.key}"
    learns = question.learns or ""
    return Field(
        key=question.key,
        id=ident,
        shape=_shape(question),
        label=form.label(question),
        hint=question.hint.in_(form.language),
        error=error,
        is_required=question.is_required,
        value=typed[0] if typed else "",
        choices=_choices(form, question, typed, ident),
        input_type=_INPUTS.get(question.type, "text"),
        input_mode="decimal" if question.type is Type.NUMBER else "",
        autocomplete=_FILLED.get(learns, "country" if question.type is Type.COUNTRY else ""),
        longest=LONGEST_ANSWER,
        is_half=learns in ("first_name", "last_name"),
    )


def _shape(question: Question) -> str:
    match question.type:
        case Type.CHOICE:
            return "radios" if len(question.options) <= MOST_RADIOS else "select"
        case Type.MANY:
            return "checks"
        case Type.COUNTRY:
            return "select"
        case Type.CONSENT:
            return "consent"
        case _:
            return "long" if question.is_long else "input"


def _choices(form: Form, question: Question, typed: tuple[str, ...], ident: str) -> tuple[Choice, ...]:
    if question.type is Type.COUNTRY:
        pairs = countries.listed(form.language)
    else:
        pairs = tuple((option.value, option.label.in_(form.language)) for option in question.options)
    if question.type is Type.CONSENT:
        pairs = (("yes", form.label(question)),)
    return tuple(
        Choice(
            f"{ident}_{number}" if number else ident,
            value,
            label,
            is_chosen=value in typed or _is_ticked(question, typed),
        )
        for number, (value, label) in enumerate(pairs)
    )


def _is_ticked(question: Question, typed: tuple[str, ...]) -> bool:
    return question.type is Type.CONSENT and any(value.strip() for value in typed)
