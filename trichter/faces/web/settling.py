"""How a page of the settings changes something: in one transaction with the note of who did it, and then it says so."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from trichter.faces.web.returning import reader
from trichter.facts.house import journal
from trichter.kernel.errors import DomainError

Change = Callable[[], object]


def kept(
    request: HttpRequest,
    form: forms.Form,
    change: Change,
    *,
    what: str,
    about: str,
    said: Any,
    beside: str | None = None,
) -> bool:
    """Make the change that a valid form asks for; what is refused is said beside the field, or above the form."""
    try:
        with journal.noted(by=reader(request), what=what, about=about):
            change()
    except DomainError as problem:
        form.add_error(beside, str(problem))
        return False
    messages.success(request, said)
    return True


def done(request: HttpRequest, change: Change, *, what: str, about: str = "", said: Any) -> bool:
    """Make the change that a button asks for; what is refused is said above the page."""
    try:
        with journal.noted(by=reader(request), what=what, about=about):
            change()
    except DomainError as problem:
        messages.error(request, str(problem))
        return False
    messages.success(request, said)
    return True
