"""Values that are edited where they stand: `<c-inline :one="…" />` draws one in a `<dd>`, as a value or as its form.

`address` answers a GET with the form (`?shown=1`: with the value again) and saves a POST: 200, 409 for a clash or a
question, 422 for a problem. `here` opens the form in the page for whoever has no scripts. A form of one visible field
has no label of its own beside the `<dt>`.
"""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

CLASH, PROBLEM = 409, 422


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody changed the value while it was edited: what stands there now, and what was typed."""

    who: str
    at: datetime | None
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What was typed leads to somebody else: their page, and where both can be made one."""

    name: str
    href: str
    merge: str


@dataclass(frozen=True, slots=True)
class Inline:
    """A value that can be edited. With a `form` it is being edited; `href` is where the value itself leads.

    `back` is the page on which it stands, `initials` the avatar before the value, `suggestions` the id of the list that
    the form's field names as its own.
    """

    key: str
    label: str
    value: str
    address: str
    here: str
    back: str
    href: str = ""
    source: str = ""
    at: datetime | None = None
    initials: str = ""
    suggestions: str = ""
    form: forms.Form | None = None
    problem: str = ""
    clash: Clash | None = None
    taken: Taken | None = None

    @property
    def is_single(self) -> bool:
        """Whether the form has one visible field."""
        return self.form is not None and len(self.form.visible_fields()) == 1

    @property
    def is_held(self) -> bool:
        """Whether there is something to decide or to mend: then leaving the field neither saves nor reverts."""
        return bool(self.problem or self.clash or self.taken or (self.form and self.form.errors))


def is_fragment(request: HttpRequest) -> bool:
    """Whether a script asks for a part of the page."""
    return bool(getattr(request, "htmx", False))


def shown(request: HttpRequest, one: Inline, *, status: int = 200, beside: str = "", **context: object) -> HttpResponse:
    """The value or its form, with toasts; `beside` is a template of what else changes on the page (out of band)."""
    given = {"one": one, "beside": beside, "way_back": one.back, **context}
    return render(request, "inline/fragment.html", given, status=status)
