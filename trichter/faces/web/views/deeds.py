"""What a colleague does on a record: notes something, judges a criterion, sets the stage, puts an entry right.

What cannot be done is shown again as it was typed, with the reason.
"""

from collections.abc import Callable

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trichter.faces.web.returning import reader
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import Facts, Undo, done, failed, undoable
from trichter.faces.web.views.composing import BY_NAME
from trichter.faces.web.views.contacts import show
from trichter.faces.web.views.criteria import CriterionForm
from trichter.faces.web.views.stages import form_for, undoing
from trichter.faces.web.views.timeline import RewordForm
from trichter.faces.web.views.tried import UNPROCESSABLE, Tried, Where
from trichter.facts.staff.permissions import Permission
from trichter.insight.names import stages
from trichter.insight.story import CUSTOMERS
from trichter.kernel.errors import DomainError
from trichter.spine import decisions, rewording
from trichter.spine.taking_back import take_back
from trichter.spine.touch import Recorded


@requires(Permission.PEOPLE)
@require_POST
def compose(request: HttpRequest, contact_id: int, kind: str) -> HttpResponse:
    """`/kontakte/7/notieren/call/`."""
    chosen = BY_NAME.get(kind)
    if chosen is None:
        raise Http404
    form = chosen.form(request.POST, auto_id=f"{kind}_%s")

    def note() -> None:
        recorded = chosen.does(contact_id, **form.cleaned_data, by=reader(request))
        if recorded and recorded.repeated:
            done(request, _("This was saved before, and is not saved again."))
        else:
            done(request, chosen.said, _undo(recorded) if recorded else None)

    return _try(request, contact_id, "compose", kind, form, note)


@requires(Permission.PEOPLE)
@require_POST
def judge(request: HttpRequest, contact_id: int, criterion: str) -> HttpResponse:
    """`/kontakte/7/kriterium/need/`."""
    if criterion not in decisions.CRITERIA:
        raise Http404
    form = CriterionForm(request.POST, auto_id=f"{criterion}_%s")

    def say() -> None:
        made = decisions.judge(contact_id, criterion, **form.cleaned_data, by=reader(request))
        answer = decisions.IN_WORDS[form.cleaned_data["answer"]]
        done(request, f"{decisions.LABELS[criterion]}: {answer}", _undo(made))

    return _try(request, contact_id, "criterion", criterion, form, say)


@requires(Permission.PEOPLE)
@require_POST
def set_stage(request: HttpRequest, contact_id: int) -> HttpResponse:
    """`/kontakte/7/phase/`."""
    track = request.POST.get("track", CUSTOMERS)
    form = form_for([(key, key) for way, key in stages() if way == track], request.POST.dict())

    def lead() -> None:
        made = decisions.set_stage(contact_id, track=track, **form.cleaned_data, by=reader(request))
        done(request, _("The stage is set. It holds until new facts lead on."), undoing(made))

    return _try(request, contact_id, "stage", "", form, lead)


@requires(Permission.PEOPLE)
@require_POST
def reword(request: HttpRequest, contact_id: int, touchpoint: int) -> HttpResponse:
    """Let an entry of one's own say it in other words; what it said stays in the history."""
    form = RewordForm(request.POST, auto_id="reword_%s")

    def say() -> None:
        made = rewording.reword(contact_id, touchpoint, form.cleaned_data["text"], by=reader(request))
        before = {"contact": made.contact, "touchpoint": made.touchpoint, "text": made.before}
        done(request, _("The entry is corrected."), Undo("entry.reworded", before))

    return _try(request, contact_id, "reword", str(touchpoint), form, say)


@requires(Permission.PEOPLE)
@require_POST
def retract(request: HttpRequest, contact_id: int, touchpoint: int) -> HttpResponse:
    """Take an entry of one's own back: it stays, crossed out, and counts no more."""
    try:
        take_back(contact_id, [touchpoint], by=reader(request))
    except DomainError as error:
        failed(request, error)
    else:
        taken = {"contact": contact_id, "touchpoint": touchpoint}
        done(request, _("The entry is taken back."), Undo("entry.retracted", taken))
    return redirect("contact", contact_id)


@requires(Permission.PEOPLE)
@require_POST
def restore(request: HttpRequest, contact_id: int, touchpoint: int) -> HttpResponse:
    """Bring back what one took back oneself."""
    try:
        rewording.bring_back(contact_id, touchpoint, by=reader(request))
    except DomainError as error:
        failed(request, error)
    else:
        done(request, _("The entry counts again."), Undo("touchpoints", {"contact": contact_id, "ids": [touchpoint]}))
    return redirect("contact", contact_id)


@undoable("entry.reworded")
def _undo_reword(facts: Facts, *, by: int) -> None:
    rewording.reword(facts["contact"], facts["touchpoint"], facts["text"], by=by)


@undoable("entry.retracted")
def _undo_retract(facts: Facts, *, by: int) -> None:
    rewording.bring_back(facts["contact"], facts["touchpoint"], by=by)


def _undo(made: Recorded) -> Undo:
    return Undo("touchpoints", {"contact": made.contact_id, "ids": [made.touchpoint_id]})


def _try(
    request: HttpRequest, contact: int, where: Where, name: str, form: forms.Form, deed: Callable[[], None]
) -> HttpResponse:
    problem = ""
    if form.is_valid():
        try:
            deed()
        except DomainError as error:
            problem = str(error)
        else:
            return redirect("contact", contact)
    return show(request, contact, tried=Tried(where, name, form, problem), status=UNPROCESSABLE)
