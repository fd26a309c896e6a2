"""The questions about somebody who is written down: who, on which way, what they need, what is next."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from trichter.faces.web.answer_form import answer, asked, how_field, note_field, paper_field
from trichter.facts.contacts import definitions, identifiers
from trichter.facts.contacts.definitions import CustomField
from trichter.facts.timeline import campaigns
from trichter.generation.capture import answers
from trichter.generation.capture.papers import Draft
from trichter.generation.capture.people import Met
from trichter.insight.asking import LANGUAGES
from trichter.kernel.errors import DomainError
from trichter.sales.tasks.queries import Takers

STAYS = ("channel", "campaign", "place", "collector", "language")
"""What is the same for the next one at the stand."""
MOST_CHOICES = 3
PERSON, FIRM = "person", "firm"
_NAMES = {"de": _("German"), "en": _("English")}


def _text(label: Any, *, most: int = 200, **attrs: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, widget=forms.TextInput(attrs=attrs))


class CaptureForm(forms.Form):
    """Nothing is required but that somebody can be told from nobody."""

    who = forms.ChoiceField(
        label=_("Who"),
        choices=[(PERSON, _("A person")), (FIRM, _("Only a company"))],
        initial=PERSON,
        required=False,
        widget=forms.RadioSelect,
    )
    first_name = _text(_("First name"), autocomplete="off", autocapitalize="words")
    last_name = _text(_("Last name"), autocomplete="off", autocapitalize="words")
    firm = _text(_("Company"), autocomplete="off", autocapitalize="words")
    position = _text(_("Position (optional)"), autocomplete="off")
    email = _text(_("E-mail"), most=254, type="email", inputmode="email", autocomplete="off", autocapitalize="none")
    phone = _text(_("Phone"), type="tel", autocomplete="off")
    language = forms.ChoiceField(label=_("Language"), choices=[(one, _NAMES[one]) for one in LANGUAGES])
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    place = _text(_("Where you met (optional)"))
    collector = forms.ChoiceField(label=_("Collected by"), required=False)
    interest = _text(_("Product"))
    need = forms.CharField(
        label=_("In their own words"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    how = how_field()
    note = note_field()
    paper = paper_field()
    task = _text(_("What is to be done"), most=300)
    due_on = forms.DateField(
        label=_("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    to = forms.ChoiceField(label=_("For whom"), required=False)

    def __init__(self, *given: Any, takers: Takers, **also: Any) -> None:
        super().__init__(*given, **also)
        nothing = ("", "–")
        self.colleagues = {str(number): name for number, name in takers.colleagues}
        teams = [(f"team:{number}", name) for number, name in takers.teams]
        people = [(f"user:{number}", name) for number, name in takers.colleagues]
        self.own = [one for one in definitions.custom_fields() if one.type == "many"][:MOST_CHOICES]
        if not self.is_bound:
            first = "firm" if self.initial.get("who") == FIRM else "first_name"
            self.fields[first].widget.attrs["autofocus"] = True
        self._choose("channel", [nothing, *campaigns.CHANNELS])
        self._choose("campaign", [nothing, *((one.key, one.name) for one in campaigns.listing()[:200])])
        self._choose("collector", self.colleagues.items())
        self._choose("to", [(_("Colleagues"), people), (_("Teams"), teams)])

    def _choose(self, name: str, choices: Iterable[Any]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        return self._normal("email", identifiers.email)

    def clean_phone(self) -> str:
        return self._normal("phone", identifiers.phone)

    def clean(self) -> None:
        said = self.cleaned_data
        if said.get("due_on") and not said.get("task"):
            self.add_error("task", _now("Say what is to be done."))
        if said.get("note") and not asked(self.ticked):
            self.add_error("note", str(answers.NothingAsked()))

    @property
    def ticked(self) -> list[str]:
        """What was agreed to, in the words of the person's language."""
        return _listed(self.data, f"asked_{self['language'].value()}")

    @property
    def interests(self) -> list["Interest"]:
        """The choices that the house has declared, with what is chosen."""
        return [Interest(one, _listed(self.data, f"custom_{one.key}")) for one in self.own]

    @property
    def has_answer(self) -> bool:
        """Whether something was said of consent."""
        return bool(self.ticked or any(self[name].value() or self[name].errors for name in ("note", "paper")))

    @property
    def has_task(self) -> bool:
        """Whether something was said of a next step."""
        return any(self[name].value() or self[name].errors for name in ("task", "due_on"))

    def _normal(self, name: str, read: Any) -> str:
        given: str = self.cleaned_data[name].strip()
        try:
            if given:
                read(given)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from None
        return given

    def met(self, paper: Draft | None, *, contact: int | None, by: int) -> Met:
        """What is recorded of a valid form."""
        said = {name: value for name, value in self.cleaned_data.items() if name in _OF_MET}
        collector = said.pop("collector")
        is_other = collector not in ("", str(by))
        return Met(
            **said,
            contact=contact,
            is_firm_alone=self.cleaned_data["who"] == FIRM,
            collector=int(collector) if is_other else None,
            collected_by=self.colleagues[collector] if is_other else "",
            interests={one.field.key: one.options for one in self.interests if one.options},
            answer=answer(answers.GRANTED, self.cleaned_data, self.ticked, None) if self.ticked else None,
            paper=paper,
        )


_OF_MET = frozenset(
    {
        *("first_name", "last_name", "email", "phone", "position", "firm", "language", "channel", "campaign"),
        *("place", "collector", "interest", "need"),
    }
)


@dataclass(frozen=True)
class Interest:
    """A custom field of several choices, and what is chosen."""

    field: CustomField
    chosen: list[str]

    @property
    def options(self) -> list[str]:
        """The chosen ones that there are."""
        return [one for one in self.field.options if one in self.chosen]

    @property
    def boxes(self) -> Iterator[tuple[str, bool]]:
        """All of them, ticked or not."""
        return ((one, one in self.chosen) for one in self.field.options)


def _listed(data: Any, name: str) -> list[str]:
    return list(data.getlist(name)) if hasattr(data, "getlist") else []
