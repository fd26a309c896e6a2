"""Recording chunks, each in one transaction with how far the run is; large files are shared among processes.

Python is busy three times as long as the database, so a second process nearly doubles the pace.
"""

import gc
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction

from trichter.generation.imports.chunks import Chunk, Lines
from trichter.generation.imports.crews import crew
from trichter.generation.imports.errors import AlreadyRunning
from trichter.generation.imports.house import House
from trichter.generation.imports.mapping import Mapper, compiled
from trichter.generation.imports.models import ImportRun
from trichter.generation.imports.profiles import Profile
from trichter.generation.imports.reading import Problem, Row
from trichter.generation.imports.rejects import Rejected, Rejects
from trichter.kernel.errors import DomainError
from trichter.spine import intake
from trichter.spine.touch import Recorded, Touch

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")
MOST = 4
"""Processes beyond which one database has no more to give."""
WORTHWHILE = 20_000
"""Rows from which on the start of processes pays."""


def processes_for(rows: int) -> int:
    """How many processes should write a file of so many rows."""
    return min(os.cpu_count() or 1, MOST) if rows >= WORTHWHILE else 1


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a writer has to know of a run; it travels to other processes."""

    profile: Profile
    header: list[str]
    house: House
    run: int | None
    began_at: datetime
    rejects: Path | None = None
    delimiter: str = ""

    def mapper(self) -> Mapper:
        """Turns the rows into touches."""
        return compiled(self.profile, self.header, self.house, run=self.run, began_at=self.began_at)

    def file(self) -> Rejects | None:
        """Takes the refused rows."""
        return Rejects(self.rejects, header=self.header, delimiter=self.delimiter) if self.rejects else None


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a chunk."""

    rows: int
    rejected: list[Rejected]


class Writer:
    """Records chunks in this process."""

    def __init__(self, plan: Plan) -> None:
        assert plan.run is not None, "nothing is written without a run"
        self._run = plan.run
        self._mapper = plan.mapper()
        self._file = plan.file()

    def write(self, chunk: Chunk) -> Written:
        """Record a chunk; what is refused is on the disk before anything is committed.

        Raises `AlreadyRunning` if somebody else has done it.
        """
        with _undisturbed(), transaction.atomic():
            recorded, rejected = tried(intake.record, *mapped(chunk.rows, self._mapper))
            # From here on the writers of a run go one after the other: only a moment, until the commit.
            one = ImportRun.objects.select_for_update().get(pk=self._run)
            if chunk.span[0] in Lines(one.done):
                raise AlreadyRunning
            if self._file:
                self._file.append(rejected)
            _count(one, recorded, rejected)
            one.done = Lines(one.done).with_span(chunk.span).spans
            one.save(update_fields=["done", "created", "matched", "unchanged", "rejected"])
        return Written(len(chunk.rows), rejected)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A chunk makes and drops a hundred thousand objects: to look for garbage among them took a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def mapped(rows: Iterable[Row], mapper: Mapper) -> tuple[list[Touch], list[Row], list[Rejected]]:
    """The touches of rows, the row of each, and the rows that cannot be recorded."""
    touches, origins, rejected = list[Touch](), list[Row](), list[Rejected]()
    for row in rows:
        found = mapper(row)
        if isinstance(found, Touch):
            touches.append(found)
            origins.append(row)
        else:
            rejected.append(Rejected(row, found))
    return touches, origins, rejected


def tried(
    do: Callable[[Sequence[Touch]], list[T]],
    touches: Sequence[Touch],
    origins: Sequence[Row],
    rejected: Sequence[Rejected],
) -> tuple[list[T], list[Rejected]]:
    """Do something with touches; what only the spine refuses joins the rejected rows, alone."""
    done, refused = _halving(do, touches, origins)
    return done, sorted([*rejected, *refused], key=lambda one: one.row.line)


def _halving(
    do: Callable[[Sequence[Touch]], list[T]], touches: Sequence[Touch], origins: Sequence[Row]
) -> tuple[list[T], list[Rejected]]:
    try:
        return do(touches) if touches else [], []
    except intake.TooBusy:
        raise
    except DomainError as error:
        if len(touches) == 1:
            return [], [Rejected(origins[0], [Problem("", str(error))])]
    half = len(touches) // 2
    left, left_refused = _halving(do, touches[:half], origins[:half])
    right, right_refused = _halving(do, touches[half:], origins[half:])
    return left + right, left_refused + right_refused


def _count(one: ImportRun, recorded: Sequence[Recorded], rejected: Sequence[Rejected]) -> None:
    unchanged = sum(answer.repeated for answer in recorded)
    created = sum(answer.created for answer in recorded)
    one.unchanged += unchanged
    one.created += created
    one.matched += len(recorded) - unchanged - created
    one.rejected += len(rejected)


def written(plan: Plan, chunks: Iterator[Chunk], *, processes: int) -> Generator[Written]:
    """Record chunks, here or in other processes; answers in their order. Whoever stops asking stops the work."""
    if processes == 1:
        writer = Writer(plan)
        yield from map(writer.write, chunks)
        return
    coming: deque[Future[Written]] = deque()
    pool = crew(processes, plan)
    try:
        for chunk in chunks:
            coming.append(pool.submit(write_here, chunk))
            if len(coming) > 2 * processes:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


class _Here:
    """The writer of this process, if it is one of a crew."""

    writer: Writer


def begin_here(plan: Plan) -> None:
    """Get ready for `write_here`."""
    _Here.writer = Writer(plan)


def write_here(chunk: Chunk) -> Written:
    """Record a chunk in a process of a crew."""
    return _Here.writer.write(chunk)
