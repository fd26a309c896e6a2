"""What the mail that asks for a confirmation must not bear: courts read a logo, a welcome or an offer to help as
advertising, and then it needed the consent that it asks for (LAW 1.2; LG Stendal 22 S 87/20, also between firms)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from trichter.spine.outreach import links
from trichter.spine.outreach.templates import Rendered

_LONGEST = 1_500
_WELCOME = re.compile(
    r"\b(?:herzlich )?willkommen\b|\bwelcome\b|\bschön,? dass\b|\bwe are happy\b|\bfreuen uns\b", re.I
)
_PITCH = re.compile(
    r"\b(?:kontaktieren sie|melden sie sich (?:gern|jederzeit)|rufen sie (?:uns|gern)|bei fragen|haben sie fragen"
    r"|für sie da|contact us|get in touch|any questions|call us|feel free|happy to help|at your service)\b",
    re.I,
)
_ADVERTISING = re.compile(
    r"\b(?:rabatt|gutschein|kostenlos\w*|jetzt (?:sichern|kaufen|testen)|exklusiv\w*|sonderangebot|entdecken sie"
    r"|unsere (?:produkte|leistungen|lösungen)|discount|voucher|free trial|buy now|exclusive|special offer|discover our"
    r"|our (?:products|services|solutions))\b",
    re.I,
)
_WORDS = (("welcome", _WELCOME), ("contact pitch", _PITCH), ("advertising", _ADVERTISING))
_URL = re.compile(r"https?://[^\s<>\"']+")
_PAINTED = re.compile(r"url\(|background-image|@import|@font-face", re.I)


@dataclass(frozen=True, slots=True)
class Offence:
    """What is wrong, and where it stands."""

    what: str
    found: str


class _Reader(HTMLParser):
    """Its words, its links and what would be loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hrefs: list[str] = []
        self.loaded: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("style", "title"):
            self._hidden += 1
        if tag in ("img", "svg", "script", "iframe", "video", "audio", "object", "link", "input") or given.get(
            "background"
        ):
            self.loaded.append(tag)
        if _PAINTED.search(given.get("style") or ""):
            self.loaded.append(f"{tag} style")
        if tag == "a":
            self.hrefs.append(given.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)
        elif _PAINTED.search(data):
            self.loaded.append("style")


def check_bare(rendered: Rendered) -> list[Offence]:
    """All offences of a mail; an empty list if it bears nothing but words, one link and the Impressum."""
    reader = _Reader()
    reader.feed(rendered.html)
    shown = " ".join(" ".join(reader.words).split())
    return [
        *(Offence("picture or other load", what) for what in reader.loaded),
        *_links(reader.hrefs, where="html"),
        *_links(_URL.findall(rendered.text), where="text"),
        *_says(f"{rendered.subject}\n{shown}"),
        *_says(rendered.text),
        *(Offence("length", str(len(said))) for said in (shown, rendered.text) if len(said) > _LONGEST),
    ]


def _links(found: list[str], *, where: str) -> Iterator[Offence]:
    """One way to confirm, and the Impressum; no home page, no `mailto:`, no `tel:`."""
    others = sorted(set(found) - {links.url("/impressum/")})
    confirming = [url for url in others if url.startswith(links.url("/"))]
    yield from (Offence(f"link in {where}", url) for url in others if url not in confirming)
    if len(confirming) != 1:
        yield Offence(f"links to confirm in {where}", str(len(confirming)))


def _says(text: str) -> Iterator[Offence]:
    for what, pattern in _WORDS:
        if found := pattern.search(text):
            yield Offence(what, found[0])
