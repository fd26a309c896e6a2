"""The composer of a record: a note, a mail, a call, a meeting that was held, a task."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from trichter.faces.web.views.tasks import evening
from trichter.faces.web.views.tried import Tried
from trichter.insight.names import names
from trichter.kernel.errors import DomainError
from trichter.sales.conversations import mails
from trichter.sales.conversations import services as conversations
from trichter.sales.tasks import services as tasks

if TYPE_CHECKING:
    from trichter.spine.touch import Recorded

MAIL = "mail"
DIRECTIONS = [("out", _("We called")), ("in", _("They called"))]
OUTCOMES = [("reached", _("Reached")), ("not_reached", _("Not reached")), ("voicemail", _("Voicemail"))]
MEETINGS = [("first", _("First conversation")), ("follow_up", _("Second one, about a need")), ("other", _("Another"))]


def _words(label: object, *, required: bool = True, rows: int = 3) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=20_000, required=required, widget=box)  # type: ignore[arg-type]


def _when() -> forms.DateTimeField:
    picker = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=_("When (empty: now)"), required=False, widget=picker)


def _minutes() -> forms.IntegerField:
    return forms.IntegerField(label=_("Minutes (optional)"), required=False, min_value=1, max_value=1_440)


class Composed(forms.Form):
    """What is sent twice from one page, by a double click or by loading it again, is recorded once."""

    once = forms.CharField(max_length=64, required=False, initial=lambda: uuid4().hex, widget=forms.HiddenInput)


class NoteForm(Composed):
    """Something all should know."""

    text = _words(_("What have you learned?"))


def _advertised(purposes: Mapping[str, str]) -> list[tuple[str, Any]]:
    advertises = ((key, _("Advertising: %(purpose)s") % {"purpose": label}) for key, label in purposes.items())
    return [("", _("No advertising")), *advertises]


class TalkForm(Composed):
    """A call and how it went. One that advertises is refused without a proven consent to calls (LAW 1.5)."""

    direction = forms.ChoiceField(label=_("Direction"), choices=DIRECTIONS)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=OUTCOMES)
    purpose = forms.ChoiceField(
        label=_("What it was about"), choices=lambda: _advertised(names([]).purposes), required=False
    )
    minutes = _minutes()
    at = _when()
    text = _words(_("What was said (optional)"), required=False)

    def offer(self, purposes: Mapping[str, str]) -> None:
        """What a call may have advertised, where a page knows it already."""
        self.fields["purpose"].choices = _advertised(purposes)  # type: ignore[attr-defined]


class MeetingForm(Composed):
    """A meeting that was held."""

    title = forms.CharField(label=_("What it was about"), max_length=200)
    purpose = forms.ChoiceField(label=_("Which one"), choices=MEETINGS)
    minutes = _minutes()
    at = _when()
    text = _words(_("What was said (optional)"), required=False)


class WritingForm(Composed):
    """A mail to the person."""

    subject = forms.CharField(label=_("Subject"), max_length=mails.LONGEST_SUBJECT)
    body = _words(_("Text"), rows=7)


class AnswerForm(Composed):
    """What the person wrote where none of our machines sees it."""

    at = _when()
    text = _words(_("What they answered"))


class RatingForm(Composed):
    """What the person thinks of us: 9 and 10 make a promoter of a customer."""

    points = forms.IntegerField(
        label=_("Would they recommend us, from 0 (never) to 10 (surely)?"), min_value=0, max_value=10
    )
    at = _when()
    text = _words(_("What they said of it (optional)"), required=False)


class ToDoForm(Composed):
    """A task; a next step has its day."""

    title = forms.CharField(label=_("What is to be done"), max_length=300)
    due_on = forms.DateField(
        label=_("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@dataclass(frozen=True)
class Kind:
    """What can be composed: its form, what it does, and what is said when it is done."""

    name: str
    label: Any
    icon: str
    form: type[forms.Form]
    does: Callable[..., "Recorded | None"]
    button: Any
    said: Any


def _mail(contact: int, *, subject: str, body: str, by: int, once: str) -> None:
    posted = mails.write(contact, subject=subject, body=body, by=by, once=once)
    if posted.state == mails.HELD_BACK:
        raise HeldBack(reason=posted.reason)


def _task(contact: int, *, title: str, due_on: Any, by: int, once: str) -> None:
    tasks.open(contact, title, to=by, due_at=evening(due_on), by=by, once=once)


class HeldBack(DomainError):
    sentence = _("It has not left: %(reason)s")


KINDS = (
    Kind(
        "note",
        pgettext_lazy("entry", "Note"),
        "note",
        NoteForm,
        conversations.note,
        _("Save the note"),
        _("The note is saved."),
    ),
    Kind("mail", _("E-mail"), "mail", WritingForm, _mail, _("Send"), _("The mail is on its way.")),
    Kind(
        "call",
        pgettext_lazy("entry", "Call"),
        "phone",
        TalkForm,
        conversations.call,
        _("Save the call"),
        _("The call is noted."),
    ),
    Kind(
        "meeting",
        pgettext_lazy("entry", "Meeting"),
        "calendar",
        MeetingForm,
        conversations.meet,
        _("Save the meeting"),
        _("The meeting is noted."),
    ),
    Kind("task", _("Task"), "task", ToDoForm, _task, _("Open task"), _("The task is opened.")),
    Kind(
        "answer",
        pgettext_lazy("entry", "Answer"),
        "chat",
        AnswerForm,
        conversations.answered,
        _("Save the answer"),
        _("The answer is noted."),
    ),
    Kind(
        "rating",
        _("Rating"),
        "chart",
        RatingForm,
        conversations.rated,
        _("Save the rating"),
        _("The rating is noted."),
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True)
class Part:
    """A form of the composer with what somebody tried in vain."""

    kind: Kind
    form: forms.Form
    problem: str = ""


@dataclass(frozen=True)
class Composer:
    """All forms, and which one is open; `is_asked_for` if the address names it.

    Whether a mail may leave takes questions of its own: `permission` is known where the mail is open.
    """

    parts: Sequence[Part]
    chosen: str
    is_asked_for: bool
    permission: mails.Permission | None = None


def composer(request: HttpRequest, contact: int, tried: Tried | None, *, purposes: Mapping[str, str]) -> Composer:
    """For the page of a contact; `purposes` with their labels are what a call may have advertised."""
    failed = tried if tried and tried.where == "compose" else None
    asked = failed.name if failed else request.GET.get("compose", "")
    known = asked in BY_NAME
    parts = [_part(kind, failed) for kind in KINDS]
    for part in parts:
        if isinstance(part.form, TalkForm):
            part.form.offer(purposes)
    chosen = asked if known else KINDS[0].name
    return Composer(parts, chosen, known, mails.permission(contact) if chosen == MAIL else None)


def _part(kind: Kind, failed: Tried | None) -> Part:
    if failed and failed.name == kind.name and failed.form:
        # Nothing came of it: what is sent next is not the same again.
        failed.form.data = {**failed.form.data.dict(), "once": uuid4().hex}  # type: ignore[attr-defined]
        return Part(kind, failed.form, failed.problem)
    return Part(kind, kind.form(auto_id=f"{kind.name}_%s"))
