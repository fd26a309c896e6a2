"""The criteria of a prospect on the record, each with its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trichter.faces.web.views.tried import Tried
from trichter.spine import decisions

if TYPE_CHECKING:
    from trichter.insight.story import Criterion, Story
    from trichter.qualification.lifecycle.suggesting import Suggestion


class CriterionForm(forms.Form):
    """How somebody meets a criterion. A yes and a no need their evidence; `seen` is the judgement on which it rests."""

    answer = forms.ChoiceField(label=_("Answer"), choices=[(one, decisions.IN_WORDS[one]) for one in decisions.ANSWERS])
    evidence = forms.CharField(
        label=_("Evidence"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    source = forms.CharField(label=_("Where from (optional)"), max_length=200, required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> None:
        """No judgement without a reason."""
        if self.cleaned_data.get("answer") != "unknown" and not self.cleaned_data.get("evidence", "").strip():
            self.add_error("evidence", _("Say what shows it."))


@dataclass(frozen=True)
class Suggested:
    """What a rule suggests: to be confirmed or dismissed."""

    answer: str
    label: str
    because: str
    confirmed: str
    dismissed: str


@dataclass(frozen=True)
class Line:
    """A criterion, and the form that judges it anew; open if something is wrong with it."""

    criterion: "Criterion"
    form: forms.Form
    problem: str = ""
    is_open: bool = False
    suggested: "Suggested | None" = None


def lines(story: "Story", suggestions: "Sequence[Suggestion]", tried: Tried | None) -> Sequence[Line]:
    """For the card."""
    failed = tried if tried and tried.where == "criterion" else None
    suggested = {one.criterion: _suggested(one) for one in suggestions}
    return [replace(_line(one, failed), suggested=suggested.get(one.key)) for one in story.criteria]


def _suggested(one: "Suggestion") -> Suggested:
    because = "; ".join(one.because)
    label = str(decisions.IN_WORDS[one.answer]).lower()
    evidence = gettext("%(because)s (suggested by a rule)") % {"because": because}
    dismissed = gettext("Suggested was “%(answer)s”: %(because)s") % {"answer": label, "because": because}
    return Suggested(one.answer, label, because, evidence, dismissed)


def _line(one: "Criterion", failed: Tried | None) -> Line:
    if failed and failed.name == one.key and failed.form:
        # What was typed stays; what it rests on is what stands there now.
        typed = {**{name: failed.form.data.get(name, "") for name in failed.form.fields}, "seen": one.touchpoint}
        return Line(one, CriterionForm(typed, auto_id=f"{one.key}_%s"), failed.problem, is_open=True)
    said = {"answer": one.answer, "evidence": one.evidence, "source": one.source, "seen": one.touchpoint}
    return Line(one, CriterionForm(initial=said, auto_id=f"{one.key}_%s"))
