"""The outbox: what waits, what did not leave and why, and what a colleague has to decide."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from trichter.faces.web.returning import number
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import done, failed
from trichter.facts.staff.permissions import Permission
from trichter.kernel.errors import DomainError
from trichter.spine.outreach import queries

SHELVES = {
    "waiting": _("Waiting"),
    "in_doubt": _("In doubt"),
    "undeliverable": _("Undeliverable"),
    "withheld": _("Withheld"),
    "sent": _("Sent"),
}
DECISIONS = {
    "was_sent": _("It was sent"),
    "send_again": _("Send it again"),
    "drop": _("Drop it"),
}


@requires(Permission.OUTBOX)
@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """`/ausgang/`: one shelf at a time; where something is to be decided, that one first."""
    numbers = queries.on_shelves()
    asked = request.GET.get("shelf", "")
    shelf = asked if asked in SHELVES else "in_doubt" if numbers["in_doubt"] else "waiting"
    letters = queries.shelf(shelf, before=number(request.GET.get("before")))
    return render(
        request,
        "outbox/list.html",
        {
            "shelf": shelf,
            "shelves": [(name, label, numbers[name]) for name, label in SHELVES.items()],
            "letters": letters,
            "older": letters[-1].letter.id if len(letters) == queries.PAGE else None,
        },
    )


@requires(Permission.OUTBOX)
@require_GET
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """`/ausgang/<id>/`: what became of one letter, and why."""
    found = queries.opened(letter_id)
    if found is None:
        raise Http404
    choices = [(name, DECISIONS[name]) for name in queries.can_be_decided(found.letter)]
    return render(request, "outbox/letter.html", {"found": found, "letter": found.letter, "choices": choices})


@requires(Permission.OUTBOX)
@require_POST
def decide(request: HttpRequest, letter_id: int) -> HttpResponse:
    """One of the three buttons; who pressed it is kept."""
    decision = request.POST.get("decision", "")
    if decision not in DECISIONS or queries.one(letter_id) is None:
        raise Http404
    try:
        queries.decide(letter_id, decision, by=request.user.pk or 0)
    except DomainError as problem:
        failed(request, problem)
    else:
        done(request, str(_("Kept: %(decision)s.")) % {"decision": DECISIONS[decision]})
    return redirect("outbox_letter", letter_id)
