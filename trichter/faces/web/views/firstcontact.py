"""What a colleague makes of a proposed first contact: sends the mail, notes the call, or dismisses it."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trichter.faces.web.returning import reader
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import Facts, Undo, done, failed, undoable
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
                done(request, _("The mail is on its way. It stands in the timeline as soon as it has left."))
                return redirect("contact", proposal.contact_id)
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
            done(request, _("The call is noted."))
            return redirect("contact", proposal.contact_id)
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
    else:
        done(request, _("The proposal is dismissed."), Undo("first_contact", {"proposal": proposal.pk}))
    return redirect("contact", proposal.contact_id)


@undoable("first_contact")
def _propose_again(facts: Facts, *, by: int) -> None:
    services.restore(facts["proposal"], by=by)


def _proposal(proposal_id: int) -> "Proposal":
    found = queries.one(proposal_id)
    if found is None:
        raise Http404
    return found
