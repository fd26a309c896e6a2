"""The form in which colleagues make an offer: plain fields, a row for each question, and nothing typed is ever lost.

A text of several entries has a line for each; answers to choose are written as “German | English”.
"""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from trichter.faces.web import offer_options
from trichter.faces.web.slugs import slug_of
from trichter.generation.forms.questions import Both, Means, Type
from trichter.generation.offers.choices import Choices
from trichter.generation.offers.content import SLUG, ConsentChoice, Content, Gives, Phase
from trichter.kernel.problems import problem

_NONE = ("", "—")
_LANGUAGES = (("de", _("German")), ("en", _("English")))
_MEANS: dict[Means, Any] = {"need": _("what they need"), "interest": _("what interests them"), "timing": _("how soon")}
_TYPES = [(kind.value, kind.label) for kind in Type if kind is not Type.CONSENT]
BOTH = ("kicker", "title", "text", "alt", "button", "thanks", "exchange")
PREFIX = "q"


def _line(label: Any, **how: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, **how)


def _text(label: Any, *, rows: int = 3, **how: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}), **how)


class OfferForm(forms.Form):
    """All but the questions. What a field needs before publishing is said by `publishing.problems`, not here."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    slug = _line(_("Address"), max_length=80, help_text=_("Stands in the link: /o/white-paper/"))
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=_LANGUAGES, widget=forms.CheckboxSelectMultiple, required=False
    )
    kicker_de, kicker_en = _line(_("Above the title")), _line(_("Above the title"))
    title_de, title_en = _line(_("Title")), _line(_("Title"))
    text_de, text_en = _text(_("Text"), rows=5), _text(_("Text"), rows=5)
    points_de = _text(_("Points"), help_text=_("One in each line"))
    points_en = _text(_("Points"), help_text=_("In the same order"))
    picture = forms.IntegerField(required=False, widget=forms.HiddenInput)
    picture_new = forms.FileField(label=_("Picture"), required=False, help_text=_("PNG, JPEG or WebP"))
    picture_gone = forms.BooleanField(label=_("No picture"), required=False)
    alt_de, alt_en = _line(_("What the picture shows")), _line(_("What the picture shows"))

    gives = forms.ChoiceField(label=_("What visitors get"), choices=Gives.choices)
    file = forms.IntegerField(required=False, widget=forms.HiddenInput)
    file_new = forms.FileField(label=_("File"), required=False)
    link = _line(_("Link"), max_length=2_000, widget=forms.URLInput)

    consent_choice = forms.ChoiceField(
        label=_("How advertising is agreed to"),
        choices=[("", _("please choose")), *ConsentChoice.choices],
        required=False,
    )
    asks = forms.MultipleChoiceField(label=_("Consents asked for"), widget=forms.CheckboxSelectMultiple, required=False)
    exchange_de, exchange_en = _text(_("What the exchange says")), _text(_("What the exchange says"))
    sponsors = _text(_("Sponsors"), help_text=_("One in each line, with the line of business: Name | Business"))

    button_de, button_en = _line(_("Button")), _line(_("Button"))
    thanks_de, thanks_en = _text(_("Thank-you")), _text(_("Thank-you"))

    phase = forms.ChoiceField(label=_("Buying phase"), choices=[_NONE, *Phase.choices], required=False)
    topics = _line(_("Topics"), help_text=_("Separated by commas"))
    channel = forms.ChoiceField(label=_("Channel, if the link says none"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign, if the link says none"), required=False)
    responsible = forms.ChoiceField(label=_("Responsible"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)
    tells = forms.MultipleChoiceField(
        label=_("Tell of each submission"), widget=forms.CheckboxSelectMultiple, required=False
    )
    origins = _text(_("Websites that may embed the form"), help_text=_("One in each line: https://www.firma.example"))

    def __init__(self, *given: Any, choices: Choices, **more: Any) -> None:
        super().__init__(*given, **more)
        for name in ("channel", "campaign", "responsible", "team"):
            self._choose(name, [_NONE, *_known(choices, name)])
        _mark_languages(self)
        self._choose("asks", choices.asks)
        self._choose("tells", choices.colleagues)

    def _choose(self, name: str, pairs: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = pairs

    def clean_slug(self) -> str:
        """Made from the title if nobody says one."""
        given = self.cleaned_data["slug"].strip().lower() or slug_of(
            self.data.get("title_de", "") or self.data.get("title_en", "")
        )
        if not re.fullmatch(SLUG, given):
            raise forms.ValidationError(_("Write small letters, digits and hyphens, such as white-paper."))
        return str(given)

    def clean_languages(self) -> list[str]:
        """At least one."""
        if not self.cleaned_data["languages"]:
            raise forms.ValidationError(_("Choose at least one language."))
        return list(self.cleaned_data["languages"])

    def said(self) -> dict[str, Any]:
        """As `Content` has it, without the questions."""
        given = self.cleaned_data
        plain = ("slug", "languages", "picture", "gives", "file", "link", "campaign")
        chosen = ("consent_choice", "phase", "channel", "team", "responsible")
        return {
            **{name: given[name] for name in plain},
            **{name: given[name] or None for name in chosen},
            **{name: {"de": given[f"{name}_de"], "en": given[f"{name}_en"]} for name in BOTH},
            "points": _side_by_side(given["points_de"], given["points_en"]),
            "asks": [dict(zip(("purpose", "channel"), ask.split(" "), strict=True)) for ask in given["asks"]],
            "sponsors": [
                dict(zip(("name", "business"), _halves(line), strict=True)) for line in _lines(given["sponsors"])
            ],
            "topics": [topic.strip() for topic in given["topics"].split(",") if topic.strip()],
            "tells": given["tells"],
            "origins": _lines(given["origins"]),
        }


class QuestionForm(forms.Form):
    """One question."""

    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    type = forms.ChoiceField(label=_("Type"), choices=_TYPES)
    label_de, label_en = _line(_("Question")), _line(_("Question"))
    hint_de, hint_en = _line(_("Hint")), _line(_("Hint"))
    options = _text(_("Answers to choose from"), help_text=_("One in each line: German | English"))
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    fills = forms.ChoiceField(label=_("Keeps the answer in"), required=False)
    means = forms.ChoiceField(label=_("Tells"), choices=[_NONE, *_MEANS.items()], required=False)
    is_required = forms.BooleanField(label=_("Required"), required=False)
    is_long = forms.BooleanField(label=_("Several lines"), required=False)

    def __init__(self, *given: Any, choices: Choices, **more: Any) -> None:
        super().__init__(*given, **more)
        _mark_languages(self)
        fills = self.fields["fills"]
        assert isinstance(fills, forms.ChoiceField)
        fills.choices = [_NONE, *choices.fields]

    def said(self, key: str) -> dict[str, Any]:
        """As `Question` has it."""
        given = self.cleaned_data
        is_choice = given["type"] in (Type.CHOICE, Type.MANY)
        return {
            "key": key,
            **{name: given[name] for name in ("type", "is_required", "is_long")},
            **{name: given[name] or None for name in ("fills", "means")},
            "label": {"de": given["label_de"], "en": given["label_en"]},
            "hint": {"de": given["hint_de"], "en": given["hint_en"]},
            "options": offer_options.read(_labels(given["options"]), given["kept"]) if is_choice else [],
        }


def raw(form: type[forms.Form], data: QueryDict, prefix: str = "") -> dict[str, Any]:
    """What was typed, right or wrong, by field."""
    names = {name: f"{prefix}-{name}" if prefix else name for name in form.base_fields}
    return {
        name: field.widget.value_from_datadict(data, {}, names[name])
        for name, field in form.base_fields.items()
        if not isinstance(field, forms.FileField)
    }


def misplaced(error: ValidationError) -> tuple[tuple[Any, ...], str]:
    """Where pydantic finds the first thing wrong, and what it is."""
    first = error.errors(include_url=False)[0]
    return first["loc"], problem(first)


def initial(content: Content) -> dict[str, Any]:
    """An offer as its form shows it."""
    asked = [f"{ask.purpose} {ask.channel}" for ask in content.asks]
    return {
        **content.model_dump(
            mode="json", include={"slug", "languages", "picture", "gives", "file", "link", "campaign"}
        ),
        **content.model_dump(mode="json", include={"consent_choice", "phase", "channel", "team", "responsible"}),
        **{f"{name}_{code}": getattr(getattr(content, name), code) for name in BOTH for code in ("de", "en")},
        **{f"points_{code}": "\n".join(getattr(one, code) for one in content.points) for code in ("de", "en")},
        "asks": asked,
        "sponsors": "\n".join(f"{one.name} | {one.business}" for one in content.sponsors),
        "topics": ", ".join(content.topics),
        "tells": [str(user) for user in content.tells],
        "origins": "\n".join(content.origins),
    }


def questions(content: Content) -> list[dict[str, Any]]:
    """Its questions as their rows show them."""
    return [
        {
            **question.model_dump(mode="json", include={"key", "type", "is_required", "is_long", "fills", "means"}),
            **{
                f"{name}_{code}": getattr(getattr(question, name), code)
                for name in ("label", "hint")
                for code in ("de", "en")
            },
            "options": offer_options.lines(question.options),
            "kept": offer_options.kept(question.options),
        }
        for question in content.questions
        if question.type is not Type.CONSENT
    ]


def _mark_languages(form: forms.Form) -> None:
    """Screen readers and spelling checkers have to know in which language a text is."""
    for name, field in form.fields.items():
        if name.endswith(("_de", "_en")):
            field.widget.attrs["lang"] = name[-2:]


def _known(choices: Choices, name: str) -> Any:
    return {
        "channel": choices.channels,
        "campaign": choices.campaigns,
        "responsible": choices.colleagues,
        "team": choices.teams,
    }[name]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _halves(line: str) -> tuple[str, str]:
    first, _bar, second = line.partition("|")
    return first.strip(), second.strip()


def _side_by_side(german: str, english: str) -> list[dict[str, str]]:
    texts = [_lines(german), _lines(english)]
    most = max(map(len, texts))
    padded = [text + [""] * (most - len(text)) for text in texts]
    return [{"de": de, "en": en} for de, en in zip(*padded, strict=True)]


def _labels(text: str) -> list[Both]:
    return [Both(de=german, en=english) for german, english in map(_halves, _lines(text))]
