"""The questions of the import wizard: what each column holds, and where the people come from."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from trichter.generation.imports.wizard.choices import Choices
from trichter.generation.imports.wizard.looking import Look
from trichter.generation.imports.wizard.offering import Offered
from trichter.generation.imports.wizard.targets import SKIP, Target

BASES = (
    ("customer", _("They are customers of ours.")),
    ("contract", _("They asked us for something, or a contract is in preparation.")),
    ("legitimate_interest", _("We have a legitimate interest: we met at a fair, or exchanged cards.")),
    ("consent", _("They have consented. We hold the proof and record it for each person afterwards.")),
    ("purchased", _("We have bought the addresses.")),
)


class FileForm(forms.Form):
    """A file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel, OpenDocument or CSV, up to 50 megabytes. It does not have to be tidy."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt,.tsv"}),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty.")},
    )


class OriginForm(forms.Form):
    """Where the people come from, and on which ground they may be kept. Nothing is required here: what is missing is
    asked for after it was kept."""

    source = forms.CharField(
        label=_("Where do these people come from?"),
        max_length=200,
        required=False,
        help_text=_("In your own words, such as “Visitor list of the fair E-world 2026”. It stands in their timeline."),
    )
    basis = forms.ChoiceField(
        label=_("On which ground may you keep them?"), choices=BASES, required=False, widget=forms.RadioSelect
    )
    purchased_on = forms.CharField(
        label=_("Bought on"), required=False, widget=forms.DateInput(attrs={"type": "date"}), max_length=10
    )
    purchased_contract = forms.CharField(label=_("Contract"), required=False, max_length=200)
    purchased_seller = forms.CharField(label=_("Seller"), required=False, max_length=200)
    channel = forms.ChoiceField(label=_("On which channel did they come?"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign (optional)"), required=False)
    stage = forms.ChoiceField(
        label=_("How far are they already? (optional)"),
        required=False,
        help_text=_("Somebody who is further along stays there."),
    )
    owner = forms.ChoiceField(label=_("Owner (optional)"), required=False)
    tags = forms.CharField(
        label=_("Tags for all of them (optional)"),
        required=False,
        max_length=200,
        help_text=_("Separated by commas. With a tag you find these people again."),
    )

    def __init__(self, data: QueryDict | None = None, *, choices: Choices, offered: Offered) -> None:
        super().__init__(data, initial=choices.model_dump())
        nothing = ("", "–")
        self._offer("channel", offered.channels)
        self._offer("campaign", [nothing, *offered.campaigns])
        self._offer("stage", [nothing, *offered.stages])
        self._offer("owner", [("", _("Nobody yet")), *offered.colleagues])

    def _offer(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField), name
        field.choices = list(choices)

    def said(self) -> dict[str, Any]:
        """Whatever was typed, also where it is wrong."""
        return {name: str(self[name].value() or "").strip() for name in self.fields}


def said_of_columns(posted: QueryDict, look: Look) -> dict[str, Any]:
    """The chosen target of each column; what nobody offered is no target."""
    chosen = {column.place: posted.get(f"column-{column.place}", SKIP) for column in look.columns}
    said: dict[str, Any] = {
        "columns": {place: target if target in look.known else SKIP for place, target in chosen.items()},
        "header": look.header,
        "sheet": look.table.sheet,
    }
    return said | ({"month_first": posted["order"] == "month"} if posted.get("order") else {})


def said_of_place(posted: QueryDict) -> dict[str, Any]:
    """Another sheet, or other lines of titles: the columns are others then, and are guessed anew."""
    lines = tuple(int(line) for line in posted.get("header", "").split("-") if line.isascii() and line.isdecimal())
    return {"sheet": posted.get("sheet", ""), "header": tuple(line for line in lines if line)[:2], "columns": {}}


def grouped(known: Iterable[Target]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The targets for a list of options under the headings of their groups."""
    return [
        (str(group), [(target.key, str(target.label)) for target in found])
        for group, found in groupby(known, key=lambda target: target.group)
    ]
