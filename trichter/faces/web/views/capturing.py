"""Write somebody down, in twenty seconds, by keyboard or telephone: who, on which way, what they need and agree to.

Nothing typed is lost: what is wrong, or whom we may know already, is asked for on the same page.
"""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trichter.faces.web.answer_form import boxes, kept, paper_of
from trichter.faces.web.capture_form import STAYS, CaptureForm
from trichter.faces.web.returning import number, reader
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import Facts, Undo, done, undoable
from trichter.faces.web.views.tasks import evening, taker
from trichter.faces.web.views.tried import UNPROCESSABLE
from trichter.facts.staff.permissions import Permission
from trichter.generation.capture import papers, people
from trichter.generation.capture.answers import NothingAsked
from trichter.generation.capture.papers import Draft
from trichter.insight import alike as likenesses
from trichter.insight.alike import Alike
from trichter.insight.asking import LANGUAGES, options, person
from trichter.kernel.errors import DomainError
from trichter.sales.tasks import queries, services
from trichter.spine.touch import Recorded

SOMEBODY_ELSE = "new"
_WHO = ("email", "phone", "first_name", "last_name", "firm")


@requires(Permission.PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """`/kontakte/neu/`; `?channel=event&campaign=…` fills in what stays the same at a stand, `?firm=…` a firm."""
    if request.method != "POST":
        return _page(request, _form(request))
    form = _form(request, request.POST)
    found = _alike(request)
    is_open = any(one.asks for one in found) and _same(request, found) is None
    if not form.is_valid() or is_open:
        return _page(request, form, found, paper_of(request, form), asks=is_open)
    return _recorded(request, form, found)


def _recorded(request: HttpRequest, form: CaptureForm, found: list[Alike]) -> HttpResponse:
    paper = paper_of(request, form)
    if paper and not form.ticked:
        # It would prove nothing, and nobody would see it again.
        form.add_error("paper", str(NothingAsked()))
    if form.errors:
        return _page(request, form, found, paper)
    same = _same(request, found)
    try:
        recorded = _write_down(request, form, paper, contact=same or None)
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, form, found, paper)
    _say(request, form, recorded)
    if request.POST.get("then") == "next":
        stays = {name: form[name].value() for name in STAYS if form[name].value()}
        return redirect(f"{reverse('contact_new')}?{urlencode(stays)}")
    return redirect("contact", recorded.contact_id)


@transaction.atomic
def _write_down(request: HttpRequest, form: CaptureForm, paper: Draft | None, *, contact: int | None) -> Recorded:
    """With the next step, or neither."""
    by, said = reader(request), form.cleaned_data
    recorded = people.write_down(form.met(paper, contact=contact, by=by), by=by, once=_once(request))
    if said["task"]:
        to, team = taker(said["to"])
        due_at = evening(said["due_on"])
        once = _once(request)
        services.open(recorded.contact_id, said["task"], to=to, team=team, due_at=due_at, by=by, once=once)
    return recorded


def _once(request: HttpRequest) -> str:
    """Of one page and one person: whoever goes back to the page and writes down somebody else is not taken for twice
    the same."""
    once = request.POST.get("once", "")[:64]
    return repr((once, *(request.POST.get(name, "").strip() for name in (*_WHO, "same")))) if once else ""


def _say(request: HttpRequest, form: CaptureForm, recorded: Recorded) -> None:
    who = person(recorded.contact_id)
    name = who.name if who else ""
    if recorded.repeated:
        said = _("%(name)s was saved already, and is not saved twice. Whatever you have to add, note it on the record.")
        done(request, said % {"name": name})
        return
    said = _("%(name)s is saved.") if recorded.created else _("It is noted at %(name)s, whom we knew.")
    text = said % {"name": name}
    if form.ticked:
        stays = _("The consent cannot be undone; a withdrawal can be recorded at any time.")
        done(request, f"{text} {stays}")
    else:
        facts = {"contact": recorded.contact_id, "touchpoint": recorded.touchpoint_id}
        done(request, text, Undo("contact.captured", facts))


@undoable("contact.captured")
def _undo(facts: Facts, *, by: int) -> None:
    people.undo(facts["contact"], facts["touchpoint"], by=by)


@requires(Permission.PEOPLE)
@require_POST
def alike(request: HttpRequest) -> HttpResponse:
    """`/kontakte/neu/bekannt/`: whom we may know already, asked for while somebody types. By POST, for an address that
    is typed belongs into no log."""
    found = _alike(request)
    if request.POST.get("seen", "") == _mark(found):
        return HttpResponse(status=204)
    return render(request, "capture/_alike.html", _known(request, found))


@requires(Permission.PEOPLE)  # type: ignore[arg-type]  # it is sent bit by bit
@require_safe
def paper(request: HttpRequest, contact_id: int, paper_id: int) -> HttpResponseBase:  # noqa: ARG001 Django hands it over
    """`/kontakte/7/belege/3/`: what proves an answer, for colleagues alone."""
    kept = papers.found(contact_id, paper_id)
    file = papers.opened(kept) if kept else None
    if kept is None or file is None:
        raise Http404
    return FileResponse(file, as_attachment=not kept.is_picture, filename=kept.name, content_type=kept.content_type)


def _form(request: HttpRequest, data: Any = None) -> CaptureForm:
    by = reader(request)
    initial = {"collector": str(by), "to": f"user:{by}", "language": _language_of_house()}
    initial |= {name: request.GET[name][:200] for name in (*STAYS, "who", "firm") if request.GET.get(name)}
    return CaptureForm(data, takers=queries.takers(), initial=initial, auto_id="new_%s")


def _page(
    request: HttpRequest,
    form: CaptureForm,
    found: list[Alike] | None = None,
    paper: Draft | None = None,
    *,
    asks: bool = False,
) -> HttpResponse:
    return render(
        request,
        "capture/new.html",
        {
            "form": form,
            "once": request.POST.get("once", "")[:64] or uuid4().hex,
            "consents": [(one, boxes(options(one), form.ticked)) for one in LANGUAGES],
            "asks": asks,
            **_known(request, found or []),
            **kept(paper),
        },
        status=UNPROCESSABLE if form.is_bound else 200,
    )


def _known(request: HttpRequest, found: list[Alike]) -> dict[str, Any]:
    return {"found": found, "seen": _mark(found), "same": request.POST.get("same", ""), "is_sure": _is_sure(found)}


def _alike(request: HttpRequest) -> list[Alike]:
    given = {name: request.POST.get(name, "").strip()[:254] for name in _WHO}
    return likenesses.alike(**given)


def _mark(found: list[Alike]) -> str:
    """By which a page knows whether it shows the same already."""
    return " ".join(f"{one.id}:{one.why}" for one in found)


def _same(request: HttpRequest, found: list[Alike]) -> int | None:
    """Who of them it is, 0 for somebody else, None if nobody has said so. Whose address it is, it is."""
    said = request.POST.get("same", "")
    if said == SOMEBODY_ELSE and not _is_sure(found):
        return 0
    chosen = number(said)
    if chosen in {one.id for one in found}:
        return chosen
    return None if any(one.asks for one in found) else 0


def _is_sure(found: list[Alike]) -> bool:
    return any(one.is_sure for one in found)


def _language_of_house() -> str:
    return settings.LANGUAGE_CODE[:2] if settings.LANGUAGE_CODE[:2] in LANGUAGES else LANGUAGES[0]
