"""The sites and systems whose visits are measured: added, changed, closed; what to paste there; whether it arrives."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trichter.faces.web.embedding import CONSENTS, snippets
from trichter.faces.web.roles import requires
from trichter.faces.web.settling import Setting, done, kept
from trichter.faces.web.source_form import SourceForm
from trichter.faces.web.templatetags.formats import today
from trichter.facts.staff.permissions import Permission
from trichter.facts.timeline.hits import refusals, sources
from trichter.facts.timeline.hits.sources import Listed, NoSuchSource
from trichter.generation.tracking import founding
from trichter.insight.patience import TookTooLong, patience
from trichter.insight.reaching import Reached, reached

LONGEST = 3
"""Seconds after which looking whether events arrive is given up."""
ROBOTS: dict[str, Promise] = {
    "prefetch": _("loaded ahead by a browser"),
    "monitoring": _("watching whether the site is up"),
    "headless": _("browsers without a screen"),
    "crawler": _("search engines and other crawlers"),
    "nameless": _("without a name"),
}
BY_WHOM: dict[str, Promise] = {
    "own": _("Our banner"),
    "tcf": _("Another tool (IAB TCF)"),
    "google": _("Google consent mode"),
    "callback": _("Your own script"),
}


@requires(Permission.SETTINGS)
def page(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/besuchsmessung/`: all of them, and a new one."""
    form = SourceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made: list[Listed] = []
        add = lambda: made.append(founding.add_source(**form.told()))  # noqa: E731
        about = form.cleaned_data["name"]
        if kept(request, form, add, what="source.made", about=about, beside="hosts"):
            return redirect("source", made[0].id)
    shown = {"sources": sources.listing(closed=True), "form": form, "own": founding.own_pages()}
    return render(request, "sources/list.html", shown)


@requires(Permission.SETTINGS)
def source(request: HttpRequest, source_id: int) -> HttpResponse:
    """`/einstellungen/besuchsmessung/7/`: what it is, what to paste, and whether it arrives."""
    one = _found(source_id)
    is_own = one.is_own
    does = request.POST.get("do", "") if request.method == "POST" else ""
    if does == "add_site":
        _add_site(request, one, request.POST.get("host", ""))
        return redirect("source", one.id)
    if does in _PRESSED:
        _press(request, one, does)
        return redirect("source", one.id)
    form = SourceForm(request.POST if does == "save" else None, one=one, is_own=is_own)
    if form.is_bound and form.is_valid() and _changed(request, form, one):
        return redirect("source", one.id)
    asked = request.GET.get("consent", "")
    consent = asked if asked in CONSENTS else "own"
    shown = {"one": one, "is_own": is_own, "form": form, "consent": consent, "by_whom": BY_WHOM}
    shown |= _refused(one)
    shown |= {"snippets": snippets(one, consent), "reached": _reached(one.id), "robots": ROBOTS}
    return render(request, "sources/source.html", shown)


def _read(key: int) -> dict[str, Any]:
    one = sources.source(key)
    told = {"name": one.name, "hosts": list(one.hosts), "ground": str(one.ground), "may_identify": one.may_identify}
    return told | {"is_closed": one.is_closed}


def _write(key: int, was: dict[str, Any], _by: int) -> None:
    told = {name: value for name, value in was.items() if name != "is_closed"}
    sources.change(key, **told | {"ground": sources.ground(told["ground"])})
    (sources.close if was["is_closed"] else sources.reopen)(key)


_SOURCE = Setting("source", read=_read, write=_write, what="source.changed")


def _ask(number: int) -> None:
    """Its visitors, from now on; all else stays."""
    told = {name: value for name, value in _read(number).items() if name != "is_closed"}
    _change(number, told | {"ground": sources.ground("asked")})


_PRESSED = {
    "ask": (_ask, _("Visitors are asked from now on; who agrees is measured.")),
    "close": (sources.close, _("The source is closed: what still comes from there is refused.")),
    "reopen": (sources.reopen, _("The source is open again.")),
}


def _press(request: HttpRequest, one: Listed, does: str) -> None:
    change, said = _PRESSED[does]
    about = one.name
    done(
        request, _SOURCE.by(one.id, lambda: change(one.id), about=about), what="source.changed", about=about, said=said
    )


def _refused(one: Listed) -> dict[str, Any]:
    day = today()
    return {
        "foreign": refusals.of_source(one.id, today=day),
        "keyless": refusals.by_unknown_key(one.hosts, today=day),
    }


def _add_site(request: HttpRequest, one: Listed, host: str) -> None:
    """One that was refused and stands on the page, no other."""
    if one.is_own or host not in {refused.host for refused in refusals.of_source(one.id, today=today())}:
        return
    told = {name: value for name, value in _read(one.id).items() if name != "is_closed"}
    told |= {"hosts": [*one.hosts, host], "ground": one.ground}
    change = _SOURCE.by(one.id, lambda: _change(one.id, told), about=one.name)
    said = _("Its visits are taken from now on.")
    done(request, change, what="source.changed", about=one.name, said=said)


def _changed(request: HttpRequest, form: SourceForm, one: Listed) -> bool:
    told, about = form.told(one), one.name
    change = _SOURCE.by(one.id, lambda: _change(one.id, told), about=about)
    beside = "hosts" if "hosts" in form.fields else "ground"
    return kept(request, form, change, what="source.changed", about=about, beside=beside)


def _change(number: int, told: dict[str, Any]) -> None:
    sources.change(number, **told)
    founding.see_to_words()


def _reached(number: int) -> Reached | None:
    try:
        with patience(LONGEST):
            return reached(number)
    except TookTooLong:
        return None


def _found(number: int) -> Listed:
    try:
        return sources.source(number)
    except NoSuchSource:
        raise Http404 from None
