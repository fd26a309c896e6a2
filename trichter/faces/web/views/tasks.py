"""What is to be done: the list, and the buttons by which a task is done, put off, passed on and undone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import wraps
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trichter.faces.web.returning import back, number, reader, way_back
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import Facts, Undo, done, failed, undoable
from trichter.facts.staff.permissions import Permission
from trichter.insight import people
from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.sales.firstcontact import queries as proposals
from trichter.sales.tasks import hours, queries, services

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from trichter.facts.contacts.models import Contact
    from trichter.sales.firstcontact.models import Proposal
    from trichter.sales.tasks.models import Task

LISTED = 50
FARTHEST = 10_000
"""So many open tasks a house may read through; whoever has more narrows them."""
WHOSE = {"mine": _("Mine"), "team": _("My team"), "all": _("All")}
DUE = {"": _("All"), "late": _("Overdue"), "today": _("Until tonight")}
LATER: dict[str, tuple[object, Callable[[datetime], datetime]]] = {
    "hour": (_("by an office hour"), lambda now: hours.after(now, 1)),
    "tomorrow": (_("to the next working day"), hours.next_morning),
    "week": (_("to next Monday"), hours.next_monday),
}


@dataclass(frozen=True)
class Who:
    """Whom a line is about."""

    id: int
    name: str
    company: str
    initials: str
    tone: int

    @classmethod
    def of(cls, contact: "Contact") -> "Who":
        """As all lists of people show them."""
        return cls(
            contact.pk,
            people.name_of(contact),
            people.firm_of(contact),
            people.initials(contact),
            people.tone_of(contact),
        )


@dataclass(frozen=True)
class Line:
    """A task, whom it is about, and whether it is late."""

    task: "Task"
    who: Who
    is_late: bool


@dataclass(frozen=True)
class Part:
    """A part of the list under its heading."""

    title: object
    lines: tuple[Line, ...]


@requires(Permission.PEOPLE)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Overdue, today, later; mine, my team's or all; and the first contacts that wait for somebody."""
    whose = request.GET.get("whose", "mine")
    whose = whose if whose in WHOSE else "mine"
    due = request.GET.get("due", "")
    due = due if due in DUE else ""
    tasks, contacts = _of(whose, reader(request))
    first = min(number(request.GET.get("from")) or 0, FARTHEST)
    found = list(_due(tasks, due)[first : first + LISTED + 1])
    waiting = [] if due or first else list(proposals.without_task(contacts)[:LISTED])
    return render(
        request,
        "tasks/page.html",
        {
            "parts": parts(found[:LISTED]),
            "more": first + LISTED if len(found) > LISTED else None,
            "first_contacts": [(one, Who.of(one.contact)) for one in waiting],
            "whose": whose,
            "all_whose": WHOSE.items(),
            "due": due,
            "all_due": DUE.items(),
            "taker_options": render_to_string("tasks/_options.html", {"takers": queries.takers()}),
            "later": later(),
        },
    )


def later() -> list[tuple[str, object]]:
    """Until when a task can be put off."""
    return [(name, label) for name, (label, _when) in LATER.items()]


def lines(tasks: Iterable["Task"]) -> list[Line]:
    """The tasks with their people."""
    now = clock.now()
    return [Line(task, Who.of(task.contact), task.turn_at is not None and task.turn_at < now) for task in tasks]


def parts(tasks: Iterable["Task"]) -> list[Part]:
    """Under their headings; an empty part is left out."""
    tonight = hours.end_of_day(clock.now())
    listed = lines(tasks)
    late = tuple(line for line in listed if line.is_late)
    today = tuple(line for line in listed if not line.is_late and (turn := line.task.turn_at) and turn < tonight)
    later = tuple(line for line in listed if line not in late and line not in today)
    found = (Part(_("Overdue"), late), Part(_("Today"), today), Part(_("Later"), later))
    return [part for part in found if part.lines]


def _of(whose: str, user: int) -> tuple["QuerySet[Task]", "QuerySet[Proposal]"]:
    if whose == "all":
        return queries.everybodys(), proposals.everybodys()
    if whose == "team":
        return queries.team(user), proposals.team(user)
    return queries.mine(user), proposals.mine(user)


def _due(tasks: "QuerySet[Task]", due: str) -> "QuerySet[Task]":
    if due == "late":
        return queries.overdue(tasks)
    return queries.due(tasks, until=hours.end_of_day(clock.now())) if due else tasks


def _changing(view: Callable[..., None]) -> Callable[..., HttpResponse]:
    """A view that does something and goes back, saying what it did or why it could not."""

    @wraps(view)
    def change(request: HttpRequest, **given: Any) -> HttpResponse:
        try:
            view(request, **given)
        except DomainError as error:
            failed(request, error)
        return back(request, "tasks")

    return require_POST(change)


@requires(Permission.PEOPLE)
@_changing
def finish(request: HttpRequest, task_id: int) -> None:
    """Done."""
    change = services.finish(task_id, by=reader(request))
    done(request, _("The task is done."), _undoing(task_id, change))


@requires(Permission.PEOPLE)
@_changing
def snooze(request: HttpRequest, task_id: int) -> None:
    """Later: by one of the steps, or until the morning of a day."""
    _label, when = LATER.get(request.POST.get("until", ""), LATER["tomorrow"])
    is_day = request.POST.get("until") == "day"
    until = _morning(request.POST.get("day", "")) if is_day else when(clock.now())
    change = services.snooze(task_id, until=until, by=reader(request))
    done(request, _("The task is put off."), _undoing(task_id, change))


@requires(Permission.PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, task_id: int) -> HttpResponse:
    """`/aufgaben/7/zuweisen/`: asks to whom, where the page that leads here does not."""
    if request.method == "POST":
        return _assign(request, task_id=task_id)
    task = queries.everybodys().filter(id=task_id).first()
    if task is None:
        raise Http404
    told = {"task": task, "who": Who.of(task.contact), "takers": queries.takers(), "back": way_back(request, "tasks")}
    return render(request, "tasks/pass.html", told)


@_changing
def _assign(request: HttpRequest, task_id: int) -> None:
    """To somebody else."""
    to, team = taker(request.POST.get("to", ""))
    change = services.assign(task_id, to=to, team=team, by=reader(request))
    done(request, _("The task is passed on."), _undoing(task_id, change))


def _undoing(task: int, change: services.Change) -> Undo:
    return Undo("task", {"task": task, "change": change.model_dump(mode="json")})


@undoable("task")
def _undo(facts: Facts, *, by: int) -> None:
    """As it was before."""
    services.undo(facts["task"], services.Change(**facts["change"]), by=by)


class TaskForm(forms.Form):
    """A new task."""

    title = forms.CharField(max_length=300)
    due_on = forms.DateField(required=False)


def taker(chosen: str) -> tuple[int | None, int | None]:
    """`user:3` or `team:2` of a select: the colleague, or the team."""
    kind, _sep, text = chosen.partition(":")
    found = number(text)
    return (found if kind == "user" else None), (found if kind == "team" else None)


def _morning(day: str) -> datetime:
    """When the house opens on that day. Raises `InThePast` for what is no day."""
    try:
        return hours.opening(date.fromisoformat(day))
    except ValueError:
        raise services.InThePast from None


def evening(day: date | None) -> datetime | None:
    """The end of the office hours of that day."""
    if day is None:
        return None
    local = datetime.combine(day, time(17), tzinfo=timezone.get_default_timezone())
    return local.astimezone(UTC)
