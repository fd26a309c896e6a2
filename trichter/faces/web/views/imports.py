"""The import wizard: bring a file, say what its columns hold and where the people come from, check, import, undo."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trichter.faces.web.import_form import FileForm, OriginForm, grouped, said_of_columns, said_of_place
from trichter.faces.web.import_state import State, next_step, state_of
from trichter.faces.web.returning import number, reader
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import done
from trichter.facts.staff.permissions import Permission
from trichter.generation.imports.wizard import keeping, planning, preview, reports, running, undoing, uploads
from trichter.generation.imports.wizard.looking import Look, look
from trichter.generation.imports.wizard.offering import offered
from trichter.generation.imports.wizard.targets import targets
from trichter.insight import people
from trichter.insight.patience import TookTooLong, patience
from trichter.kernel.errors import DomainError

if TYPE_CHECKING:
    from trichter.generation.imports.models import Upload

View = Callable[..., HttpResponse]
_PATIENCE = 5.0
_SHOWN = 10
_WRONG = {planning.NoSource: "source", planning.NoBasis: "basis", planning.NoPurchase: "purchased_on"}


def _of_upload(view: View) -> View:
    """Hands the view the upload; a file that is gone can be brought once more."""

    @wraps(view)
    def found(request: HttpRequest, upload_id: int) -> HttpResponse:
        try:
            upload = uploads.found(upload_id)
        except uploads.NoSuchUpload as error:
            raise Http404 from error
        try:
            return view(request, upload)
        except uploads.FileGone as error:
            known = {"upload": upload, "form": FileForm(), "problem": str(error)}
            return render(request, "imports/gone.html", known, status=410)

    return found


def _step(view: View) -> View:
    """A step of an import that has not begun; one that has shows how far it is."""

    @wraps(view)
    def open_step(request: HttpRequest, upload: "Upload") -> HttpResponse:
        if not state_of(upload).is_draft:
            return redirect("import_state", upload_id=upload.pk)
        return view(request, upload)

    return _of_upload(open_step)


@requires(Permission.IMPORT)
def imports(request: HttpRequest) -> HttpResponse:
    """What was imported; a new file is brought here."""
    if request.method != "POST":
        return _list(request, FileForm())
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form, status=422)
    file = form.cleaned_data["file"]
    try:
        upload = uploads.take(file.chunks(), name=file.name, by=reader(request))
    except DomainError as error:
        form.add_error("file", str(error))
        return _list(request, form, status=422)
    return redirect("import_columns", upload_id=upload.pk)


def _list(request: HttpRequest, form: FileForm, *, status: int = 200) -> HttpResponse:
    listed = [(upload, state_of(upload)) for upload in uploads.latest()]
    return render(request, "imports/list.html", {"form": form, "listed": listed}, status=status)


@requires(Permission.IMPORT)
@require_POST
@_of_upload
def bring(request: HttpRequest, upload: "Upload") -> HttpResponse:
    """The file once more."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        raise uploads.FileGone(file=upload.file_name)
    uploads.replace(upload, form.cleaned_data["file"].chunks())
    return redirect("import_state", upload_id=upload.pk)


@requires(Permission.IMPORT)
@require_GET
@_of_upload
def state(request: HttpRequest, upload: "Upload") -> HttpResponse:
    """How far it is; a draft goes on where it was left."""
    now = state_of(upload)
    if now.is_draft:
        return redirect(f"import_{next_step(upload)}", upload_id=upload.pk)
    return _report(request, upload, now)


def _report(request: HttpRequest, upload: "Upload", now: State, *, status: int = 200) -> HttpResponse:
    after = number(request.GET.get("after")) or 0
    refused = reports.refused(now.rejects, after=after) if now.rejects and not now.is_running else []
    known = {
        "upload": upload,
        "now": now,
        "why": keeping.reasons(now.work.report.get("why", {})) if now.work else [],
        "run": upload.run,
        "refused": refused,
        "has_more": len(refused) == reports.SHOWN,
        "can_be_undone": undoing.can_be_undone(upload),
    }
    return render(request, "imports/report.html", known, status=status)


@requires(Permission.IMPORT)
@_step
def columns(request: HttpRequest, upload: "Upload") -> HttpResponse:
    """Step two: what each column holds."""
    choices = uploads.choices_of(upload)
    if request.method != "POST":
        return _columns(request, upload, look(uploads.path_of(upload), choices))
    if request.POST.get("do") == "look":
        return _looked_anew(request, upload)
    seen = look(uploads.path_of(upload), choices)
    choices = choices.with_said(said_of_columns(request.POST, seen))
    uploads.say(upload, choices)
    if request.POST.get("do") == "back":
        return redirect("imports")
    try:
        planning.check_columns(choices)
    except DomainError as error:
        return _columns(request, upload, look(uploads.path_of(upload), choices), problem=str(error))
    return redirect("import_origin", upload_id=upload.pk)


def _looked_anew(request: HttpRequest, upload: "Upload") -> HttpResponse:
    choices = uploads.choices_of(upload).with_said(said_of_place(request.POST))
    try:
        seen = look(uploads.path_of(upload), choices)
    except DomainError as error:
        return _columns(request, upload, look(uploads.path_of(upload), uploads.choices_of(upload)), problem=str(error))
    uploads.say(upload, choices)
    return _columns(request, upload, seen)


def _columns(request: HttpRequest, upload: "Upload", seen: Look, *, problem: str = "") -> HttpResponse:
    singles = [(row.line,) for row in seen.first]
    pairs = [(before.line, row.line) for before, row in zip(seen.first, seen.first[1:], strict=False)]
    known = {
        "upload": upload,
        "step": "columns",
        "look": seen,
        "targets": grouped(seen.known.values()),
        "headers": [("-".join(map(str, lines)), lines) for lines in (*singles, *pairs[:5])],
        "header": "-".join(map(str, seen.header)),
        "problem": problem,
    }
    return render(request, "imports/columns.html", known, status=422 if problem else 200)


