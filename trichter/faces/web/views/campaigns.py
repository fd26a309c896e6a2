"""How people came: campaigns on their channels, and what both have cost."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from trichter.faces.web.returning import reader
from trichter.faces.web.roles import requires
from trichter.faces.web.settling import Setting, done, kept, set_back
from trichter.faces.web.slugs import slug_of
from trichter.faces.web.undoing import Facts, TooLate, Undo, undoable
from trichter.facts.staff.permissions import Permission
from trichter.facts.timeline import campaigns
from trichter.facts.timeline.campaigns import CHANNELS, Listed, NoSuchCampaign
from trichter.generation.costs import queries, services


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=required, input_formats=["%Y-%m-%d", "%d.%m.%Y"])


class CampaignForm(forms.Form):
    """What a campaign says of itself."""

    name = forms.CharField(label=_("Name"), max_length=200)
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS)
    starts_on = _day(_("First day (optional)"), required=False)
    ends_on = _day(_("Last day (optional)"), required=False)


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


@requires(Permission.SETTINGS)
def page(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/kampagnen/`: all campaigns and what was spent; a new one, or a cost, is noted here."""
    does = request.POST.get("do") if request.method == "POST" else ""
    new = NewCampaignForm(request.POST if does == "add" else None, prefix="new")
    cost = CostForm(request.POST if does == "cost" else None, prefix="cost")
    if does == "add" and new.is_valid() and _added(request, new):
        return redirect("campaigns")
    if does == "cost" and cost.is_valid() and _noted(request, cost):
        return redirect("campaigns")
    seen = {"campaigns": _with_cost(), "costs": queries.listing(), "new": new, "cost": cost}
    return render(request, "campaigns/list.html", seen)


@requires(Permission.SETTINGS)
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """`/einstellungen/kampagnen/<id>/`"""
    try:
        one = campaigns.campaign(campaign_id)
    except NoSuchCampaign:
        raise Http404 from None
    holds = {"name": one.name, "channel": one.channel, "starts_on": one.starts_on, "ends_on": one.ends_on}
    form = CampaignForm(request.POST if request.method == "POST" else None, initial=holds)
    if request.method == "POST" and form.is_valid():
        about = form.cleaned_data["name"]
        change = _CAMPAIGN.by(one.id, lambda: campaigns.change(one.key, **form.cleaned_data), about=about)
        if kept(request, form, change, what="campaign.changed", about=about, beside="ends_on"):
            return redirect("campaigns")
    return render(request, "campaigns/campaign.html", {"one": one, "form": form})


@requires(Permission.SETTINGS)
@require_POST
def remove_cost(request: HttpRequest, cost_id: int) -> HttpResponse:
    """It was noted by mistake."""
    remove = lambda: _bring_back(services.remove(cost_id))  # noqa: E731
    done(request, remove, what="cost.removed", about=f"#{cost_id}", said=_("The cost is removed."))
    return redirect("campaigns")


def _added(request: HttpRequest, form: NewCampaignForm) -> bool:
    given = dict(form.cleaned_data)
    key = given.pop("key").strip() or slug_of(given["name"])
    if not key:
        form.add_error("key", _("Write a key of letters or digits."))
        return False
    beside = "ends_on" if given["ends_on"] and given["starts_on"] and given["ends_on"] < given["starts_on"] else "key"
    add = lambda: campaigns.add(key, **given)  # noqa: E731
    return kept(request, form, add, what="campaign.made", about=given["name"], beside=beside)


def _noted(request: HttpRequest, form: CostForm) -> bool:
    told = form.told()
    about = f"{form.cleaned_data['amount']} €"
    note = lambda: Undo("cost.noted", {"cost": services.note(**told, by=reader(request)), "about": about})  # noqa: E731
    said = _("The cost is noted: %(amount)s.") % {"amount": about}
    return kept(request, form, note, what="cost.noted", about=about, said=said, beside="ends_on")


def _with_cost() -> list[tuple[Listed, int]]:
    spent = {number: cents for (_channel, number), cents in queries.spent(None, None).items() if number is not None}
    return [(one, spent.get(one.id, 0)) for one in campaigns.listing()]


def _holds(campaign_id: int) -> dict[str, Any]:
    one = campaigns.campaign(campaign_id)
    return {"key": one.key, "name": one.name, "channel": str(one.channel)} | _days(one.starts_on, one.ends_on)


def _set_back(_campaign_id: int, was: dict[str, Any], _by: int) -> None:
    campaigns.change(**was | _dates(was))


_CAMPAIGN = Setting("campaign", read=_holds, write=_set_back, what="campaign.changed")


def _bring_back(removed: services.Told | None) -> Undo | None:
    if removed is None:
        return None
    return Undo("cost.removed", {**removed, **_days(removed["starts_on"], removed["ends_on"])})


@undoable("cost.removed")
def _note_again(facts: Facts, *, by: int) -> None:
    with set_back(by=by, what="cost.noted", about=f"{Decimal(facts['cents']) / 100} €"):
        services.note(**{**facts, **_dates(facts)}, by=by)


@undoable("cost.noted")
def _remove_again(facts: Facts, *, by: int) -> None:
    with set_back(by=by, what="cost.removed", about=facts["about"]):
        if services.remove(facts["cost"]) is None:
            raise TooLate


def _days(*days: date | None) -> dict[str, str | None]:
    """As JSON."""
    return {name: day.isoformat() if day else None for name, day in zip(_SPAN, days, strict=True)}


def _dates(facts: Facts) -> dict[str, Any]:
    return {name: date.fromisoformat(facts[name]) if facts[name] else None for name in _SPAN}


_SPAN = ("starts_on", "ends_on")
