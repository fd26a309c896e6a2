"""The ways that people go: what their stages are called, and by which rules somebody comes to each."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from trichter.faces.web.roles import requires
from trichter.faces.web.settling import Setting, kept
from trichter.facts.staff.permissions import Permission
from trichter.insight import rulebooks
from trichter.insight.rulebooks import TrackPage
from trichter.kernel.words import Words
from trichter.qualification.lifecycle import policies


class StagesForm(forms.Form):
    """The names of all stages of a track, in both languages."""

    def __init__(self, track: TrackPage, data: object = None) -> None:
        super().__init__(data, prefix=track.key)  # type: ignore[arg-type]
        self.stages = track.stages
        for stage in track.stages:
            for language, word in stage.label.row().items():
                name = f"{stage.label} ({language})"
                self.fields[f"{stage.key}-{language}"] = forms.CharField(label=name, initial=word, max_length=60)

    def told(self) -> dict[str, Words]:
        """By stage."""
        given = self.cleaned_data
        return {stage.key: Words(given[f"{stage.key}-en"], given[f"{stage.key}-de"]) for stage in self.stages}


@dataclass(frozen=True)
class Shown:
    """A track, and the form of its names."""

    track: TrackPage
    form: StagesForm


@requires(Permission.SETTINGS)
def page(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/phasen/`: all tracks; each names its stages in a form of its own."""
    sent = request.POST.get("track") if request.method == "POST" else None
    shown = [Shown(one, StagesForm(one, request.POST if one.key == sent else None)) for one in rulebooks.tracks()]
    for one in shown:
        if one.track.key == sent and one.form.is_valid() and _named(request, one):
            return redirect("stages")
    return render(request, "tracks/list.html", {"shown": shown})


def _named(request: HttpRequest, one: Shown) -> bool:
    about = str(one.track.label)
    name = _NAMES.by(one.track.key, lambda: policies.name_stages(one.track.key, one.form.told()), about=about)
    return kept(request, one.form, name, what="stages.named", about=about, said=_("The stages are called so now."))


def _names(track: str) -> dict[str, dict[str, str]]:
    return {stage.key: stage.label.row() for one in policies.described() if one.key == track for stage in one.stages}


def _name_back(track: str, was: dict[str, dict[str, str]], _by: int) -> None:
    policies.name_stages(track, {stage: Words.of(label) for stage, label in was.items()})


_NAMES = Setting("stages.names", read=_names, write=_name_back, what="stages.named")
