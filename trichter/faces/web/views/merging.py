"""Two records side by side, made one and made two again; and the list of those who may be one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trichter.faces.web.returning import back, number, reader
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import Facts, Undo, done, failed, undoable
from trichter.facts.contacts.queries import survivor
from trichter.facts.staff.permissions import Permission
from trichter.insight import doubles, search
from trichter.insight.comparing import Comparison, compare
from trichter.insight.merges import merged_into
from trichter.insight.relations import suspects
from trichter.kernel.errors import DomainError
from trichter.spine import duplicates, merging

CONFLICT = 409
FOUND = 20
_OF = "of-"


@requires(Permission.PEOPLE)
def merge(request: HttpRequest, contact_id: int) -> HttpResponse:
    """`/kontakte/7/zusammenfuehren/?with=8`: compare them; without somebody chosen, look for one."""
    home = survivor(contact_id)
    if home is None:
        raise Http404
    if request.method == "POST":
        return _merge(request, home, number(request.POST.get("with")) or 0)
    wanted = number(request.GET.get("with"))
    if wanted is None:
        return _look_for(request, home)
    both = compare(home, survivor(wanted) or 0) if survivor(wanted) != home else None
    return _side_by_side(request, both) if both else redirect("contact", home)


def _merge(request: HttpRequest, winner: int, loser: int) -> HttpResponse:
    of_loser = {name.removeprefix(_OF) for name, of in request.POST.items() if name.startswith(_OF) and of == "loser"}
    try:
        merging.merge(winner, loser, of_loser=of_loser, seen=request.POST.get("seen", ""), by=reader(request))
    except merging.ChangedSince as problem:
        both = compare(winner, loser)
        if both:
            return _side_by_side(request, both, problem=str(problem), of_loser=of_loser)
        failed(request, problem)
    except DomainError as problem:
        failed(request, problem)
    else:
        undo = Undo("merge", {"winner": winner, "loser": loser})
        done(request, _("The two contacts are one now."), undo)
    return redirect("contact", winner)


def _side_by_side(
    request: HttpRequest, both: Comparison, *, problem: str = "", of_loser: set[str] | None = None
) -> HttpResponse:
    chosen = {field.name for field in both.fields if field.of_loser} if of_loser is None else of_loser
    no = doubles.dismissed(both.winner.id, both.loser.id)
    told = {"both": both, "problem": problem, "of_loser": chosen, "dismissed": no}
    return render(request, "merging/compare.html", told, status=CONFLICT if problem else 200)


def _look_for(request: HttpRequest, contact: int) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    hits = search.find(words, limit=FOUND + 1) if words else []
    people = [hit for hit in hits if hit.kind == "person" and hit.id != contact][:FOUND]
    told = {"contact": contact, "suspects": suspects(contact), "people": people, "words": words}
    return render(request, "merging/choose.html", told | {"name": doubles.name(contact)})


@undoable("merge")
def _undo_merge(facts: Facts, *, by: int) -> None:
    merging.unmerge(facts["winner"], facts["loser"], by=by)


@requires(Permission.PEOPLE)
def unmerge(request: HttpRequest, contact_id: int) -> HttpResponse:
    """`/kontakte/7/trennen/`: who was merged into this contact, and the way back."""
    home = survivor(contact_id)
    if home is None:
        raise Http404
    if request.method != "POST":
        told = {"contact": home, "name": doubles.name(home), "merged": merged_into(home)}
        return render(request, "merging/unmerge.html", told)
    try:
        merging.unmerge(home, number(request.POST.get("contact")) or 0, by=reader(request))
    except DomainError as problem:
        failed(request, problem)
    else:
        done(request, _("They are two contacts again, each as it was."))
    return redirect("contact", home)


@requires(Permission.PEOPLE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """`/kontakte/doppelte/`: pairs that may be one person; with `dismissed=1` those of whom somebody said no."""
    are_dismissed = request.GET.get("dismissed") == "1"
    page = doubles.page(before=number(request.GET.get("before")), are_dismissed=are_dismissed)
    return render(request, "merging/list.html", {"page": page, "are_dismissed": are_dismissed})


@requires(Permission.PEOPLE)
@require_POST
def dismiss(request: HttpRequest) -> HttpResponse:
    """They are two people, however alike."""
    one, other = (number(request.POST.get(name)) or 0 for name in ("one", "other"))
    ids = duplicates.dismiss(one, other, by=reader(request))
    undo = Undo("duplicate", {"ids": ids}) if ids else None
    done(request, _("They stay two people; nobody suggests it again for this reason."), undo)
    return back(request, "duplicates")


@undoable("duplicate")
def _suggest_again(facts: Facts, *, by: int) -> None:  # noqa: ARG001
    duplicates.suggest_again(facts["ids"])
