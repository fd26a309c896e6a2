"""The form of a source of events."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trichter.facts.timeline.hits.sources import GROUNDS, Listed, ground


class SourceForm(forms.Form):
    """A site or a system that sends events. Of our own pages the sites are given."""

    name = forms.CharField(label=_("Name"), max_length=200)
    hosts = forms.CharField(
        label=_("Sites"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("One in a line, such as www.example.com or *.example.com. Browsers elsewhere are refused."),
    )
    ground = forms.ChoiceField(
        label=_("What is kept of visitors, and on what word"), choices=GROUNDS, initial=GROUNDS[0][0]
    )
    may_identify = forms.BooleanField(
        label=_("May say who a visitor is (identify, alias)"),
        required=False,
        help_text=_("Only for systems whose key nobody else reads: a key on a web page can be read by everybody."),
    )

    def __init__(self, data: Any = None, *, one: Listed | None = None, is_own: bool = False, **more: Any) -> None:
        if one:
            told = {"name": one.name, "ground": one.ground, "may_identify": one.may_identify}
            more["initial"] = told | {"hosts": "\n".join(one.hosts)}
        super().__init__(data, **more)
        if is_own:
            for name in ("hosts", "may_identify"):
                del self.fields[name]

    def told(self, one: Listed | None = None) -> dict[str, Any]:
        """As `sources` wants it; what the form does not ask stays as it is."""
        given = self.cleaned_data
        kept = {"name": one.name, "hosts": one.hosts, "may_identify": one.may_identify} if one else {}
        asked = {"hosts": given["hosts"].splitlines()} if "hosts" in given else {}
        return {**kept, **given, **asked, "ground": ground(given["ground"])}
