"""The stage of a person, set by hand: either way, with a reason, and it holds until new facts lead on."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trichter.faces.web.undoing import Facts, Undo, undoable
from trichter.faces.web.views.tried import Tried
from trichter.spine import decisions
from trichter.spine.decisions import Led

if TYPE_CHECKING:
    from trichter.insight.record import Record


class StageForm(forms.Form):
    """Where to, and why. `seen` is the decision on which it rests: another one meanwhile is shown first."""

    stage = forms.ChoiceField(label=_("Stage"))
    reason = forms.CharField(label=_("Why"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
    in_error = forms.BooleanField(
        label=_("The stage until now was an error: it does not count as reached"), required=False
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


def stage_form(record: "Record", tried: Tried | None) -> tuple[forms.Form, str]:
    """The form, and what is wrong with it."""
    story = record.story
    if tried and tried.where == "stage" and tried.form:
        # What was typed stays; what it rests on is what stands there now.
        typed = {name: tried.form.data.get(name, "") for name in ("stage", "reason", "in_error")}
        return form_for(story.stages, typed | {"seen": story.newest}), tried.problem
    here = next((step.key for step in record.path if step.current), "lead")
    return form_for(story.stages, initial={"stage": here, "seen": story.newest}), ""


def undoing(made: Led) -> Undo:
    """What undoes that somebody was led to a stage."""
    return Undo("stage", asdict(made))


@undoable("stage")
def _undo(facts: Facts, *, by: int) -> None:
    led = Led(facts["contact_id"], facts["touchpoint_id"], tuple(facts["errors"]))
    decisions.unset_stage(led, by=by)


def form_for(stages: Iterable[tuple[str, str]], data: Mapping[str, object] | None = None, **given: Any) -> StageForm:
    """With the stages to choose from, by key."""
    form = StageForm(data, auto_id="stage_%s", **given)
    form.fields["stage"].choices = list(stages)  # type: ignore[attr-defined]
    return form
