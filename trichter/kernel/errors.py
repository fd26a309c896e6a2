"""Errors with one clear sentence for the person who caused them, and what may be stored of any error."""

import re
import traceback
from typing import Any

from django.utils import translation

_VALUE = re.compile(r"%\(\w+\)[.\d]*[a-z]")
_OURS = "trichter."


class DomainError(Exception):
    """Base of all errors a person can mend; `str()` gives the sentence in the active language.

    Subclasses set `sentence`, a lazily translated text with `%(name)s` places that the keyword arguments fill.
    """

    sentence: Any = "Something is wrong."

    def __init__(self, **given: Any) -> None:
        super().__init__()
        self.given = given

    def __str__(self) -> str:
        return str(self.sentence) % self.given


def discreetly(error: BaseException) -> str:
    """What broke and where in our code, without any value: a database error quotes the address it met, perhaps that
    of somebody else, whom erasure would not find here."""
    what = type(error).__qualname__
    if isinstance(error, DomainError):
        what = f"{what}: {_without_values(type(error).sentence)}"
    return f"{what} ({place})" if (place := _innermost(error)) else what


def _without_values(sentence: Any) -> str:
    with translation.override(None):
        return _VALUE.sub("…", str(sentence)).replace("%%", "%")


def _innermost(error: BaseException) -> str:
    frames = traceback.walk_tb(error.__traceback__)
    ours = [f"{name}:{line}" for frame, line in frames if (name := frame.f_globals["__name__"]).startswith(_OURS)]
    return ours[-1] if ours else ""
