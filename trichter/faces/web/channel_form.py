"""The forms of a rule of channels, and of an address on which the rules are tried."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from trichter.faces.web.slugs import slug_of
from trichter.facts.timeline.campaigns import CHANNELS
from trichter.facts.timeline.origins.content import PARTS, Rule, split
from trichter.facts.timeline.origins.patterns import checked
from trichter.facts.timeline.origins.shipped import LABELS, label
from trichter.kernel.errors import DomainError

_AREA = {"rows": 2, "spellcheck": "false"}
WORDS = {
    "host": _("Page before"),
    "medium": _("Medium of the link (utm_medium)"),
    "source": _("Source of the link (utm_source)"),
    "campaign": _("Campaign of the link (utm_campaign)"),
    "click": _("Click id in the link"),
}
"""What a rule can ask, in the words of the page."""


def _part(name: str, hint: object) -> forms.CharField:
    widget = forms.Textarea(attrs=_AREA)
    return forms.CharField(label=WORDS[name], required=False, max_length=9_000, widget=widget, help_text=str(hint))


class RuleForm(forms.Form):
    """A rule as a person writes it: patterns by commas or lines."""

    name = forms.CharField(label=_("Name"), max_length=200)
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS)
    host = _part("host", _("partner.example, or partner.* for all its countries; with /path what lies there"))
    medium = _part("medium", _("newsletter, *mailing*: a star stands for anything"))
    source = _part("source", _("As a word or as a site"))
    campaign = _part("campaign", "")
    click = _part("click", _("Its name, such as gclid; what it says is never kept"))
    counts_for = forms.CharField(
        label=_("Campaign of such visits (optional)"),
        max_length=200,
        required=False,
        help_text=_("Where the link names none"),
    )

    def __init__(self, data: Any = None, *, rule: Rule | None = None, **given: Any) -> None:
        super().__init__(data, initial=_written(rule) if rule else None, **given)
        self.rule = rule

    def clean(self) -> dict[str, Any]:
        """The rule as it is kept; what cannot be compared is said at its field."""
        given = self.cleaned_data
        parts = {part: self._patterns(part) for part in PARTS}
        if not self.errors and not any(parts.values()):
            raise forms.ValidationError(_("Say at least in one field what a visit has to show."))
        if not self.errors:
            told = {"key": self._key(), "name": self._name(), "channel": given["channel"]}
            try:
                given["rule"] = Rule.model_validate(told | {"counts_for": given["counts_for"]} | parts)
            except ValidationError:
                raise forms.ValidationError(_("These are too many patterns for one rule.")) from None
        return given

    def _patterns(self, part: str) -> tuple[str, ...]:
        try:
            return tuple(checked(one) for one in split(self.cleaned_data.get(part) or ""))
        except DomainError as problem:
            self.add_error(part, str(problem))
            return ()

    def _key(self) -> str:
        return self.rule.key if self.rule else slug_of(self.cleaned_data["name"]) or "regel"

    def _name(self) -> str:
        """One that comes with us keeps its name in both languages unless the house calls it otherwise."""
        name: str = self.cleaned_data["name"]
        return "" if self.rule and not self.rule.name and name == label(self.rule) else name


class TryForm(forms.Form):
    """An address of our own site, and the page before it."""

    url = forms.CharField(
        label=_("Address on which somebody arrives"),
        max_length=4_000,
        required=False,
        help_text=_("With all that stands behind the question mark"),
    )
    referrer = forms.CharField(label=_("Page before (optional)"), max_length=4_000, required=False)

    def clean(self) -> dict[str, Any]:
        """Of nothing the rules say nothing."""
        given = super().clean() or {}
        if not self.errors and not any(given.values()):
            self.add_error("url", _("Type an address, or the page before."))
        return given


def _written(rule: Rule) -> dict[str, Any]:
    parts = {part: ", ".join(getattr(rule, part)) for part in PARTS}
    return parts | {"name": label(rule), "channel": rule.channel, "counts_for": rule.counts_for}


def is_ours(rule: Rule) -> bool:
    """Whether it came with Trichter, changed or not."""
    return rule.key in LABELS
