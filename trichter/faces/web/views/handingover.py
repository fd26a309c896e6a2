"""Handing somebody over to sales by hand, from the record."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from trichter.faces.web.returning import reader
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import Facts, Undo, done, undoable
from trichter.faces.web.views.tasks import taker
from trichter.facts.staff.permissions import Permission
from trichter.insight.lines import lines
from trichter.kernel.errors import DomainError
from trichter.sales.handover import services
from trichter.sales.tasks.queries import takers

UNPROCESSABLE = 422


class HandOverForm(forms.Form):
    """Why; to whom is a select beside it."""

    why = forms.CharField(max_length=300, label=gettext_lazy("Why now"), widget=forms.Textarea(attrs={"rows": 3}))


@requires(Permission.PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, contact_id: int) -> HttpResponse:
    """To whom the routes lead, or to a colleague or a team."""
    person = next(iter(lines([contact_id])), None)
    if person is None:
        raise Http404
    form, problem = HandOverForm(request.POST if request.method == "POST" else None), ""
    if form.is_valid():
        to, team = taker(request.POST.get("to", ""))
        why = [form.cleaned_data["why"]]
        try:
            handover = services.open(contact_id, reasons=why, to=to, team=team, by=reader(request))
        except DomainError as error:
            problem = str(error)
        else:
            done(request, _("Handed over to sales."), Undo("handover.opened", {"handover": handover}))
            return redirect("contact", contact_id)
    shown = {"person": person, "form": form, "problem": problem, "takers": takers()}
    return render(request, "leads/hand_over.html", shown, status=UNPROCESSABLE if form.is_bound else 200)


@undoable("handover.opened")
def _withdraw(facts: Facts, *, by: int) -> None:
    services.take_back(facts["handover"], by=by)
