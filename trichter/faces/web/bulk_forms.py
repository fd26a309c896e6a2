"""What has to be said before the same is done to many people: a form for each action, which gives the work's facts."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trichter.faces.web.views.tasks import evening, taker
from trichter.insight.belongings import in_use
from trichter.insight.names import stages
from trichter.kernel.words import Words
from trichter.sales.tasks.queries import takers

Facts = dict[str, Any]
CHOICES = [("in", _("Add")), ("out", _("Exclude")), ("rule", _("Leave it to the rule"))]


class Action(forms.Form):
    """One of the things that can be done to many."""

    work = ""
    heading = Words("", "")
    go = Words("Start", "Starten")
    warning: Words | None = None
    is_final = False
    """Whether nothing brings back what it does: then it reaches nobody but those who are named when it starts."""

    def facts(self) -> Facts:
        """What the work needs to know, as JSON."""
        raise NotImplementedError


class Owner(Action):
    """Whoever is to look after them."""

    work, heading = "bulk.owner", Words("Assign", "Zuweisen")
    owner = forms.ChoiceField(label=_("Owner"), required=False)

    def __init__(self, *given: Any, **also: Any) -> None:
        super().__init__(*given, **also)
        _choose(self, "owner", [("", _("Nobody")), *takers().colleagues])

    def facts(self) -> Facts:
        return {"owner": int(self.cleaned_data["owner"]) if self.cleaned_data["owner"] else None}


class Tag(Action):
    """A word that stands at their names."""

    work, heading = "bulk.tag", Words("Tag", "Schlagwort")
    tag = forms.CharField(label=_("Tag"), max_length=100)
    does = forms.ChoiceField(label=_("What to do"), choices=[("set", _("Set it")), ("drop", _("Take it away"))])

    def facts(self) -> Facts:
        return {"tag": self.cleaned_data["tag"].strip(), "on": self.cleaned_data["does"] == "set"}


class Stage(Action):
    """Where they stand from now on."""

    work, heading = "bulk.stage", Words("Change the stage", "Phase ändern")
    stage = forms.ChoiceField(label=_("Stage"))
    reason = forms.CharField(label=_("Why"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *given: Any, **also: Any) -> None:
        super().__init__(*given, **also)
        known = [(f"{track}.{key}", stage) for (track, key), stage in stages().items() if not stage.is_anonymous]
        _choose(self, "stage", known)

    def facts(self) -> Facts:
        track, _dot, stage = self.cleaned_data["stage"].partition(".")
        return {"track": track, "stage": stage, "reason": self.cleaned_data["reason"]}


class Segment(Action):
    """In or out, whatever its rule says."""

    work, heading = "bulk.segment", Words("Segment", "Segment")
    segment = forms.ChoiceField(label=_("Segment"))
    choice = forms.ChoiceField(label=_("What to do"), choices=CHOICES)
    reason = forms.CharField(label=_("Why (optional)"), max_length=500, required=False)

    def __init__(self, *given: Any, **also: Any) -> None:
        super().__init__(*given, **also)
        _choose(self, "segment", [(str(number), name) for number, name in in_use()])

    def facts(self) -> Facts:
        said = self.cleaned_data
        return {"segment": int(said["segment"]), "choice": said["choice"], "reason": said["reason"]}


class Task(Action):
    """Something to be done for each of them."""

    work, heading = "bulk.task", Words("Open tasks", "Aufgaben anlegen")
    title = forms.CharField(label=_("What is to be done"), max_length=300)
    to = forms.ChoiceField(label=_("For whom"))
    owners = forms.BooleanField(label=_("Whoever is the owner of a person gets their task"), required=False)
    due_on = forms.DateField(
        label=_("Due on (optional)"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *given: Any, **also: Any) -> None:
        super().__init__(*given, **also)
        known = takers()
        colleagues = [(f"user:{number}", name) for number, name in known.colleagues]
        teams = [(f"team:{number}", name) for number, name in known.teams]
        grouped = [(_("Colleagues"), colleagues), (_("Teams"), teams)]
        _choose(self, "to", [(label, choices) for label, choices in grouped if choices])

    def facts(self) -> Facts:
        said = self.cleaned_data
        to, team = taker(said["to"])
        due = evening(said["due_on"])
        return {
            "title": said["title"].strip(),
            "to": to,
            "team": team,
            "owners": said["owners"],
            "due_at": due.isoformat() if due else None,
        }


class Export(Action):
    """All that is known of them, as a table."""

    work, heading = "bulk.export", Words("Export", "Exportieren")
    go = Words("Make the file", "Datei erstellen")
    suffix = forms.ChoiceField(label=_("Format"), choices=[(".xlsx", "Excel (XLSX)"), (".csv", "CSV")])

    def facts(self) -> Facts:
        return {"suffix": self.cleaned_data["suffix"], "language": (get_language() or "de")[:2]}


class Erase(Action):
    """Nothing that leads back to them stays."""

    work, heading = "bulk.erase", Words("Erase", "Löschen")
    go = Words("Erase for good", "Endgültig löschen")
    is_final = True
    warning = Words(
        "This cannot be undone: nothing that leads back to these people stays.",
        "Das lässt sich nicht rückgängig machen: Es bleibt nichts, was zu diesen Personen zurückführt.",
    )
    suppresses = forms.BooleanField(label=_("Never write to their addresses again"), required=False, initial=True)
    sure = forms.BooleanField(label=_("Yes, erase these people for good"))

    def facts(self) -> Facts:
        return {"suppresses": self.cleaned_data["suppresses"]}


ACTIONS: Mapping[str, type[Action]] = {
    "owner": Owner, "tag": Tag, "stage": Stage, "task": Task, "segment": Segment,
}  # fmt: skip
"""By the word in the address; export and erasure have addresses of their own, for they need more than the right to
change many."""


def _choose(form: Action, name: str, choices: list[Any]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]
