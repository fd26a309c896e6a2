"""Personal parts of pages: the slots, what stands in each for whom, a look as a reader, and how often it was shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from trichter.faces.web.building.bringing import take_up
from trichter.faces.web.embedding import of_slot
from trichter.faces.web.returning import number as number_of
from trichter.faces.web.returning import reader
from trichter.faces.web.roles import requires
from trichter.faces.web.settling import Setting, done, kept
from trichter.faces.web.slot_form import LabelForm, SlotForm, TryForm, VariantForm
from trichter.faces.web.templatetags.formats import today
from trichter.facts.staff import team
from trichter.facts.staff.permissions import Permission
from trichter.facts.timeline.hits import sources
from trichter.generation.tracking.contents import Contents
from trichter.generation.tracking.slots import counting, queries, services
from trichter.generation.tracking.slots.choosing import Read, Reader, Rules, chosen, fits, is_due
from trichter.generation.tracking.slots.content import AUDIENCES, Said, Variant
from trichter.generation.tracking.slots.counting import DEFAULT, Times
from trichter.generation.tracking.slots.queries import Shown
from trichter.kernel import clock

WHAT = "slot.changed"
DAYS = 30

_SLOT = Setting("slot", read=services.state, write=lambda key, was, by: services.set_back(key, was, by=by), what=WHAT)


@dataclass(frozen=True, slots=True)
class Line:
    """A variant as the list shows it. `is_past` after its last day, `is_early` before its first."""

    one: Variant
    audience: str
    times: Times
    is_past: bool
    is_early: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """What a reader sees; and of each variant whether it would fit them."""

    variant: Variant | None
    said: Said
    language: str
    fitting: list[tuple[Variant, bool]]


@requires(Permission.SETTINGS)
def page(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/bausteine/`: all of them, and a new one."""
    known = sources.listing()
    form = SlotForm(request.POST if request.method == "POST" else None, sources=known)
    if form.is_bound and form.is_valid():
        made: list[int] = []
        add = lambda: made.append(services.add(**form.cleaned_data, by=reader(request)))  # noqa: E731
        if kept(request, form, add, what="slot.made", about=form.cleaned_data["name"], beside="name"):
            return redirect("slot", made[0])
    names = {one.id: one.name for one in sources.listing(closed=True)}
    times = counting.by_slot(today() - timedelta(days=DAYS - 1))
    slots = [(one, names.get(one.source or 0, ""), times.get(one.id, Times())) for one in queries.every(closed=True)]
    return render(request, "slots/list.html", {"slots": slots, "form": form, "days": DAYS})


@requires(Permission.SETTINGS)
def slot(request: HttpRequest, slot_id: int) -> HttpResponse:
    """`/einstellungen/bausteine/7/`: what stands in it for whom, and all that can be done with it."""
    one = _found(slot_id)
    does = request.POST.get("do", "") if request.method == "POST" else ""
    trying = TryForm(request.POST if does == "try" else None, prefix="try")
    naming = LabelForm(request.POST if does == "call" else None, initial={"label": one.label}, prefix="call")
    if does in _PRESSED:
        _press(request, one, does)
        return redirect("slot", one.id)
    if naming.is_valid():
        called = naming.cleaned_data["label"]
        change = _SLOT.by(one.id, lambda: services.call(one.id, called), about=called or one.name)
        if kept(request, naming, change, what=WHAT, about=called or one.name):
            return redirect("slot", one.id)
    day = today()
    numbers = (*(variant.number for variant in one.content), DEFAULT)
    times = counting.by_variant(one.id, day - timedelta(days=DAYS - 1))
    who = team.names()
    shown = {
        "one": one,
        "lines": [_line(variant, times, day) for variant in one.content],
        "left": times.get(DEFAULT, Times()),
        "naming": naming,
        "trying": trying,
        "tried": _tried(one, trying.cleaned_data, day) if trying.is_valid() else None,
        "by_day": counting.by_day(one.id, numbers, today=day, days=DAYS),
        "days": DAYS,
        "versions": [(version, who.get(version.created_by or 0, "")) for version in queries.versions(one.id)],
        "snippets": [(source, *of_slot(one.name, source.key)) for source in _sites(one)],
    }
    return render(request, "slots/slot.html", shown)


