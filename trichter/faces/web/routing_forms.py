"""What can be set of the routing of leads, as forms; a week is written as people write opening hours."""

import re
from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from trichter.kernel.workinghours import Calendar, Span
from trichter.sales.handover.calendars import LONGEST, BadHours, Pace
from trichter.sales.handover.regions import REGIONS
from trichter.sales.tasks.queries import takers

DAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
_SPAN = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2})(?::(\d{2}))?")


class RouteForm(forms.Form):
    """A route; the condition in words."""

    name = forms.CharField(label=_("Name"), max_length=120)
    to = forms.ChoiceField(label=_("Goes to"))
    condition = forms.CharField(
        label=_("Condition (freely, in words)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_('Left empty, it fits everybody. For example: company.employees at least 50 and place is in ("DE")'),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        known = takers()
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (_("Teams"), [(f"team:{pk}", name) for pk, name in known.teams]),
            (_("Colleagues"), [(f"user:{pk}", name) for pk, name in known.colleagues]),
        ]


class NewRouteForm(RouteForm):
    """The usual conditions need no words."""

    places = forms.CharField(
        label=_("Territory"),
        required=False,
        max_length=500,
        help_text=_("Countries, postal codes or towns: DE 20000-29999, AT, Kiel"),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    offer = forms.TypedChoiceField(label=_("Has taken the offer"), required=False, coerce=int, empty_value=None)
    field_order = ("name", "to", "places", "language", "offer", "condition")

    def __init__(self, *args: Any, offers: list[tuple[int, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["language"].choices = [("", "–"), *settings.LANGUAGES]  # type: ignore[attr-defined]
        self.fields["offer"].choices = [("", "–"), *offers]  # type: ignore[attr-defined]


class HoursForm(forms.Form):
    """When a team works, and how long it may take."""

    hours = forms.DecimalField(
        label=_("Deadline in working hours"), min_value=0, max_value=LONGEST, decimal_places=2, max_digits=5
    )
    warning = forms.DecimalField(
        label=_("Reminder, so many working hours before"),
        min_value=0,
        max_value=LONGEST,
        decimal_places=2,
        max_digits=5,
    )
    zone = forms.CharField(label=_("Time zone"), max_length=64)
    region = forms.ChoiceField(label=_("Public holidays"), required=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        none = [("", _("none"))]
        self.fields["region"].choices = [*none, *((country, parts) for country, parts in REGIONS)]  # type: ignore[attr-defined]
        for number, day in enumerate(DAYS):
            self.fields[f"day{number}"] = forms.CharField(label=day, required=False, max_length=100)

    def pace(self) -> Pace:
        """What the form says. Raises `BadHours`."""
        given = self.cleaned_data
        week = tuple(spans(given[f"day{number}"]) for number in range(7))
        return Pace(Calendar(given["zone"], week, given["region"]), given["hours"], given["warning"])


def held(pace: Pace) -> dict[str, Any]:
    """What the form shows at first."""
    week = {f"day{number}": written(day) for number, day in enumerate(pace.calendar.week)}
    return {
        "hours": pace.hours.normalize(),
        "warning": pace.warning.normalize(),
        "zone": pace.calendar.zone,
        "region": pace.calendar.region,
        **week,
    }


def written(day: tuple[Span, ...]) -> str:
    """09:00–12:30, 13:30–17:00"""
    return ", ".join(f"{begin:%H:%M}–{'24:00' if end == time() else f'{end:%H:%M}'}" for begin, end in day)


def spans(text: str) -> tuple[Span, ...]:
    """The other way round. Raises `BadHours`."""
    return tuple(_span(part) for part in text.split(",") if part.strip())


def _span(part: str) -> Span:
    found = _SPAN.fullmatch(part.strip())
    if found is None:
        raise BadHours
    begin, begun, end, ended = (int(number or 0) for number in found.groups())
    try:
        return time(begin, begun), time(0) if (end, ended) == (24, 0) else time(end, ended)
    except ValueError:
        raise BadHours from None


class ShareForm(forms.Form):
    """What somebody takes."""

    colleague = forms.IntegerField(widget=forms.HiddenInput)
    weight = forms.IntegerField(label=_("Weight"), min_value=0, max_value=100)
    weekly = forms.IntegerField(label=_("At most in a week"), min_value=0, max_value=100, required=False)


class AwayForm(forms.Form):
    """Days on which somebody is not there."""

    colleague = forms.ChoiceField(label=_("Who"))
    since = forms.DateField(label=_("First day away"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Last day away"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, colleagues: list[tuple[int, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["colleague"].choices = colleagues  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A reason for which leads are rejected, in both languages."""

    de = forms.CharField(label=_("In German"), required=False, max_length=120)
    en = forms.CharField(label=_("In English"), required=False, max_length=120)
