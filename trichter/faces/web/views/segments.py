"""Segments: what there is, and who is in one."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trichter.faces.web import undoing
from trichter.faces.web.returning import number, reader
from trichter.faces.web.roles import requires
from trichter.faces.web.selecting import filter_of
from trichter.faces.web.undoing import Facts, Undo, undoable
from trichter.facts.staff.permissions import Permission
from trichter.generation.tracking.slots import queries as slots
from trichter.insight import membership, segments
from trichter.insight.facets import LABELS
from trichter.insight.filtering import ME
from trichter.insight.patience import TookTooLong
from trichter.insight.ruling import ruled
from trichter.insight.segments import Described, described
from trichter.kernel.errors import DomainError
from trichter.qualification.rules.operands import Vocabulary
from trichter.qualification.rules.printing import printed
from trichter.qualification.rules.words import sentence
from trichter.qualification.segments import editing
from trichter.qualification.segments.editing import StillUsed
from trichter.sales.handover import routes

_COPIES = 50


@requires(Permission.PEOPLE)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """`/segmente/`: by name; `?q=` is in the names, `?after=` and `?before=` say where a page begins or ends,
    `?archived=1` shows those out of use."""
    text, are_archived = request.GET.get("q", "").strip(), bool(request.GET.get("archived"))
    place = {name: request.GET.get(name, "") for name in ("after", "before")}
    page = segments.page(text=text, are_archived=are_archived, **place)
    return render(request, "segments/list.html", {"page": page, "text": text, "are_archived": are_archived})


@requires(Permission.PEOPLE)
@require_GET
def one(request: HttpRequest, segment: int) -> HttpResponse:
    """`/segmente/<id>/`: `?after=` is the person whom the page of members follows; `?counts=1` asks for the counts
    beside them, which take their time, and are all that a script gets."""
    known = _known(segment)
    counted = _counted(segment) if request.GET.get("counts") else None
    if counted and "HX-Request" in request.headers:
        return render(request, "building/_outcome.html", {"counted": counted})
    after = number(request.GET.get("after")) or 0
    members, further = membership.members(segment, after=after)
    context = {
        "segment": known,
        "words": sentence(known.rule, Vocabulary()) if known.rule else "",
        "standing": membership.standing(segment),
        "members": members,
        "after": after,
        "further": further,
        "counted": counted,
    }
    return render(request, "segments/segment.html", context)


@requires(Permission.SEGMENTS)
@require_GET
def of_list(request: HttpRequest) -> HttpResponse:
    """`/segmente/aus-liste/`: what narrows the list of contacts, as the rule with which a new segment begins."""
    chosen = filter_of(request.GET, me=reader(request))
    try:
        found = ruled(chosen)
    except DomainError as problem:
        undoing.failed(request, problem)
        return redirect(f"{reverse('contacts')}?{request.GET.urlencode()}")
    if found.left_out:
        names = ", ".join(str(LABELS[one]) if one in LABELS else f"“{chosen.text}”" for one in found.left_out)
        undoing.done(request, _("No rule can say this; the segment goes without it: %(names)s.") % {"names": names})
    if ME in chosen.values("owner"):
        undoing.done(request, _("“Mine” means you here, for whoever looks: the segment names you as the owner."))
    text = printed(found.rule) if found.rule else ""
    return redirect(f"{reverse('segment_new')}?{urlencode({'text': text})}")


@requires(Permission.SEGMENTS)
@require_POST
def copy(request: HttpRequest, segment: int) -> HttpResponse:
    """`/segmente/<id>/kopieren/`: the same rule under another name, on to changing it."""
    known = _known(segment)
    name = _("%(name)s (copy)") % {"name": known.name[:100]}
    for turn in range(1, _COPIES):
        try:
            made = editing.create(
                name if turn == 1 else f"{name} {turn}", known.rule, description=known.description, by=reader(request)
            )
        except editing.NameTaken:
            continue
        except DomainError as problem:
            undoing.failed(request, problem)
            break
        undoing.done(request, _("“%(name)s” is made. Its members are being gathered.") % {"name": made.name})
        return redirect("segment_edit", segment=made.pk)
    return redirect("segment", segment=segment)


@requires(Permission.SEGMENTS)
@require_POST
def archive(request: HttpRequest, segment: int) -> HttpResponse:
    """`/segmente/<id>/archivieren/`: out of use, unless another's rule, a route of leads or part of a page reads it."""
    known = _known(segment)
    try:
        for user in (*routes.naming(segment), *slots.naming(segment)):
            raise StillUsed(by=user)
        editing.archive(segment, by=reader(request))
    except DomainError as problem:
        undoing.failed(request, problem)
        return redirect("segment", segment=segment)
    undo = Undo("segment.archived", {"segment": segment})
    undoing.done(request, _("“%(name)s” is archived.") % {"name": known.name}, undo)
    return redirect("segments")


@requires(Permission.SEGMENTS)
@require_POST
def restore(request: HttpRequest, segment: int) -> HttpResponse:
    """`/segmente/<id>/zurueckholen/`: in use again, its members gathered anew."""
    try:
        row = editing.restore(segment, by=reader(request))
    except DomainError as problem:
        undoing.failed(request, problem)
        return redirect(f"{reverse('segments')}?archived=1")
    undoing.done(request, _("“%(name)s” is in use again. Its members are being gathered.") % {"name": row.name})
    return redirect("segment", segment=segment)


@undoable("segment.archived")
def _undo_archived(facts: Facts, *, by: int) -> None:
    editing.restore(facts["segment"], by=by)


def _counted(segment: int) -> dict[str, Any]:
    try:
        return {"outcome": membership.split(segment)}
    except (TookTooLong, DomainError):
        return {"is_too_slow": True}


def _known(segment: int) -> Described:
    found = described(segment)
    if found is None:
        raise Http404
    return found
