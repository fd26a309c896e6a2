"""Which pages of the firm's sites belong to which phase of buying, and what they are about; by their paths."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trichter.faces.web.roles import requires
from trichter.faces.web.settling import Setting, kept
from trichter.facts.staff.permissions import Permission
from trichter.generation.tracking.contents import NO_PHASE, Contents, Rule, publish, written
from trichter.kernel.bulk import json, read_json
from trichter.kernel.errors import DomainError
from trichter.qualification.lifecycle.buying.content import LABELS, PHASES

_LONGEST = 50_000


def _written(lines: dict[str, str]) -> list[Rule]:
    return [rule for phase, told in lines.items() for rule in written(phase, told)]


_CONTENTS = Setting(
    "site_contents",
    read=lambda _key: Contents.now().lines(),
    write=lambda _key, was, _by: publish(_written(was)),
    what="contents.published",
)


class ContentsForm(forms.Form):
    """The paths of each phase, a line each. `seen` are the lines that are changed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=4 * _LONGEST)

    def __init__(self, data: Any = None) -> None:
        lines = Contents.now().lines()
        super().__init__(data, initial={"seen": json(lines)})
        for phase in (*PHASES, NO_PHASE):
            label = str(LABELS[phase]) if phase else gettext_lazy("No phase, topics alone")
            area = forms.Textarea(attrs={"rows": max(3, lines[phase].count("\n") + 2), "spellcheck": "false"})
            self.fields[phase or "none"] = forms.CharField(
                label=label, initial=lines[phase], required=False, max_length=_LONGEST, widget=area
            )

    def clean(self) -> dict[str, Any]:
        """The rules; what is no path is said at its phase."""
        given = self.cleaned_data
        given["rules"] = [rule for phase in (*PHASES, NO_PHASE) for rule in self._rules(phase)]
        return given

    def clean_seen(self) -> Any:
        """As it was put there; anything else is nothing that anybody has seen."""
        try:
            return read_json(self.cleaned_data["seen"])
        except ValueError:
            return {}

    def _rules(self, phase: str) -> list[Rule]:
        name = phase or "none"
        try:
            return written(phase, self.cleaned_data.get(name) or "")
        except DomainError as problem:
            self.add_error(name, str(problem))
            return []


@requires(Permission.SETTINGS)
def page(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/website/`"""
    form = ContentsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given, about = form.cleaned_data, _("Content of the website")
        change = _CONTENTS.by("", lambda: publish(given["rules"], seen=given["seen"]), about=about)
        if kept(request, form, change, what="contents.published", about=about):
            return redirect("site_contents")
        # What somebody else has written meanwhile is what is changed next.
        told = request.POST.copy()
        told["seen"] = json(Contents.now().lines())
        form.data = told
    return render(request, "settings/site_contents.html", {"form": form, "stands": Contents.now().lines()})
