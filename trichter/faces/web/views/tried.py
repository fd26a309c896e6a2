"""What a colleague wanted to change on a record and could not: it comes back as it was typed, with the reason."""

from dataclasses import dataclass
from typing import Literal

from django import forms

UNPROCESSABLE = 422
Where = Literal["compose", "criterion", "stage", "reword"]


@dataclass(frozen=True)
class Tried:
    """In which part of the record, on which of its forms, what was typed, and why it did not work."""

    where: Where
    name: str
    form: forms.Form | None = None
    problem: str = ""
