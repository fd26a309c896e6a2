"""A file as chunks that are ready to be recorded; the next one is read while the one before is being written."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from trichter.generation.imports.mapping import Mapper
from trichter.generation.imports.reading import Row
from trichter.generation.imports.rejects import Rejected
from trichter.spine.touch import Touch

SIZE = 1_000
"""As many as `record` takes at once."""

T = TypeVar("T")


@dataclass(slots=True)
class Chunk:
    """Consecutive rows: the touches to record, each with its row, and the rows that were refused.

    `rows` counts all of them; `line` is where the last one begins.
    """

    rows: int = 0
    line: int = 0
    touches: list[Touch] = field(default_factory=list)
    origins: list[Row] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


def chunks(rows: Iterable[Row], mapper: Mapper, *, after: int = 0, size: int = SIZE) -> Iterator[Chunk]:
    """The rows behind the first `after`, mapped."""
    rest = iter(islice(rows, after, None))
    while chunk := _chunk(list(islice(rest, size)), mapper):
        yield chunk


def _chunk(rows: list[Row], mapper: Mapper) -> Chunk | None:
    if not rows:
        return None
    chunk = Chunk(rows=len(rows), line=rows[-1].line)
    for row in rows:
        found = mapper(row)
        if isinstance(found, Touch):
            chunk.touches.append(found)
            chunk.origins.append(row)
        else:
            chunk.rejected.append(Rejected(row, found))
    return chunk


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same, each prepared in a thread while the caller is busy with the one before.

    The thread shares the caller's language and clock. Errors arrive where the item would have.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="import") as pool:

        def prepare() -> "Future[T | None]":
            return pool.submit(copy_context().run, lambda: next(items, None))

        coming = prepare()
        while (item := coming.result()) is not None:
            coming = prepare()
            yield item
