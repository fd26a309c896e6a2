"""The forms of campaigns, of their links, and of what they have cost."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trichter.facts.staff import team
from trichter.facts.timeline import campaigns
from trichter.facts.timeline.campaigns import CHANNELS, Listed, Plan
from trichter.facts.timeline.origins.parameters import prefilled
from trichter.generation.costs.tables import LARGEST, Took


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=required, input_formats=["%Y-%m-%d", "%d.%m.%Y"])


class CampaignForm(forms.Form):
    """What a campaign says of itself."""

    name = forms.CharField(label=_("Name"), max_length=200)
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS)
    starts_on = _day(_("First day (optional)"), required=False)
    ends_on = _day(_("Last day (optional)"), required=False)
    budget = forms.DecimalField(
        label=_("Budget in euros (optional)"),
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        required=False,
        localize=True,
    )
    target = forms.IntegerField(
        label=_("Leads that it is to bring (optional)"), min_value=1, max_value=10_000_000, required=False
    )
    owner = forms.TypedChoiceField(label=_("Owner (optional)"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["owner"].choices = [("", "–"), *_colleagues()]  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        """As `campaigns` wants it."""
        given = self.cleaned_data
        told = {name: given[name] for name in ("name", "channel", "starts_on", "ends_on")}
        budget = int(given["budget"] * 100) if given["budget"] else None
        return told | {"plan": Plan(budget, given["target"], given["owner"])}


class NewCampaignForm(CampaignForm):
    """A new one."""

    key = forms.CharField(
        label=_("Key (optional)"),
        max_length=80,
        required=False,
        help_text=_("As utm_campaign in links and files names it"),
    )


class CostForm(forms.Form):
    """What something has cost in a time."""

    about = forms.ChoiceField(label=_("For"))
    amount = forms.DecimalField(
        label=_("Amount in euros"), max_digits=12, decimal_places=2, min_value=Decimal("0.01"), localize=True
    )
    starts_on, ends_on = _day(_("First day")), _day(_("Last day"))
    text = forms.CharField(label=_("Note (optional)"), max_length=200, required=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        known = [(f"campaign {one.id}", one.name) for one in campaigns.listing()]
        channels = [(f"channel {key}", label) for key, label in CHANNELS]
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            *([(_("Campaigns"), known)] if known else []),
            (_("A channel as a whole"), channels),
        ]

    def told(self) -> dict[str, Any]:
        """As `costs.services` wants it."""
        given = self.cleaned_data
        what, _space, which = given["about"].partition(" ")
        about = {"campaign": int(which)} if what == "campaign" else {"channel": which}
        days = {"starts_on": given["starts_on"], "ends_on": given["ends_on"]}
        return about | days | {"cents": int(given["amount"] * 100), "text": given["text"]}


class TableForm(forms.Form):
    """A file with costs."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("Columns: day (or from and to), campaign or channel, amount, note"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv"}),
    )
    took: Took | None = None

    def clean_file(self) -> Any:
        """Read only if it is no larger than a table of costs can be."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                _("The file is larger than %(size)s megabytes."), params={"size": LARGEST // 1_000_000}
            )
        return file


class LinkForm(forms.Form):
    """A link of a campaign: where it leads, and what it says of itself."""

    target = forms.CharField(
        label=_("Page to which the link leads"),
        max_length=1_000,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    source = forms.CharField(label=_("Source (utm_source)"), max_length=100)
    medium = forms.CharField(label=_("Medium (utm_medium)"), max_length=100)
    content = forms.CharField(
        label=_("Which one (utm_content, optional)"),
        max_length=100,
        required=False,
        help_text=_("Such as flyer-a, so that several of a campaign can be told apart"),
    )
    slug = forms.CharField(label=_("End of the short link (optional)"), max_length=60, required=False)

    def __init__(self, data: Any, *, campaign: Listed) -> None:
        source, medium = prefilled(campaign.channel)
        super().__init__(data, prefix="link", initial={"source": source, "medium": medium})


def held(one: Listed) -> dict[str, Any]:
    """What the form of a campaign begins with."""
    budget = Decimal(one.plan.budget) / 100 if one.plan.budget else None
    told = {"name": one.name, "channel": one.channel, "starts_on": one.starts_on, "ends_on": one.ends_on}
    return told | {"budget": budget, "target": one.plan.target, "owner": one.plan.owner}


def _colleagues() -> list[tuple[int, str]]:
    return sorted(team.names().items(), key=lambda one: one[1].casefold())
