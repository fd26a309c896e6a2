"""Answers to choose in the form of an offer: a line for each, “German | English”, whose stored value never changes.

What submissions hold and contacts learn is the value, so new words must not change it. A hidden field carries the
values with the words that they had when they were kept.
"""

from collections.abc import Sequence

from pydantic import TypeAdapter, ValidationError

from trichter.faces.web.slugs import LONGEST, slug_of
from trichter.generation.forms.questions import Both, Option

_KEPT = TypeAdapter(tuple[Option, ...])


def lines(options: Sequence[Option]) -> str:
    """As they are typed."""
    return "\n".join(f"{option.label.de} | {option.label.en}" for option in options)


def kept(options: Sequence[Option]) -> str:
    """What the hidden field holds."""
    return _KEPT.dump_json(tuple(options)).decode() if options else ""


def read(labels: Sequence[Both], before: str) -> list[dict[str, object]]:
    """Each answer with the value that it had: its words tell, or one language of them, else its place. One that is new
    gets a value made of its words."""
    known = _known(before)
    values = [_same(label, known) for label in labels]
    for place, (option, value) in enumerate(zip(known, values, strict=False)):
        if not value and option.value not in values:
            values[place] = option.value
    taken = [option.value for option in known]
    return [
        {"value": value or _fresh(label, taken), "label": label.model_dump()}
        for label, value in zip(labels, values, strict=True)
    ]


def _known(before: str) -> tuple[Option, ...]:
    try:
        return _KEPT.validate_json(before) if before else ()
    except ValidationError:
        return ()


def _same(label: Both, known: Sequence[Option]) -> str:
    """The value of the answer with the same words, else of the one answer that has them in one language."""
    for option in known:
        if option.label == label:
            return option.value
    alike = [one for one in known if any(said and said == here for said, here in _pairs(one.label, label))]
    return alike[0].value if len(alike) == 1 else ""


def _pairs(one: Both, other: Both) -> tuple[tuple[str, str], tuple[str, str]]:
    return (one.de, other.de), (one.en, other.en)


def _fresh(label: Both, taken: Sequence[str]) -> str:
    words = label.de or label.en
    stem = (slug_of(words) or words)[: LONGEST - 3]
    numbered = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(value for value in numbered if value not in taken)
