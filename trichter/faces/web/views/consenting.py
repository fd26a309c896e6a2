"""Record what somebody we know has answered: consent, refusal or withdrawal, with the proof of how it was said."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trichter.faces.web.answer_form import AnswerForm, answer, boxes, kept, paper_of
from trichter.faces.web.returning import reader
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import done
from trichter.faces.web.views.tried import UNPROCESSABLE
from trichter.facts.staff.permissions import Permission
from trichter.generation.capture import answers
from trichter.generation.capture.answers import Answer
from trichter.generation.capture.papers import Draft
from trichter.insight import asking
from trichter.insight.asking import Person
from trichter.kernel.errors import DomainError
from trichter.spine.touch import Recorded


@requires(Permission.PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, contact_id: int) -> HttpResponse:
    """`/kontakte/7/einwilligung/`."""
    person = asking.person(contact_id)
    if person is None or person.is_erased:
        raise Http404
    if person.merged_into:
        return redirect("consent_note", person.merged_into)
    if request.method != "POST":
        return _page(request, person, AnswerForm(auto_id="answer_%s"))
    form = AnswerForm(request.POST, request.FILES, auto_id="answer_%s")
    paper = paper_of(request, form)
    if form.is_valid() and not form.errors:
        said = answer(form.cleaned_data["says"], form.cleaned_data, request.POST.getlist("asked"), paper)
        if any(answers.is_asked_by_mail(said, one) for one in said.asked):
            # It is recorded in the person's name: the proof says who of us heard it.
            said = replace(said, collected_by=str(request.user))
        try:
            recorded = answers.note(contact_id, said, by=reader(request), once=request.POST.get("once", "")[:64])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            _say(request, said, recorded)
            return redirect("contact", contact_id)
    return _page(request, person, form, paper)


def _say(request: HttpRequest, said: Answer, recorded: Recorded) -> None:
    if recorded.repeated:
        done(request, _("This answer was recorded before, and is not recorded again."))
    elif any(answers.is_asked_by_mail(said, one) for one in said.asked):
        done(request, _("Recorded. The person gets a mail and confirms it alone."))
    elif said.says in (answers.REFUSED, answers.WITHDRAWN):
        done(request, _("Recorded. What waited to be sent on that ground is cancelled. It cannot be undone."))
    else:
        done(request, _("Recorded. It cannot be undone; a withdrawal can be recorded at any time."))


def _page(request: HttpRequest, person: Person, form: AnswerForm, paper: Draft | None = None) -> HttpResponse:
    ticked = request.POST.getlist("asked")
    language = person.language or (get_language() or "de")[:2]
    now = asking.options(language)
    shown: dict[str, Any] = {
        "person": person,
        "form": form,
        "once": request.POST.get("once", "")[:64] or uuid4().hex,
        "now": boxes(now, ticked),
        "earlier": boxes(asking.earlier(language), ticked),
        "others": boxes(asking.known(person.id, besides=now), ticked),
        **kept(paper),
    }
    return render(request, "capture/answer.html", shown, status=UNPROCESSABLE if form.is_bound else 200)
