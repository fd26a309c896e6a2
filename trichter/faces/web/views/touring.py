"""The tour: five steps that show a new colleague around, until they close it for good."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from trichter.faces.web.returning import way_back
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import Facts, Undo, done, undoable
from trichter.facts.staff import services as staff
from trichter.facts.staff.permissions import Permission

Text = str | Promise


@dataclass(frozen=True)
class Step:
    """What there is to see, and where; `way` is what the link says."""

    title: Text
    text: Text
    way: Text
    to: str
    query: str = ""

    @property
    def href(self) -> str:
        """Its address."""
        return reverse(self.to) + self.query


STEPS = (
    Step(
        gettext_lazy("Numbers lead to people"),
        gettext_lazy(
            "This page shows how far people came, by which channels and at what cost. Each number opens the list of "
            "the people behind it."
        ),
        gettext_lazy("Who became MQL in the last 90 days"),
        "contacts",
        "?reached=mql&reached_in=90d",
    ),
    Step(
        gettext_lazy("One record for all departments"),
        gettext_lazy(
            "Open a contact: what marketing, sales and service know of somebody stands on one timeline, with its "
            "source. Write a note, or set the stage: whatever you do can be undone."
        ),
        gettext_lazy("The contacts who were active last"),
        "contacts",
    ),
    Step(
        gettext_lazy("Nobody is forgotten"),
        gettext_lazy(
            "Tasks say who does what by when. Open leads for whom nothing is planned stand in a list of their own."
        ),
        gettext_lazy("Your tasks"),
        "tasks",
    ),
    Step(
        gettext_lazy("What visitors see"),
        gettext_lazy(
            "An offer is a page with a form: a white paper, a callback. Open one as a visitor would, fill it in, and "
            "see your lead arrive."
        ),
        pgettext_lazy("content", "The offers"),
        "offers",
    ),
    Step(
        gettext_lazy("Everything by keyboard"),
        gettext_lazy(
            "Ctrl-K finds people, firms, pages and commands, wherever you are. The question mark shows all keys."
        ),
        gettext_lazy("Search"),
        "search",
    ),
)


@requires(Permission.REPORTS)
@require_POST
def tour(request: HttpRequest) -> HttpResponse:
    """Close the tour for good, or open it again."""
    if request.POST.get("close"):
        _keep(request, is_closed=True)
        done(request, _("The tour is closed. You find it again in your account."), Undo("tour", {}))
        return redirect(way_back(request, "overview"))
    _keep(request, is_closed=False)
    return redirect("overview")


def _keep(request: HttpRequest, *, is_closed: bool) -> None:
    assert request.user.is_authenticated
    staff.prefer(request.user, is_tour_closed=is_closed)


@undoable("tour")
def _open_again(facts: Facts, *, by: int) -> None:  # noqa: ARG001 as every undo
    staff.open_tour(by)
