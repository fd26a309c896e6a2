"""Errors with one clear sentence for the person who caused them."""

from typing import Any


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
