"""By which rules a visit's channel is told: their order, each of them, a try, their versions, and past visits."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from trichter.faces.web.channel_form import WORDS, RuleForm, TryForm
from trichter.faces.web.returning import number, reader
from trichter.faces.web.roles import requires
from trichter.faces.web.settling import Setting, done, kept
from trichter.faces.web.undoing import failed
from trichter.facts.house import journal
from trichter.facts.staff import team
from trichter.facts.staff.permissions import Permission
from trichter.facts.timeline.origins import content, versions
from trichter.facts.timeline.origins.classifying import Origin, classify
from trichter.facts.timeline.origins.content import PARTS, Changes, Rule
from trichter.facts.timeline.origins.reading import Link, bare, link
from trichter.facts.timeline.origins.shipped import RULES, label
from trichter.generation.tracking import reclassifying

WHAT = "channels.changed"
FEW = 6
"""Patterns of a part that the list shows; the rule's own page shows all."""
VERSIONS = 10

_SETTING = Setting(
    "channels",
    read=lambda _key: content.changes(versions.in_force().rules, RULES).model_dump(mode="json", exclude_defaults=True),
    write=lambda _key, was, by: versions.publish(content.effective(Changes.model_validate(was), RULES), by=by),
    what=WHAT,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A rule as the list shows it: what it asks, each part with the first of its patterns and how many more."""

    rule: Rule
    label: str
    asks: tuple[tuple[object, str, int], ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """What the rules say of an address."""

    origin: Origin
    rule: str
    link: Link
    referrer: str


@requires(Permission.SETTINGS)
def page(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/kanaele/`"""
    asks = request.POST.get("do", "") if request.method == "POST" else ""
    new = RuleForm(request.POST if asks == "add" else None, prefix="new")
    trying = TryForm(request.POST if asks == "try" else None, prefix="try")
    if (asks in _PRESSED and _press(request, asks)) or (asks == "add" and _added(request, new)):
        return redirect("channels")
    in_force = versions.in_force()
    shown = {
        "lines": [_line(rule) for rule in in_force.rules],
        "new": new,
        "trying": trying,
        "tried": _tried(trying) if trying.is_valid() else None,
        "removed": [(one, label(one)) for one in versions.removed()],
        "versions": _latest(),
        "version": in_force.version,
    }
    return render(request, "channels/page.html", shown)


@requires(Permission.SETTINGS)
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """One of the rules."""
    one = versions.in_force().by_key.get(key)
    if one is None:
        raise Http404
    form = RuleForm(request.POST if request.method == "POST" else None, rule=one)
    if form.is_valid() and _kept(request, form):
        return redirect("channels")
    return render(request, "channels/rule.html", {"one": one, "label": label(one), "form": form})


@requires(Permission.SETTINGS)
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """The rules in force applied to past visits: only the version starts of which one has seen the effect."""
    if request.method != "POST":
        return render(request, "channels/apply.html", {"would": reclassifying.preview()})
    by, seen = reader(request), number(request.POST.get("seen"))
    try:
        with journal.noted(by=by, what="channels.applied"):
            task = reclassifying.start(seen=-1 if seen is None else seen, by=by)
    except versions.OriginsChanged as problem:
        failed(request, problem)
        return redirect("channels_apply")
    return redirect("work", task.pk)


def _added(request: HttpRequest, form: RuleForm) -> bool:
    if not form.is_valid():
        return False
    if form.cleaned_data["rule"].key in versions.in_force().by_key:
        form.add_error("name", _("There is a rule of this name already."))
        return False
    return _kept(request, form)


def _kept(request: HttpRequest, form: RuleForm) -> bool:
    wanted: Rule = form.cleaned_data["rule"]
    about = label(wanted)
    change = _SETTING.by("", lambda: versions.keep(wanted, by=reader(request)), about=about)
    return kept(request, form, change, what=WHAT, about=about)


def _press(request: HttpRequest, asks: str) -> bool:
    chosen = request.POST.get("one", "")
    known = versions.in_force().by_key.get(chosen)
    change, said = _PRESSED[asks]
    about = label(known) if known else ""
    changing = _SETTING.by("", lambda: change(chosen, reader(request)), about=about)
    done(request, changing, what=WHAT, about=about, said=said)
    return True


def _again(version: str, by: int) -> object:
    return versions.use_again(number(version) or 0, by=by)


_PRESSED: dict[str, tuple[Callable[[str, int], object], Promise]] = {
    "up": (lambda key, by: versions.move(key, up=True, by=by), gettext_lazy("The rule is asked earlier.")),
    "down": (lambda key, by: versions.move(key, up=False, by=by), gettext_lazy("The rule is asked later.")),
    "remove": (lambda key, by: versions.remove(key, by=by), gettext_lazy("The rule is removed.")),
    "back": (lambda key, by: versions.bring_back(key, by=by), gettext_lazy("The rule is asked again.")),
    "again": (_again, gettext_lazy("This version holds again.")),
}


def _line(rule: Rule) -> Line:
    told = ((WORDS[part], getattr(rule, part)) for part in PARTS)
    asks = tuple((word, ", ".join(all_[:FEW]), max(0, len(all_) - FEW)) for word, all_ in told if all_)
    return Line(rule, label(rule), asks)


def _tried(form: TryForm) -> Tried:
    given = form.cleaned_data
    told, own = link(given["url"]), bare(given["url"]).partition("/")[0]
    rules = versions.in_force()
    origin = classify(
        told.utm, given["referrer"].strip(), clicks=told.clicks, own_hosts=frozenset(filter(None, [own])), rules=rules
    )
    decided = rules.by_key.get(origin.rule)
    return Tried(origin, label(decided) if decided else "", told, bare(given["referrer"]))


def _latest() -> list[tuple[versions.Version, str]]:
    """The latest versions, and who has published each."""
    names = team.names()
    return [(one, names.get(one.published_by or 0, "")) for one in versions.versions()[:VERSIONS]]
