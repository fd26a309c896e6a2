"""What a colleague makes of a proposed first contact: sends the mail, notes the call, or dismisses it."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from trichter.faces.web.returning import reader
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import failed
from trichter.faces.web.views.contacts import show
from trichter.faces.web.views.nextsteps import Attempt, CallForm, LetterForm
from trichter.facts.staff.permissions import Permission
from trichter.kernel.errors import DomainError
from trichter.sales.firstcontact import queries, services

if TYPE_CHECKING:
    from trichter.sales.firstcontact.models import Proposal

UNPROCESSABLE = 422
OUTCOMES: dict[str, services.Outcome] = {"reached": "reached", "not_reached": "not_reached", "voicemail": "voicemail"}


@requires(Permission.PEOPLE)
@require_POST
def send(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Send the mail; what cannot leave is shown again as it was typed, with the reason."""
    proposal = _proposal(proposal_id)
    form = LetterForm(request.POST)
    problem = ""
    if form.is_valid():
        try:
            posted = services.send(proposal.pk, **form.cleaned_data, by=reader(request))
        except DomainError as error:
            problem = str(error)
        else:
            if posted.state != services.WITHHELD:
                return _to(proposal, sent=proposal.pk)
            problem = posted.reason
    return show(request, proposal.contact_id, attempt=Attempt(problem, form), status=UNPROCESSABLE)


@requires(Permission.PEOPLE)
@require_POST
def call(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Note how the call went."""
    proposal = _proposal(proposal_id)
    form = CallForm(request.POST)
    problem = ""
    if form.is_valid():
        outcome = OUTCOMES.get(request.POST.get("outcome", ""), "not_reached")
        try:
            services.call(proposal.pk, outcome=outcome, notes=form.cleaned_data["notes"], by=reader(request))
        except DomainError as error:
            problem = str(error)
        else:
            return _to(proposal, called=proposal.pk)
    return show(request, proposal.contact_id, attempt=Attempt(problem, form), status=UNPROCESSABLE)


@requires(Permission.PEOPLE)
@require_POST
def dismiss(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Make no first contact."""
    proposal = _proposal(proposal_id)
    try:
        services.dismiss(proposal.pk, by=reader(request))
    except DomainError as error:
        failed(request, error)
        return _to(proposal)
    return _to(proposal, dismissed=proposal.pk)


@requires(Permission.PEOPLE)
@require_POST
def restore(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Undo the dismissal."""
    proposal = _proposal(proposal_id)
    try:
        services.restore(proposal.pk)
    except DomainError as error:
        failed(request, error)
    return _to(proposal)


def _proposal(proposal_id: int) -> "Proposal":
    found = queries.one(proposal_id)
    if found is None:
        raise Http404
    return found


def _to(proposal: "Proposal", **done: int) -> HttpResponse:
    """The page of the contact, saying what was done."""
    return redirect(reverse("contact", args=[proposal.contact_id], query=done or None))
