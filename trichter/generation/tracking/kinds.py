"""What known people do on the firm's sites, beside looking at pages."""

from typing import Annotated, Any

from pydantic import Field

from trichter.facts.timeline.registry import KEPT, Counts, Kind, Payload, register
from trichter.kernel.words import Words

ACT: frozenset[Counts] = frozenset({"act"})


class OnPage(Payload):
    """Something on a page; `visit` is the session in which it was."""

    url: str = ""
    title: str = ""
    visit: Annotated[int | None, KEPT] = None

    def summary(self) -> str:
        return self.title or self.url or ""


class Tracked(OnPage):
    """An event that the firm's own site or another system tells, with what it says of it."""

    name: str = ""
    properties: dict[str, Any] = Field(default_factory=dict)

    def summary(self) -> str:
        return " · ".join(part for part in (self.name, self.title or self.url) if part)


class Identified(Payload):
    """Another system says who a browser is; `source` is that system, by its number."""

    source: Annotated[int | None, KEPT] = None
    traits: dict[str, Any] = Field(default_factory=dict)


def _on_page(name: str, label: Words, icon: str, payload: type[Payload] = OnPage) -> None:
    register(Kind(name, label, icon, payload, team="marketing"))


_on_page("web.tracked", Words("Event on the website", "Ereignis auf der Website"), "bolt", Tracked)
_on_page("web.link_followed", Words("Link to elsewhere followed", "Link nach außen gefolgt"), "globe", Tracked)
_on_page("web.file_taken", Words("File downloaded", "Datei heruntergeladen"), "download", Tracked)
_on_page("web.form_begun", Words("Form begun", "Formular begonnen"), "form", Tracked)
_on_page("web.form_abandoned", Words("Form abandoned", "Formular abgebrochen"), "form", Tracked)
register(
    Kind(
        "visitor.identified",
        Words("Known by another system", "Durch ein anderes System bekannt"),
        "user",
        Identified,
        team="marketing",
    )
)
