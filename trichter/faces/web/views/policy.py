"""By which rules people come to the stages of a track: changed as a new version, after a look at what would differ."""

import hashlib
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from trichter.faces.web.building.bringing import take_up
from trichter.faces.web.returning import reader
from trichter.faces.web.roles import requires
from trichter.faces.web.settling import kept, set_back
from trichter.faces.web.undoing import Facts, Undo, undoable
from trichter.facts.staff.permissions import Permission
from trichter.insight import rulebooks
from trichter.insight.rehearsals import rehearsed
from trichter.insight.rulebooks import TrackPage
from trichter.insight.story import NOBODYS
from trichter.qualification.lifecycle.policies import PolicyChanged, publish
from trichter.qualification.lifecycle.tracks import Rule
from trichter.qualification.rules import tree as written
from trichter.qualification.rules.checking import check
from trichter.qualification.rules.operands import Level
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.rules.text import parse
from trichter.qualification.rules.tree import Did, Touches

_NOWHERE = ("", _("nowhere any more"))


class RulesForm(forms.Form):
    """Where each rule leads, and one more. `seen` is the version that is changed, `looked` what was rehearsed last."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    looked = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("If this happens"), required=False)
    text = forms.CharField(
        label=_("or this holds (a rule, such as: grade.fit at least B and grade.engagement at least 2)"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    stage = forms.ChoiceField(label=_("it leads to"), required=False)
    after = forms.ChoiceField(label=_("Only for those who stand at least at (optional)"), required=False)
    reopens = forms.BooleanField(label=_("also leads those back who were set aside"), required=False)

    def __init__(self, track: TrackPage, data: QueryDict | None = None) -> None:
        self.in_force = track.rulebooks[0].rules if track.rulebooks else ()
        self.version = track.rulebooks[0].version if track.rulebooks else 0
        self.is_stale = data is not None and data.get("seen") != str(self.version)
        super().__init__(self._renewed(data), initial={"seen": self.version})
        stages = [(stage.key, str(stage.label)) for stage in track.stages if stage.key not in NOBODYS]
        _choose(self.fields["kind"], [("", "–"), *rulebooks.happenings()])
        _choose(self.fields["stage"], [("", "–"), *stages])
        _choose(self.fields["after"], [("", "–"), *stages])
        for words in self.in_force:
            field = forms.ChoiceField(label=words.happens, choices=[*stages, _NOWHERE], required=False)
            field.initial = words.rule.stage
            self.fields[_name(words.rule)] = field
        self.rows = [(words, self[_name(words.rule)]) for words in self.in_force]

    def _renewed(self, data: QueryDict | None) -> QueryDict | None:
        """What was typed, now about the version in force: who was slower is told so once, and loses nothing.

        A rule of which the form knows nothing leads where it leads.
        """
        if data is None:
            return None
        renewed = data.copy()
        renewed["seen"] = str(self.version)
        for words in self.in_force:
            renewed.setdefault(_name(words.rule), words.rule.stage)
        return renewed

    def clean(self) -> dict[str, Any]:
        """A new rule needs both its ends, and something has to be different."""
        given = self.cleaned_data
        if self.is_stale:
            raise forms.ValidationError(str(PolicyChanged()))
        given["when"] = self._when(given.get("text") or "")
        begins = given.get("kind") or given.get("text")
        if bool(begins) != bool(given.get("stage")):
            self.add_error("stage" if begins else "kind", _("A rule needs both: what happens, and where it leads."))
        if given.get("kind") and given.get("text"):
            self.add_error("text", _("Say one of the two: what happens, or what holds."))
        if not self.errors and self.rules() == [words.rule for words in self.in_force]:
            raise forms.ValidationError(_("These are the rules in force: change something first."))
        return given

    def _when(self, text: str) -> dict[str, Any] | None:
        """The rule as it is stored; what cannot be asked is said at the field."""
        if not text.strip():
            return None
        try:
            return check(parse(text), level=Level.SCORE).rule.json_form()
        except BadRule as problem:
            self.add_error("text", str(problem))
            return None

    def rules(self) -> list[Rule]:
        """As the form says them."""
        given = self.cleaned_data
        said = ((words.rule, given[_name(words.rule)]) for words in self.in_force)
        rules = [rule.model_copy(update={"stage": stage}) for rule, stage in said if stage]
        more = {"stage": given["stage"], "after": given["after"] or None, "reopens": given["reopens"]}
        if kind := given["kind"]:
            happens = written.Rule(where=Did(did=Touches(kinds=(kind,)))).json_form()
            rules.append(Rule(key=f"{kind.replace('.', '-')}-{self.version + 1}", when=happens, **more))
        if when := given["when"]:
            rules.append(Rule(key=f"rule-{self.version + 1}", when=when, **more))
        return rules


@requires(Permission.SETTINGS)
def rules(request: HttpRequest, track: str) -> HttpResponse:
    """`/einstellungen/phasen/customer/regeln/`: what was rehearsed can be published, and nothing else."""
    shown = rulebooks.track(track)
    if shown is None:
        raise Http404
    form = RulesForm(shown, request.POST if request.method == "POST" else None)
    take_up(request, form)
    page: dict[str, Any] = {"track": shown, "form": form, "version": form.version + 1}
    if request.method == "POST" and form.is_valid():
        wanted = form.rules()
        is_rehearsed = form.cleaned_data["looked"] == _digest(wanted)
        if request.POST.get("do") == "publish" and is_rehearsed and _published(request, shown, form, wanted):
            return redirect("stages")
        page |= {"rehearsed": rehearsed(shown, wanted), "looked": _digest(wanted)}
    return render(request, "tracks/rules.html", page)


def _published(request: HttpRequest, track: TrackPage, form: RulesForm, wanted: list[Rule]) -> bool:
    def change() -> Undo:
        made = publish(track.key, rules=wanted, seen=form.version, by=reader(request))
        return Undo("policy", {"track": track.key, "version": made.version})

    said = _("The rules hold from now on. What was decided stays decided.")
    return kept(request, form, change, what="policy.published", about=str(track.label), said=said)


@undoable("policy")
def _publish_former(facts: Facts, *, by: int) -> None:
    """As a further version: what was decided meanwhile keeps the one by which it was."""
    track = rulebooks.track(facts["track"])
    former = [book for book in track.rulebooks if book.version < facts["version"]] if track else []
    if track and former:
        with set_back(by=by, what="policy.published", about=str(track.label)):
            rules = [words.rule for words in former[0].rules]
            publish(track.key, rules=rules, seen=facts["version"], by=by)


def _name(rule: Rule) -> str:
    return f"stage-{rule.key}"


def _choose(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    field.choices = choices  # type: ignore[attr-defined]


def _digest(rules: list[Rule]) -> str:
    """A mark of the rules, by which the page knows that it was these whose effect somebody has seen."""
    return hashlib.sha256("\n".join(rule.model_dump_json() for rule in rules).encode()).hexdigest()[:16]
