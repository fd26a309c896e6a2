"""What people may agree to, and the exact words in which they are asked: every version is kept (LAW 1.1)."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from trichter.faces.web.roles import requires
from trichter.faces.web.settling import Setting, kept
from trichter.faces.web.slugs import slug_of
from trichter.facts.consent import wordings
from trichter.facts.consent.wordings import CHANNELS, Asked, Listed, UnknownPurpose
from trichter.facts.staff.permissions import Permission
from trichter.kernel.words import Words


class LabelForm(forms.Form):
    """What a purpose is called, in both languages."""

    de = forms.CharField(label=_("German name"), max_length=200)
    en = forms.CharField(label=_("English name"), max_length=200)

    @property
    def words(self) -> Words:
        """Both."""
        return Words(self.cleaned_data["en"], self.cleaned_data["de"])


class WordingForm(forms.Form):
    """The words on one channel, in one language."""

    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    text = forms.CharField(
        label=_("Wording"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("As people read it"),
    )


class NextForm(WordingForm):
    """The next version of words that are there."""

    channel = forms.ChoiceField(choices=CHANNELS, widget=forms.HiddenInput)
    language = forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.HiddenInput)


@dataclass(frozen=True)
class InForce:
    """What the page shows of one wording."""

    asked: Asked
    name: Any
    form: NextForm


@requires(Permission.SETTINGS)
def page(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/zwecke/`: all of them; a new one is added here."""
    form = LabelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        key = slug_of(form.words.en)
        if not key:
            form.add_error("en", _("Take a name with letters or digits."))
        elif kept(
            request,
            form,
            lambda: wordings.add_purpose(key, label=form.words),
            what="purpose.made",
            about=str(form.words),
            said=_("Saved. Now say in which words people are asked."),
            beside="en",
        ):
            return redirect("purpose", key)
    return render(request, "purposes/list.html", {"purposes": wordings.purposes(), "form": form})


@requires(Permission.SETTINGS)
def purpose(request: HttpRequest, key: str) -> HttpResponse:
    """`/einstellungen/zwecke/<key>/`: its name, its wordings, and a new version of one."""
    one = _one(key)
    does = request.POST.get("do", "") if request.method == "POST" else ""
    label = LabelForm(request.POST if does == "name" else None, initial=one.label.row())
    sent = _sent(request, does)
    if does == "name" and label.is_valid() and _named(request, label, one):
        return redirect("purpose", key)
    if sent is not None and sent.is_valid() and _published(request, sent, one):
        return redirect("purpose", key)
    new = sent if does == "new" else WordingForm(prefix="new")
    seen = {"one": one, "label": label, "wordings": [_in_force(asked, sent) for asked in one.asked], "new": new}
    return render(request, "purposes/purpose.html", seen)


def _sent(request: HttpRequest, does: str) -> WordingForm | None:
    if does == "new":
        return WordingForm(request.POST, prefix="new")
    return NextForm(request.POST, prefix=request.POST.get("prefix", "")) if does == "next" else None


def _named(request: HttpRequest, label: LabelForm, one: Listed) -> bool:
    about = str(label.words)
    change = _NAME.by(one.key, lambda: _name(one.key, label.words.row(), 0), about=about)
    return kept(request, label, change, what="purpose.changed", about=about)


def _name(key: str, label: dict[str, str], _by: int) -> None:
    wordings.declare_purpose(key, label=Words.of(label), position=wordings.purpose(key).position)


_NAME = Setting("purpose.name", read=lambda key: wordings.purpose(key).label.row(), write=_name, what="purpose.changed")


def _published(request: HttpRequest, sent: WordingForm, one: Listed) -> bool:
    given = {**sent.cleaned_data, "text": sent.cleaned_data["text"].replace("\r\n", "\n").strip()}
    about = f"{one.label}: {dict(CHANNELS).get(given['channel'], given['channel'])}, {given['language']}"
    said = _("Published. Offers ask in these words from the next time they are published.")
    publish = lambda: wordings.publish_wording(one.key, **given)  # noqa: E731
    return kept(request, sent, publish, what="wording.published", about=about, said=said, beside="text")


def _in_force(asked: Asked, sent: WordingForm | None) -> InForce:
    prefix = f"{asked.channel}-{asked.language}"
    holds = {"channel": asked.channel, "language": asked.language, "text": asked.in_force.text}
    form = sent if isinstance(sent, NextForm) and sent.prefix == prefix else NextForm(prefix=prefix, initial=holds)
    return InForce(asked, dict(settings.LANGUAGES).get(asked.language, asked.language), form)


def _one(key: str) -> Listed:
    try:
        return wordings.purpose(key)
    except UnknownPurpose:
        raise Http404 from None
