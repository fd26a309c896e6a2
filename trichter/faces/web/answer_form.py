"""The questions about what a person answered a colleague, and the photograph of the paper on which they did."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from trichter.generation.capture import answers, papers
from trichter.generation.capture.answers import Answer, Asked
from trichter.generation.capture.papers import Draft
from trichter.insight.asking import Option
from trichter.kernel.errors import DomainError

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Box:
    """An option with its tick."""

    option: Option
    is_ticked: bool


def how_field() -> forms.ChoiceField:
    """How it was said."""
    return forms.ChoiceField(
        label=_("How was it said?"),
        choices=answers.HOWS.items(),
        initial=answers.SPOKEN,
        help_text=_("What was only said is no proof for mails: the person then gets a mail and confirms it alone."),
    )


def note_field() -> forms.CharField:
    """The proof in words."""
    return forms.CharField(
        label=_("Proof in words"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who said it, when and to whom, or where the paper is kept."),
    )


def paper_field() -> forms.FileField:
    """The camera of a telephone, or a file."""
    accepted = {"accept": ",".join(papers.ACCEPTED), "capture": "environment"}
    return forms.FileField(label=_("Photograph of the paper"), required=False, widget=forms.FileInput(attrs=accepted))


class AnswerForm(forms.Form):
    """What somebody says to what is ticked."""

    says = forms.ChoiceField(
        label=_("The person"),
        choices=answers.SAYS.items(),
        initial=answers.GRANTED,
        widget=forms.RadioSelect,
    )
    how = how_field()
    at = forms.DateTimeField(
        label=_("When (empty: now)"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = note_field()
    paper = paper_field()


def boxes(options: Iterable[Option], ticked: Sequence[str]) -> list[Box]:
    """The options with what was ticked."""
    return [Box(option, option.value in ticked) for option in options]


def asked(ticked: Iterable[str]) -> list[Asked]:
    """What the ticks stand for, each purpose and channel once; what is no option of ours is none."""
    found: dict[tuple[str, str], Asked] = {}
    for value in ticked:
        purpose, channel, wording = (*value.split(" "), "", "")[:3]
        if purpose and channel and wording.isascii() and wording.isdecimal() and len(wording) < 19:
            found.setdefault((purpose, channel), Asked(purpose, channel, int(wording) or None))
    return list(found.values())


def answer(says: str, given: dict[str, Any], ticked: Iterable[str], paper: Draft | None) -> Answer:
    """What is recorded of it."""
    at: datetime | None = given.get("at")
    return Answer(says, asked(ticked), how=given["how"], note=given["note"].strip(), paper=paper, at=at)


def paper_of(request: HttpRequest, form: forms.Form) -> Draft | None:
    """The photograph that comes now, or the one of an earlier attempt; what is wrong with it the form says."""
    file = request.FILES.get("paper")
    token = "" if request.POST.get("without_paper") else request.POST.get("kept_paper", "")
    try:
        if file is not None:
            return papers.take(file, name=file.name or "")
        return papers.read(token) if token else None
    except DomainError as error:
        form.add_error("paper", str(error))
        return None


def kept(paper: Draft | None) -> dict[str, Any]:
    """For a page that is shown again: the photograph need not be taken twice."""
    return {"kept_paper": papers.sign(paper), "paper_name": paper.name} if paper else {}
