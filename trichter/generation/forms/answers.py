"""Reading what was typed: one clear sentence for each field that cannot stay so, and nothing that was typed is lost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from babel.numbers import NumberFormatError
from django.utils.translation import gettext as _

from trichter.facts.contacts import identifiers
from trichter.facts.contacts.fields import COUNTRIES, LONGEST
from trichter.generation.forms import countries, typos
from trichter.generation.forms.form import Form
from trichter.generation.forms.questions import Question, Type
from trichter.kernel.decimals import parsed
from trichter.kernel.text import storable

LONGEST_ANSWER = 10_000
LARGEST = 32 * 1024
"""Bytes that all answers of one submission may have together (as LAW 5.5 bounds an event)."""

Data = Mapping[str, Sequence[str]]
"""What a browser sends: for each name the values, in their order."""

SEEN = "seen"
"""The field in which a form says which hint it has shown already: an address that looks mistyped, and is not."""


class Wrong(ValueError):
    """Why an answer cannot stay as it is, in the visitor's language."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`typed` is what the visitor typed, exactly; `value` what we understood; `shown` what people read of it."""

    question: Question
    typed: tuple[str, ...] = ()
    value: Any = None
    shown: str = ""


@dataclass(slots=True)
class Answers:
    """All answers, in the order of the questions; `errors` and `suggestions` are by question key."""

    form: Form
    all: dict[str, Answer] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    suggestions: dict[str, str] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether nothing has to be shown to the visitor once more."""
        return not self.errors and not self.suggestions

    def first(self, type_: Type) -> Any:
        """The value of the first question of that type which was answered."""
        return next((a.value for a in self.all.values() if a.question.type is type_ and a.value), None)

    @property
    def email(self) -> str | None:
        """The address as it was typed."""
        email: str | None = self.first(Type.EMAIL)
        return email

    @property
    def phone(self) -> str | None:
        """The number in E.164."""
        phone: str | None = self.first(Type.PHONE)
        return phone

    def agreed(self) -> list[Answer]:
        """The consents that were given: ticked, or in an exchange those that it names and that have an address."""
        consents = [answer for answer in self.all.values() if answer.question.type is Type.CONSENT]
        if self.form.is_exchange:
            return [answer for answer in consents if self.address_for(answer.question)]
        return [answer for answer in consents if answer.value]

    def address_for(self, question: Question) -> str:
        """Where a consent would let us reach the visitor; empty if they have not said."""
        channel = question.ask.channel if question.ask else "email"
        if channel == "post":
            parts = [self._part(part) for part in ("street", "postal_code", "city", "country")]
            return ", ".join(part for part in parts if part) if parts[0] and parts[2] else ""
        return (self.phone if channel == "phone" else self.email) or ""

    def _part(self, part: str) -> str:
        name = f"address.{part}"
        return next((a.shown for a in self.all.values() if a.question.learns == name), "")


def read(form: Form, data: Data) -> Answers:
    """Read and check all answers. A field that is not there is an empty answer."""
    answers = Answers(form)
    region = _region(form, data)
    for question in form.questions:
        typed = tuple(str(storable(one)) for one in data.get(question.key, ()))
        try:
            answers.all[question.key] = _read(question, typed, form, region)
        except Wrong as wrong:
            answers.all[question.key] = Answer(question, typed)
            answers.errors[question.key] = str(wrong)
    _check_reachable(answers)
    _suggest(answers, seen=data.get(SEEN, ()))
    return answers


def size_of(data: Data) -> int:
    """The bytes of all that was typed."""
    return sum(len(value.encode()) for values in data.values() for value in values)


def _read(question: Question, typed: tuple[str, ...], form: Form, region: str) -> Answer:
    given = [one.strip() for one in typed if one.strip()]
    if not given:
        if question.is_required:
            raise Wrong(_MISSING[question.type]())
        return Answer(question, typed)
    longest = LONGEST if question.learns else LONGEST_ANSWER
    if any(len(one) > longest for one in given):
        raise Wrong(_("That is too long; please use at most %(longest)s characters.") % {"longest": f"{longest:n}"})
    value, shown = _READERS[question.type](question, given, form, region)
    return Answer(question, typed, value, shown)


def _region(form: Form, data: Data) -> str:
    """The country in which a phone number is read: the one answered, else the house's."""
    for question in form.questions:
        if question.type is Type.COUNTRY and (code := "".join(data.get(question.key, ())[:1]).strip()) in COUNTRIES:
            return code
    return form.region


Reader = Callable[[Question, Sequence[str], Form, str], tuple[Any, str]]


def _text(question: Question, given: Sequence[str], _form: Form, _region: str) -> tuple[Any, str]:
    text = given[0]
    if not question.is_long and ("\n" in text or "\r" in text):
        text = " ".join(text.split())
    return text, text


