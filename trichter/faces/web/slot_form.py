"""The forms of a slot, of what stands in it for whom, and of a reader as whom it is looked at."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from trichter.facts.contacts import queries as contacts
from trichter.facts.timeline.hits.sources import Listed
from trichter.generation.tracking.slots import content
from trichter.generation.tracking.slots.content import AUDIENCES, LANGUAGES, Audience, Said, Variant, checked
from trichter.kernel.errors import DomainError
from trichter.qualification.lifecycle.buying.content import LABELS
from trichter.qualification.rules.problems import BadRule

_DAY = {"type": "date"}
_SPEAKS = [("de", _("German")), ("en", _("English"))]


class SlotForm(forms.Form):
    """A place in pages."""

    name = forms.CharField(
        label=_("Name in the page"),
        max_length=40,
        help_text=_("Small letters, digits and hyphens, such as start-hero"),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
    )
    label = forms.CharField(label=_("What you call it (optional)"), max_length=120, required=False)
    source = forms.TypedChoiceField(label=_("Site"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any = None, *, sources: list[Listed]) -> None:
        super().__init__(data)
        told = [("", _("All sites")), *((one.id, one.name) for one in sources)]
        self.fields["source"].choices = told  # type: ignore[attr-defined]


class LabelForm(forms.Form):
    """What colleagues call a slot."""

    label = forms.CharField(label=_("What you call it (optional)"), max_length=120, required=False)


class VariantForm(forms.Form):
    """A variant. What is asked of whom it is not for is left aside."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For you alone; no reader sees it"))
    audience = forms.ChoiceField(label=_("For whom"), choices=[(key, label) for key, label in AUDIENCES.items()])
    rule = forms.CharField(
        label=_("Known people: condition"),
        required=False,
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("Left empty, it fits everybody who is known"),
    )
    phase = forms.ChoiceField(label=_("Visitors: have read pages of the phase"), required=False)
    topics = forms.CharField(
        label=_("Visitors: have read about"),
        required=False,
        max_length=500,
        help_text=_("Topics of your pages with commas between them; one of them is enough"),
    )
    since = forms.DateField(label=_("From (optional)"), required=False, widget=forms.DateInput(attrs=_DAY))
    until = forms.DateField(label=_("Last day (optional)"), required=False, widget=forms.DateInput(attrs=_DAY))
    is_on = forms.BooleanField(label=_("Is shown"), required=False, initial=True)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, one: Variant | None = None, seen: int) -> None:
        super().__init__(data, initial={"seen": seen, **(_written(one) if one else {})})
        self.one = one
        phases = [("", pgettext_lazy("phase", "any")), *LABELS.items()]
        self.fields["phase"].choices = phases  # type: ignore[attr-defined]
        for language in LANGUAGES:
            self.fields |= _texts(language)

    @property
    def texts(self) -> list[tuple[object, list[forms.BoundField]]]:
        """The fields of each language, under its name."""
        return [(label, [self[f"{key}_{part}"] for part in Said.model_fields]) for key, label in _SPEAKS]

    def clean(self) -> dict[str, Any]:
        """The variant as it is kept; what is wrong is said at its field."""
        given = self.cleaned_data
        if self.errors:
            return given
        said = {key: self._said(key) for key in LANGUAGES}
        told = {name: given[name] for name in ("name", "audience", "rule", "phase", "since", "until", "is_on")}
        topics = tuple(dict.fromkeys(one.strip() for one in given["topics"].split(",") if one.strip()))
        number = self.one.number if self.one else 0
        if not self.errors:
            given["variant"] = self._checked(Variant(number=number, topics=topics, said=said, **told))
        return given

    def _said(self, language: str) -> Said:
        told = {part: self.cleaned_data[f"{language}_{part}"].strip() for part in Said.model_fields}
        said = Said(**told | {"text": told["text"].replace("\r\n", "\n")})
        try:
            content.check_link(said)
        except DomainError as problem:
            self.add_error(f"{language}_link", str(problem))
        return said

    def _checked(self, variant: Variant) -> Variant | None:
        try:
            return checked(variant)
        except BadRule as problem:
            self.add_error("rule", str(problem))
        except content.EndsBeforeItBegins as problem:
            self.add_error("until", str(problem))
        except DomainError as problem:
            self.add_error(None, str(problem))
        return None


class TryForm(forms.Form):
    """A reader: a person by their address, somebody by the pages that they have read, or somebody of whom nothing is
    known."""

    email = forms.EmailField(label=_("As this person (e-mail)"), required=False)
    pages = forms.CharField(
        label=_("Or as an unknown visitor who has read"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("A path in each line, such as /prices"),
    )
    language = forms.ChoiceField(label=_("Language of the page"), choices=_SPEAKS)

    def clean_email(self) -> str:
        """Of somebody who is known."""
        address: str = self.cleaned_data["email"]
        self.cleaned_data["contact"] = contacts.of_email(address) if address else None
        if address and self.cleaned_data["contact"] is None:
            raise forms.ValidationError(_("Nobody is known by this address."))
        return address


def _texts(language: str) -> dict[str, forms.Field]:
    area = forms.Textarea(attrs={"rows": 4})
    return {
        f"{language}_title": forms.CharField(label=_("Heading"), required=False, max_length=160),
        f"{language}_text": forms.CharField(
            label=_("Text"), required=False, max_length=3_000, widget=area, help_text=_("A blank line parts paragraphs")
        ),
        f"{language}_label": forms.CharField(label=_("Words of the link"), required=False, max_length=80),
        f"{language}_link": forms.CharField(
            label=_("Where it leads"),
            required=False,
            max_length=1_000,
            help_text=_("https://… or a path such as /demo"),
        ),
    }


def _written(one: Variant) -> dict[str, Any]:
    told = one.model_dump(exclude={"number", "said", "topics"}) | {"topics": ", ".join(one.topics)}
    texts = {
        f"{language}_{part}": getattr(said, part) for language, said in one.said.items() for part in Said.model_fields
    }
    return told | {"audience": Audience(one.audience).value} | texts
