"""Offers as marketing makes them: a list, a form, its versions, and what to paste where."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trichter.faces.web.offer_sheet import Sheet, first_content, with_files
from trichter.faces.web.roles import requires
from trichter.facts.staff.permissions import Permission
from trichter.generation.offers import choices, embedding, publishing, queries, services
from trichter.generation.offers.content import Content
from trichter.generation.offers.queries import NoSuchOffer, State
from trichter.insight import offers as insight
from trichter.kernel.errors import DomainError

_KEEPS = ("save", "publish")


@requires(Permission.PEOPLE)
def offers(request: HttpRequest) -> HttpResponse:
    """All of them, with what they brought."""
    listed = queries.listing(_language())
    brought = insight.results(offer.id for offer in listed)
    return render(request, "offers/list.html", {"offers": [(offer, brought[offer.id]) for offer in listed]})


@requires(Permission.OFFERS)
def new(request: HttpRequest) -> HttpResponse:
    """Make one: it is a draft until it is published."""
    if request.method != "POST":
        sheet = Sheet.of(first_content())
        sheet.form.initial["slug"] = ""
        return _page(request, sheet, None)
    return _posted(request, None)


@requires(Permission.OFFERS)
def offer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Change one: what visitors see changes when it is published."""
    row = _found(offer_id)
    if request.method != "POST":
        return _page(request, Sheet.of(_draft(row), seen=row.changed_at.isoformat()), row)
    return _posted(request, row)


@requires(Permission.OFFERS)
@require_POST
def withdraw(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Visitors read that it has ended."""
    services.withdraw(_found(offer_id).pk, by=request.user.pk)
    messages.success(request, _("Visitors now read that the offer has ended."))
    return redirect("offer_edit", offer_id=offer_id)


@requires(Permission.OFFERS)
@require_POST
def restore(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Visitors see it again."""
    services.restore(_found(offer_id).pk, by=request.user.pk)
    messages.success(request, _("Visitors see the offer again."))
    return redirect("offer_edit", offer_id=offer_id)


@requires(Permission.PEOPLE)
def versions(request: HttpRequest, offer_id: int) -> HttpResponse:
    """What was published when, and by whom."""
    row = _found(offer_id)
    return render(request, "offers/versions.html", _head(row) | {"versions": queries.versions(row.pk)})


@requires(Permission.PEOPLE)
def results(request: HttpRequest, offer_id: int) -> HttpResponse:
    """What it brought, by the ways on which people came."""
    row = _found(offer_id)
    known = {"results": insight.results([row.pk])[row.pk], "ways": insight.ways(row.pk)}
    return render(request, "offers/results.html", _head(row) | known)


@requires(Permission.PEOPLE)
def embed(request: HttpRequest, offer_id: int) -> HttpResponse:
    """The links, snippets and the code, with the campaign parameters that the address names."""
    row = _found(offer_id)
    content = _draft(row)
    language = content.language_for(request.GET.get("lang", _language()))
    utm = {name: request.GET.get(name, "")[:200] for name in embedding.UTM}
    made = embedding.snippets(content, language, utm)
    known = {
        "snippets": made,
        "code": embedding.code(made.address),
        "utm": utm,
        "language": language,
        "languages": [(one, publishing.LANGUAGES[one]) for one in content.languages],
        "campaigns": choices.choices().campaigns,
        "origins": content.origins,
    }
    return render(request, "offers/embed.html", _head(row) | known)


@requires(Permission.PEOPLE)
def code(request: HttpRequest, offer_id: int) -> HttpResponse:
    """The code alone, as a file for the printer."""
    row = _found(offer_id)
    content = _draft(row)
    utm = {name: request.GET.get(name, "")[:200] for name in embedding.UTM}
    address = embedding.campaign_url(content, content.language_for(request.GET.get("lang", _language())), utm)
    return HttpResponse(
        embedding.code(address),
        content_type="image/svg+xml",
        headers={"Content-Disposition": f'attachment; filename="{content.slug}.svg"'},
    )


def _posted(request: HttpRequest, row: Any) -> HttpResponse:
    data, wrong = with_files(request.POST, request.FILES)
    do = data.get("do", "save")
    if do not in _KEEPS or wrong:
        return _page(request, Sheet.rearranged(data, do, problem=wrong), row, status=422 if wrong else 200)
    sheet = Sheet.typed(data)
    content = sheet.content()
    if content is None:
        return _page(request, sheet, row, status=422)
    try:
        kept = _kept(request, row, content, seen=data.get("seen", ""))
    except DomainError as error:
        sheet.problem = str(error)
        return _page(request, sheet, row, status=409)
    return _published(request, kept.pk) if do == "publish" else _saved(request, kept.pk)


def _kept(request: HttpRequest, row: Any, content: Content, *, seen: str) -> Any:
    if row is None:
        return services.create(content, by=request.user.pk)
    at = datetime.fromisoformat(seen) if seen else None
    return services.save_draft(row.pk, content, by=request.user.pk, seen=at)


def _saved(request: HttpRequest, offer_id: int) -> HttpResponse:
    messages.success(request, _("Saved. Visitors see the change when it is published."))
    return redirect("offer_edit", offer_id=offer_id)


def _published(request: HttpRequest, offer_id: int) -> HttpResponse:
    try:
        version = services.publish(offer_id, by=request.user.pk)
    except services.NotReady:
        messages.warning(request, _("Saved, but not published: something is still missing."))
    else:
        messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
    return redirect("offer_edit", offer_id=offer_id)


def _page(request: HttpRequest, sheet: Sheet, row: Any, *, status: int = 200) -> HttpResponse:
    form = sheet.form
    known: dict[str, Any] = {
        "form": form,
        "rows": sheet.rows,
        "problem": sheet.problem,
        "file_name": choices.file_name(_number(form["file"].value())),
        "picture_name": choices.file_name(_number(form["picture"].value())),
        "has_errors": form.is_bound and (form.errors or any(question.errors for question in sheet.rows)),
    }
    if row is not None:
        known |= _head(row) | {
            "problems": publishing.problems(_draft(row)),
            "has_stale_wordings": queries.has_stale_wordings(row),
            "preview": queries.preview(row.pk),
        }
    return render(request, "offers/edit.html", known, status=status)


def _head(row: Any) -> dict[str, Any]:
    """What stands above each page of an offer."""
    content, state = _draft(row), queries.state_of(row.pk)
    is_changed = bool(row.current and row.current.content != row.draft)
    return {
        "offer": row,
        "title": content.title.in_(_language()) or row.slug,
        "state": state,
        "is_published": state == State.PUBLISHED,
        "is_withdrawn": state == State.WITHDRAWN,
        "is_changed": is_changed,
        "public_url": queries.public_url(row.slug),
    }


def _draft(row: Any) -> Content:
    return Content.model_validate(row.draft)


def _found(offer_id: int) -> Any:
    try:
        return queries.found(offer_id)
    except NoSuchOffer as error:
        raise Http404 from error


def _number(value: Any) -> int | None:
    return int(value) if str(value or "").isdecimal() else None


def _language() -> str:
    return "de" if (get_language() or "de").startswith("de") else "en"