def _email(_question: Question, given: Sequence[str], _form: Form, _region: str) -> tuple[Any, str]:
    try:
        identifiers.email(given[0])
    except identifiers.BadEmail:
        raise Wrong(_bad_email(given[0])) from None
    return given[0], given[0]


def _bad_email(given: str) -> str:
    if "@" not in given:
        return _("The “@” is missing; an e-mail address looks like name@firma.example.")
    if "." not in given.rpartition("@")[2]:
        return _("The ending after the “@” is missing, such as “.com”.")
    return _("“%(given)s” is not an e-mail address; please check it.") % {"given": given}


def _phone(_question: Question, given: Sequence[str], _form: Form, region: str) -> tuple[Any, str]:
    try:
        return identifiers.phone(given[0], region=region), given[0]
    except identifiers.BadPhone:
        raise Wrong(
            _("“%(given)s” is not a phone number; write it as +49 40 123456, for example.") % {"given": given[0]}
        ) from None


def _number(question: Question, given: Sequence[str], form: Form, _region: str) -> tuple[Any, str]:
    try:
        number = parsed(given[0], form.language)
    except (NumberFormatError, ArithmeticError):
        raise Wrong(_("“%(given)s” is not a number; please use digits.") % {"given": given[0]}) from None
    if question.lowest is not None and number < Decimal(str(question.lowest)):
        raise Wrong(_("Please give at least %(lowest)s.") % {"lowest": _plain(question.lowest)})
    if question.highest is not None and number > Decimal(str(question.highest)):
        raise Wrong(_("Please give at most %(highest)s.") % {"highest": _plain(question.highest)})
    return int(number) if number == number.to_integral_value() else float(number), given[0]


def _plain(number: float) -> str:
    return f"{number:g}"


def _choice(question: Question, given: Sequence[str], form: Form, _region: str) -> tuple[Any, str]:
    labels = {option.value: option.label.in_(form.language) for option in question.options}
    if given[0] not in labels:
        raise Wrong(_("Please choose one of the answers."))
    return given[0], labels[given[0]]


def _many(question: Question, given: Sequence[str], form: Form, _region: str) -> tuple[Any, str]:
    labels = {option.value: option.label.in_(form.language) for option in question.options}
    if any(one not in labels for one in given):
        raise Wrong(_("Please choose among the answers."))
    chosen = [value for value in labels if value in given]
    return chosen, ", ".join(labels[value] for value in chosen)


def _country(_question: Question, given: Sequence[str], form: Form, _region: str) -> tuple[Any, str]:
    code = given[0].upper()
    if code not in COUNTRIES:
        raise Wrong(_("Please choose a country from the list."))
    return code, countries.name_of(code, form.language)


def _consent(_question: Question, _given: Sequence[str], _form: Form, _region: str) -> tuple[Any, str]:
    return True, _("Yes")


_READERS: dict[Type, Reader] = {
    Type.TEXT: _text,
    Type.EMAIL: _email,
    Type.PHONE: _phone,
    Type.NUMBER: _number,
    Type.CHOICE: _choice,
    Type.MANY: _many,
    Type.COUNTRY: _country,
    Type.FIRM: _text,
    Type.CONSENT: _consent,
}
_MISSING: dict[Type, Callable[[], str]] = {
    Type.TEXT: lambda: _("Please fill in this field."),
    Type.EMAIL: lambda: _("Please give your e-mail address."),
    Type.PHONE: lambda: _("Please give your phone number."),
    Type.NUMBER: lambda: _("Please give a number."),
    Type.CHOICE: lambda: _("Please choose one of the answers."),
    Type.MANY: lambda: _("Please choose at least one answer."),
    Type.COUNTRY: lambda: _("Please choose a country."),
    Type.FIRM: lambda: _("Please give the name of your firm."),
    Type.CONSENT: lambda: _("Please decide."),
}


def _check_reachable(answers: Answers) -> None:
    """A consent is one to reach somebody somewhere: who lets us call says where (LAW 1.5)."""
    if answers.form.is_exchange:
        return
    for key, answer in answers.all.items():
        ask = answer.question.ask
        if ask and answer.value and not answers.address_for(answer.question):
            answers.errors.setdefault(key, _UNREACHABLE[ask.channel]())


_UNREACHABLE: dict[str, Callable[[], str]] = {
    "email": lambda: _("Please also give the e-mail address to which we may write, or take this tick away."),
    "phone": lambda: _("Please also give the phone number that we may call, or take this tick away."),
    "post": lambda: _("Please also give the postal address to which we may write, or take this tick away."),
}


def _suggest(answers: Answers, *, seen: Sequence[str]) -> None:
    """An address that is right in form and looks mistyped: asked once, and believed if it stays."""
    for key, answer in answers.all.items():
        if answer.question.type is not Type.EMAIL or not answer.value or answer.value in seen:
            continue
        if suggestion := typos.suggestion(answer.value):
            answers.suggestions[key] = suggestion
