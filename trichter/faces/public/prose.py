"""Plain text that a colleague wrote, as a page shows it: headings, paragraphs, lists, bold and links, nothing else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

Kind = Literal["h2", "h3", "p", "ul"]

_HEADING = re.compile(r"(#{1,3})\s+(.+)")
_ITEM = re.compile(r"[-*•]\s+(.+)")
_INLINE = re.compile(
    r"\[(?P<text>[^\]\n]+)\]\((?P<to>(?:https?://|mailto:|/(?!/))[^)\s\\]+)\)"
    r"|\*\*(?P<bold>[^*\n]+)\*\*"
    r"|(?P<bare>https?://[^\s<>()\[\]]*[^\s<>()\[\].,;:!?])"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a list, its lines ready to be shown."""

    kind: Kind
    lines: tuple[SafeString, ...]


def blocks(text: str) -> tuple[Block, ...]:
    """An empty line ends a paragraph; `#` begins a heading, `-` an item."""
    return tuple(_blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    for kind, lines in groupby(text.splitlines(), key=_kind):
        match kind:
            case "h2" | "h3":
                for line in lines:
                    yield Block(kind, (_inline(line.lstrip("#").strip()),))
            case "ul":
                yield Block("ul", tuple(_inline(line.strip()[1:].strip()) for line in lines))
            case "p":
                yield Block("p", tuple(_inline(line.strip()) for line in lines))


def _kind(line: str) -> Kind | None:
    line = line.strip()
    if heading := _HEADING.fullmatch(line):
        return "h3" if len(heading[1]) > 2 else "h2"
    if _ITEM.fullmatch(line):
        return "ul"
    return "p" if line else None


def _inline(line: str) -> SafeString:
    """All is escaped; a link leads to the web, to a mailbox or to a page of ours (LAW 4.4)."""
    return format_html_join("", "{}", ((piece,) for piece in _pieces(line)))


def _pieces(line: str) -> Iterator[SafeString]:
    at = 0
    for found in _INLINE.finditer(line):
        yield conditional_escape(line[at : found.start()])
        yield _piece(found)
        at = found.end()
    yield conditional_escape(line[at:])


def _piece(found: re.Match[str]) -> SafeString:
    if found["bold"]:
        return format_html("<b>{}</b>", found["bold"])
    to = found["to"] or found["bare"]
    return format_html('<a class="link" href="{}" rel="noopener">{}</a>', to, found["text"] or to)
