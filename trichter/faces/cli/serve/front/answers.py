"""What the WSGI application answers: whole if it is small, else its start and what gives the rest."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from trichter.faces.cli.serve.front.environ import Environ

WHOLE = 256 * 1024
"""Bytes that are read at once, within the same turn of the thread: pages, style sheets, scripts."""

PIECE = 64 * 1024
"""As many of a longer answer at a time."""

Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


def _nothing() -> None:
    """There is nothing to close."""


@dataclass(slots=True)
class Answer:
    """`rest` gives the pieces after `start`; None if there are none, and then all is closed."""

    status: int
    headers: list[tuple[bytes, bytes]]
    start: bytes
    rest: Iterator[bytes] | None = None
    close: Callable[[], None] = _nothing

    def next_piece(self) -> tuple[bytes, bool]:
        """Some more of the rest, and whether it ends with that."""
        assert self.rest is not None
        return _some(self.rest, PIECE)


def answer_of(application: Application, environ: Environ) -> Answer:
    """Ask the application, within the thread that calls."""
    told: list[tuple[int, list[tuple[bytes, bytes]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Callable[[bytes], None]:
        told.append((int(status[:3]), [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in headers]))
        return _no_write

    given = application(environ, start_response)
    close: Callable[[], None] = getattr(given, "close", _nothing)
    is_head = environ["REQUEST_METHOD"] == "HEAD"
    try:
        pieces = iter(given)
        start, is_all = (b"", True) if is_head else _some(pieces, WHOLE)
    except BaseException:
        close()
        raise
    status, headers = told[-1]
    if is_all:
        close()
        return Answer(status, headers, start)
    return Answer(status, headers, start, pieces, close)


def _some(pieces: Iterator[bytes], most: int) -> tuple[bytes, bool]:
    """Pieces together, until they are more than so many bytes; and whether there are no others."""
    read: list[bytes] = []
    size = 0
    for piece in pieces:
        read.append(piece)
        size += len(piece)
        if size > most:
            return b"".join(read), False
    return b"".join(read), True


def _no_write(_piece: bytes) -> None:
    message = "Applications of our house give an iterable (PEP 3333 has write() for older ones)."
    raise NotImplementedError(message)
