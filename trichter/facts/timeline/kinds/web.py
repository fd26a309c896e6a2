"""What people do on our pages: forms, downloads, page views."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from trichter.facts.timeline.registry import KEPT, Kind, Payload, register
from trichter.kernel.words import Words


class Asked(BaseModel):
    """A question as it was asked and its answer as people read it; `means` is what it tells a first contact."""

    question: str
    answer: str
    means: Literal["need", "interest", "timing", ""] = ""


class Submission(Payload):
    """The answers to a form, by the question as it was asked.

    `asked` are the questions that no field of the contact answers; `need`, `interest` and `timing` what they mean.
    `url` is the form's page and `referrer` the page before it, both without queries. `wants` is what was asked for,
    `notice` the privacy notice that was shown (LAW 1.15); `responsible` and `team` are who answers, `tells`
    the colleagues who want to know. `is_rescued` if it lay among the doubtful ones before it was recorded.
    """

    title: str = ""
    answers: dict[str, Any] = Field(default_factory=dict)
    asked: list[Asked] = Field(default_factory=list)
    need: str = ""
    interest: str = ""
    timing: str = ""
    url: str = ""
    referrer: str = ""
    utm: dict[str, str] = Field(default_factory=dict)
    topics: list[str] = Field(default_factory=list)
    asset: str = ""
    offer: Annotated[int | None, KEPT] = None
    version: Annotated[int | None, KEPT] = None
    notice: Annotated[int | None, KEPT] = None
    language: Annotated[Literal["de", "en"] | None, KEPT] = None
    wants: Annotated[Literal["file", "link", "callback", "answer", "newsletter"] | None, KEPT] = None
    phase: Annotated[Literal["need", "evaluation", "purchase"] | None, KEPT] = None
    responsible: Annotated[int | None, KEPT] = None
    team: Annotated[int | None, KEPT] = None
    tells: list[int] | None = None
    is_rescued: Annotated[bool | None, KEPT] = None

    def summary(self) -> str:
        return self.title

    def quote(self) -> str:
        return "\n".join(f"{question}: {answer}" for question, answer in (self.answers or {}).items())


class Download(Payload):
    """A file taken; `fetch` counts how often by the same link."""

    title: str = ""
    asset: Annotated[int | None, KEPT] = None
    fetch: Annotated[int | None, KEPT] = None

    def summary(self) -> str:
        return self.title


class PageView(Payload):
    """A page looked at; `seconds` is the time on it, `visit` the session in which it was, `phase` and `topics` what the
    page is about."""

    url: str
    title: str = ""
    seconds: Annotated[int | None, KEPT] = None
    visit: Annotated[int | None, KEPT] = None
    phase: Annotated[Literal["need", "evaluation", "purchase"] | None, KEPT] = None
    topics: list[str] = Field(default_factory=list)

    def summary(self) -> str:
        return self.title or self.url or ""


register(
    Kind(
        "form.submitted",
        Words("Form submitted", "Formular gesendet"),
        "form",
        Submission,
        team="marketing",
        counts=frozenset({"act", "request"}),
    )
)
register(
    Kind(
        "asset.downloaded",
        Words("Download", "Download"),
        "download",
        Download,
        team="marketing",
        counts=frozenset({"act"}),
    )
)
register(Kind("page.viewed", Words("Page viewed", "Seite besucht"), "page", PageView, team="marketing"))
