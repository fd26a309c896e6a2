"""A new task, from anywhere: find the person, then say what is to be done, by whom and by when."""

from datetime import UTC, datetime, time

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from trichter.faces.web.returning import number, reader, way_back
from trichter.faces.web.roles import requires
from trichter.faces.web.templatetags.formats import today
from trichter.faces.web.undoing import done
from trichter.faces.web.views.composing import Composed
from trichter.faces.web.views.tasks import taker
from trichter.facts.staff.permissions import Permission
from trichter.insight.lines import Line, lines
from trichter.insight.search import find
from trichter.kernel.errors import DomainError
from trichter.sales.tasks import queries, services

FOUND = 8
AT_THE_END = time(17)
"""When a task is due that names a day alone: as the office closes."""


class TaskForm(Composed):
    """What is to be done."""

    title = forms.CharField(label=gettext_lazy("What is to be done"), max_length=300)
    due_on = forms.DateField(
        label=gettext_lazy("Due on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    due_at = forms.TimeField(
        label=gettext_lazy("At (optional)"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def moment(self) -> datetime:
        """When it is due, by the clock of whoever writes it. Raises `InThePast` for what no clock elsewhere shows."""
        given = self.cleaned_data
        local = datetime.combine(given["due_on"], given["due_at"] or AT_THE_END)
        try:
            return timezone.make_aware(local).astimezone(UTC)
        except OverflowError:
            raise services.InThePast from None


@requires(Permission.PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """`?q=` finds people, `?contact=` is whom it is about; what is wrong with the form is said beside its fields."""
    given = request.POST if request.method == "POST" else request.GET
    person = _person(number(given.get("contact")))
    form = TaskForm(given) if request.method == "POST" else TaskForm(initial={"due_on": today()})
    if request.method == "POST" and person and form.is_valid():
        try:
            to, team = taker(given.get("to", ""))
            said, by = form.cleaned_data, reader(request)
            due_at = form.moment()
            services.open(person.id, said["title"], to=to, team=team, due_at=due_at, by=by, once=said["once"])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            done(request, _("The task is opened."))
            return redirect(way_back(request, "tasks"))
    text = request.GET.get("q", "")
    found = [hit for hit in find(text, FOUND) if hit.kind == "person"] if text and not person else []
    return render(
        request,
        "tasks/new.html",
        {
            "form": form,
            "person": person,
            "text": text,
            "found": found,
            "takers": queries.takers(),
            "taker": taker(given.get("to", ""))[0] or reader(request),
        },
    )


def _person(contact: int | None) -> Line | None:
    return next(iter(lines([contact])), None) if contact else None
