"""How a page of the settings changes something: in one transaction with the note of who did it, and then it says so.

What can be set back is a `Setting`: it is read before and after, and the toast offers to set it back, as long as nobody
has changed it since.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from trichter.faces.web import undoing
from trichter.faces.web.returning import reader
from trichter.faces.web.undoing import Facts, TooLate, Undo, undoable
from trichter.facts.house import journal
from trichter.facts.staff import team
from trichter.facts.staff.permissions import Permission, allowed
from trichter.kernel.errors import DomainError

_LOCKS = 7_412
"""The class of our advisory locks."""
Change = Callable[[], object]
"""It may answer the `Undo` that the toast offers."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that is read by its key, and written as it was read, by a colleague; both as JSON.

    `what` is how the journal names the setting back.
    """

    kind: str
    read: Callable[[Any], Any]
    write: Callable[[Any, Any, int], object]
    what: str
    needs: Permission = Permission.SETTINGS

    def __post_init__(self) -> None:
        undoable(self.kind)(self._set_back)

    def by(self, key: object, change: Change, *, about: str) -> Callable[[], Undo | None]:
        """The same change; it answers how to set back what it has changed, if anything."""

        def changing() -> Undo | None:
            self._lock(key)
            was = self.read(key)
            change()
            now = self.read(key)
            return Undo(self.kind, {"key": key, "about": about, "was": was, "now": now}) if was != now else None

        return changing

    def _lock(self, key: object) -> None:
        """Whoever changes it or sets it back does so alone until their transaction ends: between the look at what
        stands there and the writing nobody else's change is lost."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCKS, f"{self.kind} {key}"])

    def _set_back(self, facts: Facts, *, by: int) -> None:
        with set_back(by=by, what=self.what, about=facts["about"], needs=self.needs):
            self._lock(facts["key"])
            if self.read(facts["key"]) != facts["now"]:
                raise TooLate
            self.write(facts["key"], facts["was"], by)


@contextmanager
def set_back(*, by: int, what: str, about: str, needs: Permission = Permission.SETTINGS) -> Iterator[None]:
    """Undo something of the settings in the block, noted like what it undoes. Raises `TooLate` for whoever may not
    change it any more."""
    if needs not in allowed(team.colleague(by).role):
        raise TooLate
    with journal.noted(by=by, what=what, about=about):
        yield


def kept(
    request: HttpRequest,
    form: forms.Form,
    change: Change,
    *,
    what: str,
    about: str,
    said: object = None,
    beside: str | None = None,
) -> bool:
    """Make the change that a valid form asks for; what is refused is said beside the field, or above the form."""
    try:
        _make(request, change, what=what, about=about, said=said or saved(about))
    except DomainError as problem:
        form.add_error(beside, str(problem))
        return False
    return True


def done(request: HttpRequest, change: Change, *, what: str, about: str = "", said: object) -> bool:
    """Make the change that a button asks for; what is refused is said too."""
    try:
        _make(request, change, what=what, about=about, said=said)
    except DomainError as problem:
        undoing.failed(request, problem)
        return False
    return True


def saved(name: str) -> str:
    """What is said of most."""
    return _("“%(name)s” is saved.") % {"name": name}


def _make(request: HttpRequest, change: Change, *, what: str, about: str, said: object) -> None:
    with journal.noted(by=reader(request), what=what, about=about):
        answer = change()
    undoing.done(request, said, answer if isinstance(answer, Undo) else None)
