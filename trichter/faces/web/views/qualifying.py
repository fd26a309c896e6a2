"""By which signs the buying phase is told, and which rules suggest how people meet the criteria: lines of text, each a
rule; what is published holds from then on."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trichter.faces.web.building.bringing import take_up
from trichter.faces.web.returning import reader
from trichter.faces.web.roles import requires
from trichter.faces.web.settling import Setting, kept
from trichter.facts.staff.permissions import Permission
from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words
from trichter.qualification.lifecycle import suggesting
from trichter.qualification.lifecycle.buying import queries as signs
from trichter.qualification.lifecycle.buying.content import LABELS as PHASES
from trichter.qualification.lifecycle.buying.content import Content, Sign, as_rule, written
from trichter.qualification.lifecycle.kinds import LABELS as CRITERIA
from trichter.qualification.rules.checking import check, read
from trichter.qualification.rules.operands import Level
from trichter.qualification.rules.printing import printed
from trichter.qualification.rules.text import parse
from trichter.qualification.rules.tree import Rule
from trichter.spine.buying import publish

_ANSWERS = {"yes": Words("yes, if", "ja, wenn"), "no": Words("no, if", "nein, wenn")}
_AREA = {"rows": 4, "spellcheck": "false"}
_LONGEST = 20_000

_SIGNS = Setting(
    "buying",
    read=lambda _key: signs.versions()[0].content.json_form(),
    write=lambda _key, was, by: publish(Content.model_validate(was), by=by),
    what="buying.published",
)
_RULES = Setting(
    "criteria",
    read=lambda _key: suggesting.in_force()[1],
    write=lambda _key, was, by: suggesting.publish(
        {name: {answer: read(rule) for answer, rule in answers.items()} for name, answers in was.items()}, by=by
    ),
    what="criteria.published",
)


class SignsForm(forms.Form):
    """The signs of each phase, a line each. `seen` is the version that is changed."""

    days = forms.IntegerField(label=gettext_lazy("Days for which a sign counts"), min_value=1, max_value=3_650)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, in_force: signs.Version, data: Any = None) -> None:
        super().__init__(data, prefix="signs", initial={"days": in_force.content.days, "seen": in_force.version})
        for phase, label in PHASES.items():
            lines = [printed(as_rule(sign)) for sign in in_force.content.of(phase)]
            self.fields[phase] = _area(str(label), "\n".join(lines), rows=max(4, len(lines) + 1))

    def clean(self) -> dict[str, Any]:
        """The signs as they are kept; what cannot be asked is said at its phase."""
        given = self.cleaned_data
        given["content"] = Content(signs=tuple(self._signs()), days=given.get("days") or 1)
        return given

    def _signs(self) -> Iterator[Sign]:
        for phase in PHASES:
            try:
                told = written(self.cleaned_data.get(phase) or "")
            except DomainError as problem:
                self.add_error(phase, str(problem))
            else:
                yield from (Sign.model_validate({"phase": phase, "did": did}) for did in told)


class SuggestionsForm(forms.Form):
    """Of each criterion the rules that suggest a yes and a no. `seen` is the version that is changed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, version: int, rules: suggesting.Suggesting, data: Any = None) -> None:
        super().__init__(data, prefix="criteria", initial={"seen": version})
        for criterion, label in CRITERIA.items():
            for answer, when in _ANSWERS.items():
                stored = rules.get(criterion, {}).get(answer)
                text = printed(read(stored)) if stored else ""
                self.fields[f"{criterion}_{answer}"] = _area(f"{label}: {when}", text, rows=2)

    def clean(self) -> dict[str, Any]:
        """The rules as they are kept; what cannot be asked is said where it stands."""
        given = self.cleaned_data
        found = {(name, answer): self._rule(f"{name}_{answer}") for name in CRITERIA for answer in _ANSWERS}
        given["rules"] = {
            name: {answer: rule for answer in _ANSWERS if (rule := found[name, answer])} for name in CRITERIA
        }
        return given

    def _rule(self, name: str) -> Rule | None:
        text = (self.cleaned_data.get(name) or "").strip()
        if not text:
            return None
        try:
            return check(parse(text), level=Level.SCORE).rule
        except DomainError as problem:
            self.add_error(name, str(problem))
            return None


@requires(Permission.SETTINGS)
def page(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/qualifizierung/`"""
    asks = request.POST.get("do", "") if request.method == "POST" else ""
    in_force = signs.versions()[0]
    version, rules = suggesting.in_force()
    of_phases = SignsForm(in_force, request.POST if asks == "signs" else None)
    of_criteria = SuggestionsForm(version, rules, request.POST if asks == "criteria" else None)
    take_up(request, of_phases, of_criteria)
    if (asks == "signs" and _signs_kept(request, of_phases)) or (
        asks == "criteria" and _rules_kept(request, of_criteria)
    ):
        return redirect("qualifying")
    shown = {"signs": of_phases, "criteria": of_criteria, "version": in_force, "rules_version": version}
    return render(request, "settings/qualifying.html", shown)


def _signs_kept(request: HttpRequest, form: SignsForm) -> bool:
    if not form.is_valid():
        return False
    given = form.cleaned_data
    about = _("Buying phase")
    change = _SIGNS.by("", lambda: publish(given["content"], seen=given["seen"], by=reader(request)), about=about)
    said = _("The signs hold from now on; of everybody whom we know they are looked at in the background.")
    return kept(request, form, change, what="buying.published", about=about, said=said)


def _rules_kept(request: HttpRequest, form: SuggestionsForm) -> bool:
    if not form.is_valid():
        return False
    given = form.cleaned_data
    about = _("Criteria")
    change = _RULES.by(
        "", lambda: suggesting.publish(given["rules"], seen=given["seen"], by=reader(request)), about=about
    )
    return kept(request, form, change, what="criteria.published", about=about)


def _area(label: str, initial: str, *, rows: int) -> forms.CharField:
    widget = forms.Textarea(attrs=_AREA | {"rows": rows})
    return forms.CharField(label=label, initial=initial, required=False, max_length=_LONGEST, widget=widget)
