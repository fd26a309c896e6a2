"""Header lines of our mails, folded and encoded by ourselves (RFC 5322, RFC 2047).

Python's policies encode a link longer than a line as if it were German, and then no mail program finds the way out.
"""

import re
from collections.abc import Iterable
from email.header import Header

from trichter.spine.outreach.addressing import Mailbox, one_line

_WIDTH = 76
_LONGEST = 998
_SPECIAL = re.compile(r"[^A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]")


def text(name: str, value: str) -> bytes:
    """A line of words, such as the subject: in encoded words where it is not ASCII."""
    value = one_line(value)
    if value.isascii() and "=?" not in value and all(len(word) < _LONGEST - 100 for word in value.split(" ")):
        return structured(name, value)
    return _line(name, Header(value, "utf-8", header_name=name, maxlinelen=_WIDTH).encode(linesep="\r\n"))


def structured(name: str, value: str) -> bytes:
    """A line that stays as it is and is folded where it has spaces only."""
    line, lines = f"{name}:", []
    for word in one_line(value).split(" "):
        if len(line) + 1 + len(word) > _WIDTH and line != f"{name}:":
            lines.append(line)
            line = ""
        line += f" {word}"
    folded = "\r\n".join([*lines, line])
    if any(len(part.encode()) > _LONGEST for part in folded.split("\r\n")):
        raise ValueError(f"{name} cannot be folded")
    return folded.encode() + b"\r\n"


def mailboxes(name: str, listed: Iterable[tuple[str, Mailbox]]) -> bytes:
    """A line of people with their addresses."""
    written = [f"{shown} <{box}>" if (shown := _display(display)) else str(box) for display, box in listed]
    return structured(name, ", ".join(written)) if all(map(str.isascii, written)) else _line(name, ", ".join(written))


def _display(name: str) -> str:
    name = one_line(name)
    if not name.isascii() or "=?" in name:
        return Header(name, "utf-8", maxlinelen=_WIDTH - 20).encode(linesep="\r\n")
    if _SPECIAL.search(name):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return name


def _line(name: str, folded: str) -> bytes:
    return f"{name}: {folded}\r\n".encode()
