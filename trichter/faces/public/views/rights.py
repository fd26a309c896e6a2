"""What people may ask about their data. Typing an address tells nothing; a link by mail opens what is theirs."""

import csv
import io
import json
from collections.abc import Callable

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from trichter.faces.public.asking import let_through
from trichter.faces.public.language import keep_language
from trichter.faces.public.private import browser, gone, private
from trichter.generation.imports.cells import defuse
from trichter.insight import record as records
from trichter.kernel.errors import DomainError
from trichter.spine import disclosure, preferences, rights
from trichter.spine.rights import CORRECTABLE, Asked

_LABELS = {
    "salutation": _("Salutation"),
    "title": _("Title"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "position": _("Position"),
    "phone": _("Phone"),
    "mobile": _("Mobile"),
    "company": _("Company"),
}
DONE = "erledigt"


class AskForm(forms.Form):
    """An address, and what its owner wants first; all of it is offered behind the link."""

    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Please enter your e-mail address."),
            "invalid": _("This is not an e-mail address; one looks like name@firma.example."),
        },
    )
    kind = forms.ChoiceField(choices=rights.Kind.choices, initial=rights.Kind.ACCESS, required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """`/rechte/`: the answer is the same for an address that we know and for one that we do not."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _asked(request, form)
        except DomainError as error:
            form.add_error("email", str(error))
    status = 422 if form.errors else 200
    page = {"form": form, "kinds": rights.Kind.choices, "is_sent": DONE in request.GET}
    return render(request, "rights/ask.html", page, status=status)


def _asked(request: HttpRequest, form: AskForm) -> HttpResponse:
    email, kind = form.cleaned_data["email"], form.cleaned_data["kind"] or rights.Kind.ACCESS.value
    return let_through(
        request,
        {"email": email, "kind": kind},
        shown=email,
        act=lambda: rights.ask(email, kind=kind, language=(get_language() or "de")[:2]),
        done=lambda: HttpResponseRedirect(keep_language(request, f"{request.path}?{DONE}=1"), status=303),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def proven(request: HttpRequest, token: str) -> HttpResponse:
    """`/rechte/<token>/`: opened by the mail; a GET shows, only the buttons change."""
    asked = rights.proven(token)
    if asked is None:
        return gone(request)
    if request.method != "POST":
        return private(render(request, "rights/page.html", _page(request, asked, token)))
    act = _ACTS.get(request.POST.get("do", ""))
    return private(act(request, asked, token) if act else _shown_again(request))


@require_safe
def download(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """`/rechte/<token>/auskunft.json` and `.csv` (LAW 1.13)"""
    asked = rights.proven(token)
    if asked is None:
        return gone(request)
    if kind not in _FILES:
        raise Http404
    return private(_FILES[kind](asked))


def _page(request: HttpRequest, asked: Asked, token: str, *, errors: str = "") -> dict[str, object]:
    known = records.record(asked.contact) if asked.contact is not None else None
    given = request.POST if errors else {}
    values = {one.key: one.value for one in known.properties} if known else {}
    return {
        "asked": asked,
        "token": token,
        "known": known,
        "about": disclosure.about(asked.contact or 0),
        "fields": [(name, _LABELS[name], given.get(name, values.get(name, ""))) for name in CORRECTABLE],
        "company": given.get("company", known.person.company_name if known else ""),
        "preferences_url": preferences.link(asked.contact) if asked.contact is not None else "",
        "error": errors,
        "done": request.GET.get(DONE, ""),
    }


def _correct(request: HttpRequest, asked: Asked, token: str) -> HttpResponse:
    page = _page(request, asked, token)
    before = {name: value for name, _label, value in page["fields"]}  # type: ignore[attr-defined]
    before["company"] = str(page["company"])
    told = {name: request.POST[name].strip() for name in before if name in request.POST}
    try:
        rights.correct(asked, {name: text for name, text in told.items() if text != before[name]})
    except DomainError as error:
        page = _page(request, asked, token, errors=str(error))
        return render(request, "rights/page.html", page, status=422)
    return _done(request, "correct")


def _explain(request: HttpRequest, asked: Asked, _token: str) -> HttpResponse:
    if words := request.POST.get("words", "").strip():
        rights.explain(asked, words)
        return _done(request, "explain")
    return _shown_again(request)


def _leave(request: HttpRequest, asked: Asked, _token: str) -> HttpResponse:
    rights.leave_all(asked, browser(request))
    return _done(request, "leave")


def _erase(request: HttpRequest, asked: Asked, _token: str) -> HttpResponse:
    """Somebody erased has no page any more, so the answer is given here."""
    if asked.is_customer:
        rights.want_erasure(asked)
        return _done(request, "erase")
    rights.erase_now(asked)
    return render(request, "rights/erased.html")


def _done(request: HttpRequest, what: str) -> HttpResponse:
    return HttpResponseRedirect(keep_language(request, f"{request.path}?{DONE}={what}"), status=303)


def _shown_again(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(keep_language(request, request.path), status=303)


def _as_json(asked: Asked) -> HttpResponse:
    document = disclosure.document(asked.contact) if asked.contact is not None else disclosure.nothing()
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return _file(text, "application/json; charset=utf-8", "json")


def _as_csv(asked: Asked) -> HttpResponse:
    """No cell becomes a formula in whatever program opens it (ASVS 1.2.10)."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if (get_language() or "").startswith("de") else ",")
    writer.writerow(("table", "row", "field", "value", "source", "at"))
    for line in disclosure.lines(asked.contact) if asked.contact is not None else ():
        writer.writerow((line.table, line.row, line.field, defuse(line.value), line.source, line.at))
    return _file("\ufeff" + out.getvalue(), "text/csv; charset=utf-8", "csv")


def _file(text: str, content_type: str, ending: str) -> HttpResponse:
    name = f'attachment; filename="auskunft.{ending}"'
    return HttpResponse(text, content_type=content_type, headers={"Content-Disposition": name})


_ACTS: dict[str, Callable[[HttpRequest, Asked, str], HttpResponse]] = {
    "correct": _correct,
    "explain": _explain,
    "leave": _leave,
    "erase": _erase,
}
_FILES: dict[str, Callable[[Asked], HttpResponse]] = {"json": _as_json, "csv": _as_csv}