@requires(Permission.IMPORT)
@_step
def origin(request: HttpRequest, upload: "Upload") -> HttpResponse:
    """Step three: where the people come from, and on which ground they may be kept (LAW 1.10)."""
    choices = uploads.choices_of(upload)
    if not choices.is_mapped:
        return redirect("import_columns", upload_id=upload.pk)
    if request.method != "POST":
        return _origin(request, upload, OriginForm(choices=choices, offered=offered()))
    form = OriginForm(request.POST, choices=choices, offered=offered())
    choices = choices.with_said(form.said())
    uploads.say(upload, choices)
    if request.POST.get("do") == "back":
        return redirect("import_columns", upload_id=upload.pk)
    if not form.is_valid():
        return _origin(request, upload, form, status=422)
    try:
        planning.check_origin(choices)
        running.check(upload)
    except uploads.FileGone:
        raise
    except DomainError as error:
        form.add_error(_WRONG.get(type(error)), str(error))
        return _origin(request, upload, form, status=422)
    return redirect("import_review", upload_id=upload.pk)


def _origin(request: HttpRequest, upload: "Upload", form: OriginForm, *, status: int = 200) -> HttpResponse:
    return render(request, "imports/origin.html", {"upload": upload, "step": "origin", "form": form}, status=status)


@requires(Permission.IMPORT)
@require_GET
@_step
def review(request: HttpRequest, upload: "Upload") -> HttpResponse:
    """Step four: what will happen, in numbers, by the first rows, and why rows will be left out."""
    if next_step(upload) != "review":
        return redirect(f"import_{next_step(upload)}", upload_id=upload.pk)
    try:
        if not upload.checked:
            running.check(upload)
        first = preview.arriving(uploads.path_of(upload), running.plan(upload))
    except uploads.FileGone:
        raise
    except DomainError as error:
        known = {"upload": upload, "step": "review", "problem": str(error)}
        return render(request, "imports/review.html", known, status=422)
    labels = _labels(first)
    known = {
        "upload": upload,
        "step": "review",
        "checked": upload.checked,
        "arriving": upload.checked["created"] + upload.checked["matched"],
        "labels": [label for _key, label in labels],
        "first": [(row, [row.values.get(key, "") for key, _label in labels]) for row in first],
        "refused": reports.refused(uploads.refused_of(upload)),
    }
    return render(request, "imports/review.html", known)


def _labels(first: list[preview.Arriving]) -> list[tuple[str, str]]:
    """The columns of the preview: what any of its rows has, in the order of the targets."""
    filled = {name for row in first for name in row.values}
    return [(key, str(target.label)) for key, target in targets().items() if key in filled]


@requires(Permission.IMPORT)
@require_POST
@_of_upload
def begin(request: HttpRequest, upload: "Upload") -> HttpResponse:
    """Import it, or go on with what was stopped."""
    now = state_of(upload)
    if now.is_draft or now.can_go_on:
        try:
            running.begin(upload, by=reader(request))
        except uploads.FileGone:
            raise
        except DomainError:  # the step shows what is missing
            return redirect(f"import_{next_step(upload)}", upload_id=upload.pk)
    return redirect("import_state", upload_id=upload.pk)


@requires(Permission.IMPORT)
@require_POST
@_of_upload
def stop(request: HttpRequest, upload: "Upload") -> HttpResponse:  # noqa: ARG001
    """What is in stays in."""
    running.stop(upload)
    return redirect("import_state", upload_id=upload.pk)


@requires(Permission.IMPORT)
@require_POST
@_of_upload
def drop(request: HttpRequest, upload: "Upload") -> HttpResponse:
    """Leave nothing of an import that never began."""
    if state_of(upload).is_draft:
        uploads.drop(upload)
        done(request, _("The file was removed. Nothing was imported."))
    return redirect("imports")


@requires(Permission.IMPORT)
@_of_upload
def undo(request: HttpRequest, upload: "Upload") -> HttpResponse:
    """Ask first, for it cannot be undone itself; then take the whole import back in the background."""
    if request.method != "POST":
        if not undoing.can_be_undone(upload):
            return redirect("import_state", upload_id=upload.pk)
        return render(request, "imports/undo.html", {"upload": upload, "run": upload.run} | _kept(upload))
    try:
        undoing.undo(upload, by=reader(request))
    except undoing.NothingToUndo as error:
        done(request, str(error))
    return redirect("import_state", upload_id=upload.pk)


def _kept(upload: "Upload") -> dict[str, object]:
    """Who would be kept, and why, as far as it can be counted while somebody waits."""
    try:
        with patience(_PATIENCE):
            kept = keeping.worked_on(upload.run_id or 0)
    except TookTooLong:
        return {"kept": None}
    return {
        "kept": len(kept),
        "why": keeping.reasons(keeping.counted(kept.values())),
        "first": people.listed(sorted(kept)[:_SHOWN]),
    }


@requires(Permission.IMPORT)
@require_GET
@_of_upload
def rejects(request: HttpRequest, upload: "Upload") -> HttpResponse:  # noqa: ARG001
    """The refused rows as a file that can be mended and brought again."""
    path = state_of(upload).rejects
    if path is None or not path.exists():
        raise Http404
    name = f"{Path(upload.file_name).stem}-{_('left-out')}.csv"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}
    return HttpResponse(path.read_bytes(), content_type="text/csv; charset=utf-8", headers=headers)
