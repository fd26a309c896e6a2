"""A file in chunks that can be recorded independently of each other, and which of its lines are done."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from trichter.generation.imports.reading import Row

SIZE = 1_000
"""As many rows as `record` takes at once."""

Span = tuple[int, int]
"""A first and a last line."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive rows, and the lines of which they are all there is."""

    span: Span
    rows: list[Row]


class Lines:
    """A set of lines that are done: few spans, for whoever records takes the next lines."""

    def __init__(self, spans: Iterable[Sequence[int]] = ()) -> None:
        self.spans: list[Span] = sorted((first, last) for first, last in spans)

    def __contains__(self, line: int) -> bool:
        return any(first <= line <= last for first, last in self.spans)

    def with_span(self, span: Span) -> "Lines":
        """These lines and those of the span, which touches none of them; neighbours grow together."""
        merged: list[Span] = []
        for first, last in sorted([*self.spans, span]):
            if merged and merged[-1][1] + 1 == first:
                merged[-1] = (merged[-1][0], last)
            else:
                merged.append((first, last))
        return Lines(merged)


def cut(rows: Iterable[Row], done: Lines, *, size: int = SIZE) -> Iterator[Chunk]:
    """The rows that are not done, in chunks; none reaches over lines that are."""
    chunk: list[Row] = []
    before = 0
    for row in rows:
        is_done = bool(done.spans) and row.line in done
        if chunk and (is_done or len(chunk) == size):
            yield Chunk((before + 1, chunk[-1].line), chunk)
            before, chunk = chunk[-1].line, []
        if is_done:
            before = row.line
        else:
            chunk.append(row)
    if chunk:
        yield Chunk((before + 1, chunk[-1].line), chunk)
