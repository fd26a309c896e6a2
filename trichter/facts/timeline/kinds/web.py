"""What people do on our pages: forms, downloads, page views."""

from typing import Annotated, Any

from pydantic import Field

from trichter.facts.timeline.registry import KEPT, Kind, Payload, register
from trichter.kernel.words import Words


class Submission(Payload):
    """The answers to a form, by the question as it was asked."""

    title: str = ""
    answers: dict[str, Any] = Field(default_factory=dict)
    url: str = ""
    referrer: str = ""

    def summary(self) -> str:
        return self.title

    def quote(self) -> str:
        return "\n".join(f"{question}: {answer}" for question, answer in (self.answers or {}).items())


class Download(Payload):
    """A file taken."""

    title: str = ""

    def summary(self) -> str:
        return self.title


class PageView(Payload):
    """A page looked at; `seconds` is the time on it."""

    url: str
    title: str = ""
    seconds: Annotated[int | None, KEPT] = None

    def summary(self) -> str:
        return self.title or self.url or ""


register(
    Kind(
        "form.submitted",
        Words("Form submitted", "Formular gesendet"),
        "form",
        Submission,
        team="marketing",
        counts=frozenset({"act"}),
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
