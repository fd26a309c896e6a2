"""What can be set of a scoring model, as forms: a rule, and the limits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trichter.kernel.words import Words
from trichter.qualification.scoring.content import Content, FitRule
from trichter.qualification.scoring.editing import Wanted, text_of

_TEXT = {"rows": 3, "spellcheck": "false"}


class _NamedForm(forms.Form):
    de = forms.CharField(label=_("Name in German"), max_length=120, required=False)
    en = forms.CharField(label=_("Name in English"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """One name will do."""
        given = self.cleaned_data
        if not (given.get("de") or given.get("en")):
            self.add_error("de", _("Give it a name."))
        return given

    def label(self) -> Words:
        """Its name."""
        return Words.of({"en": self.cleaned_data["en"], "de": self.cleaned_data["de"]})


class GroupForm(_NamedForm):
    """Rules of fit that say much the same, and what they give together."""

    most = forms.IntegerField(label=_("Gives at most"), min_value=1, max_value=1_000)


class _RuleForm(_NamedForm):
    points = forms.IntegerField(
        label=_("Points"), min_value=-1_000, max_value=1_000, help_text=_("Below 0 they count against somebody.")
    )

    def wanted(self) -> Wanted:
        """The rule that it says."""
        given = self.cleaned_data
        more = {"most": given["most"]} if "most" in given else {"group": given["group"] or None}
        return Wanted(self.label(), given["points"], given["text"], **more)


class FitForm(_RuleForm):
    """Points for who somebody is."""

    text = forms.CharField(
        label=_("If this holds"),
        max_length=4_000,
        widget=forms.Textarea(attrs=_TEXT),
        help_text=_('A rule, such as: company.employees between 50 and 500 and place is in ("DE")'),
    )
    group = forms.ChoiceField(label=_("Together with (at most the points of the group)"), required=False)

    def __init__(self, *args: Any, content: Content, **given: Any) -> None:
        super().__init__(*args, **given)
        groups = [(one.key, f"{one.label} ({one.most})") for one in content.groups]
        self.fields["group"].choices = [("", "–"), *groups]  # type: ignore[attr-defined]


class EngagementForm(_RuleForm):
    """Points for what somebody does."""

    text = forms.CharField(
        label=_("If somebody does this"),
        max_length=4_000,
        widget=forms.Textarea(attrs=_TEXT),
        help_text=_('A kind of touchpoint, such as: page.viewed where path starts with "/preise"'),
    )
    most = forms.IntegerField(
        label=_("How many count at most"), min_value=1, max_value=100, initial=10, help_text=_("The latest ones.")
    )

    def __init__(self, *args: Any, content: Content, **given: Any) -> None:  # noqa: ARG002 as the other
        super().__init__(*args, **given)


class LimitsForm(forms.Form):
    """Half-life, where the grades begin, and what groups give at most."""

    half_life_days = forms.IntegerField(label=_("Points halve in so many days"))

    def __init__(self, data: Any, *, content: Content) -> None:
        super().__init__(data, initial={"half_life_days": content.half_life_days})
        self._content = content
        for name, label, cuts, grades in (
            ("fit", _("Fit %(grade)s from"), content.fit_cuts, "ABC"),
            ("engagement", _("Engagement %(grade)s from"), content.engagement_cuts, "123"),
        ):
            for cut, grade in zip(cuts, grades, strict=True):
                self.fields[f"{name}_{grade}"] = forms.IntegerField(
                    label=str(label) % {"grade": grade}, initial=cut, min_value=-10_000, max_value=10_000
                )
        for group in content.groups:
            self.fields[f"group-{group.key}"] = forms.IntegerField(
                label=_("“%(group)s” gives at most") % {"group": group.label},
                initial=group.most,
                min_value=1,
                max_value=1_000,
            )

    def said(self) -> tuple[dict[str, Any], dict[str, int]]:
        """The limits, and the caps of groups."""
        given = self.cleaned_data
        limits = {
            "half_life_days": given["half_life_days"],
            "fit_cuts": tuple(given[f"fit_{grade}"] for grade in "ABC"),
            "engagement_cuts": tuple(given[f"engagement_{grade}"] for grade in "123"),
        }
        return limits, {group.key: given[f"group-{group.key}"] for group in self._content.groups}


def rule_form(content: Content, one: Any, data: Any) -> FitForm | EngagementForm:
    """The form of a rule that is there."""
    held = {"de": one.label.de, "en": one.label.en, "points": one.points, "text": text_of(one)}
    if isinstance(one, FitRule):
        return FitForm(data, initial=held | {"group": one.group or ""}, content=content)
    return EngagementForm(data, initial=held | {"most": one.most}, content=content)