@requires(Permission.SETTINGS)
def new_variant(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Another variant, asked after those that are there."""
    one = _found(slot_id)
    keep = lambda told: services.add_variant(one.id, told, by=reader(request))  # noqa: E731
    return _variant(request, one, None, keep)


@requires(Permission.SETTINGS)
def variant(request: HttpRequest, slot_id: int, number: int) -> HttpResponse:
    """What a variant says, and to whom."""
    one = _found(slot_id)
    held = one.content.variant(number)
    if held is None:
        raise Http404
    seen = number_of(request.POST.get("seen")) or 0
    keep = lambda told: services.change_variant(one.id, told, seen=seen, by=reader(request))  # noqa: E731
    return _variant(request, one, held, keep)


def _variant(request: HttpRequest, one: Shown, held: Variant | None, keep: Callable[[Variant], object]) -> HttpResponse:
    form = VariantForm(request.POST if request.method == "POST" else None, one=held, seen=one.version)
    take_up(request, form)
    if form.is_bound and form.is_valid():
        about = form.cleaned_data["name"]
        change = _SLOT.by(one.id, lambda: keep(form.cleaned_data["variant"]), about=about)
        if kept(request, form, change, what=WHAT, about=about):
            return redirect("slot", one.id)
        # What somebody else has written meanwhile is what is changed next.
        told = request.POST.copy()
        told["seen"] = str(_found(one.id).version)
        form.data = told
    return render(request, "slots/variant.html", {"one": one, "held": held, "form": form})


_Press = Callable[[int, int, int], object]
_PRESSED: dict[str, tuple[_Press, Promise]] = {
    "up": (lambda slot, one, by: services.move(slot, one, up=True, by=by), gettext_lazy("It is asked earlier.")),
    "down": (lambda slot, one, by: services.move(slot, one, up=False, by=by), gettext_lazy("It is asked later.")),
    "on": (lambda slot, one, by: services.switch(slot, one, on=True, by=by), gettext_lazy("It is shown again.")),
    "off": (lambda slot, one, by: services.switch(slot, one, on=False, by=by), gettext_lazy("It is not shown now.")),
    "remove": (lambda slot, one, by: services.remove(slot, one, by=by), gettext_lazy("The variant is removed.")),
    "again": (lambda slot, one, by: services.use_again(slot, one, by=by), gettext_lazy("This version holds again.")),
    "close": (lambda slot, _one, _by: services.close(slot), gettext_lazy("Your pages show their own content again.")),
    "open": (lambda slot, _one, _by: services.reopen(slot), gettext_lazy("It is filled again.")),
}


def _press(request: HttpRequest, one: Shown, does: str) -> None:
    change, said = _PRESSED[does]
    chosen_one, by = number_of(request.POST.get("one")) or 0, reader(request)
    changing = _SLOT.by(one.id, lambda: change(one.id, chosen_one, by), about=one.title)
    done(request, changing, what=WHAT, about=one.title, said=said)


def _line(variant: Variant, times: Any, day: date) -> Line:
    return Line(
        variant,
        str(AUDIENCES[variant.audience]),
        times.get(variant.number, Times()),
        is_past=variant.until is not None and variant.until < day,
        is_early=variant.since is not None and day < variant.since,
    )


def _tried(one: Shown, given: dict[str, Any], day: date) -> Tried:
    contact, pages = given.get("contact"), [line.strip() for line in given["pages"].splitlines() if line.strip()]
    urls = queries.pages_of(contact) if contact else [_whole(path) for path in pages]
    holding = Rules(one.content).held(contact, clock.now()) if contact else ()
    who = Reader(bool(contact or pages), contact is not None, Read.of(urls, Contents.now()), holding)
    found = chosen(one.content, who, today=day)
    language, said = found.in_language(given["language"]) if found else ("", Said())
    fitting = [(variant, is_due(variant, day) and fits(variant, who)) for variant in one.content]
    return Tried(found, said, language, fitting)


def _whole(path: str) -> str:
    return path if "://" in path else f"https://site/{path.lstrip('/')}"


def _sites(one: Shown) -> list[sources.Listed]:
    return [source for source in sources.listing() if one.source in (None, source.id) and source.is_watched]


def _found(slot: int) -> Shown:
    try:
        return queries.one(slot)
    except services.UnknownSlot:
        raise Http404 from None
