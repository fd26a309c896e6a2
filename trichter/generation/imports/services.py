"""Importing a file: rows become touches, and each chunk of them is recorded in one transaction with how far the run is.

So a crash anywhere loses and doubles nothing, and whoever runs the same import again goes on where it ended.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction

from trichter.generation.imports import errors, queries
from trichter.generation.imports.chunks import Chunk, Lines, cut
from trichter.generation.imports.house import House
from trichter.generation.imports.house import read as read_house
from trichter.generation.imports.mapping import compiled
from trichter.generation.imports.models import ImportRun, State
from trichter.generation.imports.profiles import Profile
from trichter.generation.imports.reading import Row, opened
from trichter.generation.imports.rejects import Rejected, place_of
from trichter.generation.imports.sniffing import Sniffed, sniff
from trichter.generation.imports.writing import Plan, mapped, processes_for, tried, written
from trichter.kernel import clock
from trichter.spine.preparing import Prepared, prepare
from trichter.spine.touch import Touch

LOCKS = 7_401
"""The class of our advisory locks; the number in it is the run's."""
PATIENCE = 5.0
"""Seconds that the database may take to notice that the process which had a run was killed."""
_SHOWN = 10
_COUNTS = ("created", "matched", "unchanged", "rejected")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; `expected` rows are an estimate. It went on after so many rows of an earlier attempt."""

    rows: int
    expected: int
    resumed_after: int = 0
    run: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a file; `created`, `matched`, `unchanged` and `rejected` add up to `rows`.

    `problems` are the first of those that were met this time: line, column, reason.
    """

    rows: int
    created: int
    matched: int
    unchanged: int
    rejected: int
    state: str
    run: int | None = None
    resumed_after: int = 0
    rejects: str = ""
    problems: Sequence[Mapping[str, Any]] = ()

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return asdict(self)


Tell = Callable[[Progress], None]
Ask = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file that can be imported with a profile: everything but its rows has been checked."""

    table: Sniffed
    profile: Profile
    house: House
    header: list[str]
    rows: Iterator[Row]

    def plan(self, one: ImportRun | None, rejects: Path | None) -> Plan:
        run, began_at = (one.pk, one.started_at) if one else (None, clock.now())
        return Plan(self.profile, self.header, self.house, run, began_at, rejects, self.table.delimiter)

    def progress(self, rows: int, *, resumed_after: int = 0, run: int | None = None) -> Progress:
        return Progress(rows, max(self.table.lines, rows), resumed_after, run)


def run(
    path: Path,
    profile: Profile,
    *,
    rejects: Path | None = None,
    only_resume: bool = False,
    processes: int | None = None,
    tell: Tell = lambda _progress: None,
    is_cancelled: Ask = lambda: False,
) -> Report:
    """Import a file, or go on where an unfinished import of it with this profile ended.

    Raises `Unreadable`, `BadProfile`, `AlreadyRunning` and `NothingToResume`; what is recorded by then stays.
    """
    with _opened(path, profile, rejects) as file:
        one = _begun(file, rejects, only_resume=only_resume)
        with _alone(one):
            plan, resumed_after = file.plan(one, Path(one.rejects)), one.rows
            _tidy(one, plan)
            tell(file.progress(resumed_after, resumed_after=resumed_after, run=one.pk))
            rows, state, problems = resumed_after, State.FINISHED, _Problems()
            chunks = cut(file.rows, Lines(one.done))
            with closing(written(plan, chunks, processes=processes or processes_for(file.table.lines))) as answers:
                for answer in answers:
                    rows += answer.rows
                    problems.take(answer.rejected)
                    tell(file.progress(rows, resumed_after=resumed_after))
                    if is_cancelled():
                        state = State.STOPPED
                        break
            return _ended(one, plan, state, resumed_after=resumed_after, problems=problems)


def check(
    path: Path,
    profile: Profile,
    *,
    rejects: Path | None = None,
    tell: Tell = lambda _progress: None,
    is_cancelled: Ask = lambda: False,
) -> Report:
    """What `run` would do, with nothing written but the refused rows, and these only where somebody wants them."""
    with _opened(path, profile, rejects) as file:
        plan = file.plan(None, rejects)
        mapper, refused = plan.mapper(), plan.file()
        if refused:
            refused.keep(Lines())
        guess, problems = _Guess(), _Problems()
        for chunk in cut(file.rows, Lines()):
            prepared, rejected = tried(_prepared, *mapped(chunk.rows, mapper))
            guess.take(chunk, prepared, rejected)
            problems.take(rejected)
            if refused:
                refused.append(rejected)
            tell(file.progress(guess.rows))
            if is_cancelled():
                break
        place = str(rejects) if rejects and guess.counts["rejected"] else ""
        return Report(guess.rows, **guess.counts, state="checked", rejects=place, problems=problems.first)


@contextmanager
def _opened(path: Path, profile: Profile, rejects: Path | None) -> Iterator[_Opened]:
    if rejects and rejects.exists() and path.exists() and rejects.samefile(path):
        raise errors.SameFile
    form = profile.file
    table = sniff(path, delimiter=form.delimiter or "", encoding=form.encoding or "", sheet=form.sheet or "")
    with opened(table, decimal=form.decimal, header=form.header, tidy=form.tidy) as (header, rows):
        house = read_house()
        compiled(profile, header, house)
        first = next(rows, None)
        if first is None:
            raise errors.NoRows(file=path.name)
        yield _Opened(table, profile, house, header, chain([first], rows))


def _begun(file: _Opened, rejects: Path | None, *, only_resume: bool) -> ImportRun:
    """The unfinished run, or a new one."""
    digests = {"file_digest": file.table.digest, "profile_digest": file.profile.digest}
    one = queries.unfinished(**digests)
    if one is None:
        if only_resume:
            raise errors.NothingToResume
        snapshot = file.profile.model_dump(mode="json", exclude_defaults=True)
        one = ImportRun(**digests, file_name=file.table.path.name, profile=snapshot, started_at=clock.now())
        try:
            one.save()
        except IntegrityError:  # somebody began the same import a moment ago
            raise errors.AlreadyRunning from None
    if not one.done:
        one.rejects = str(rejects.absolute() if rejects else place_of(one.pk))
        one.save(update_fields=["rejects"])
    return one


@contextmanager
def _alone(one: ImportRun) -> Iterator[None]:
    """No two processes take up one run; the lock goes with the connection, however its process ends."""
    give_up = time.monotonic() + PATIENCE
    while not _ask("SELECT pg_try_advisory_lock(%s, %s)", one.pk):
        if time.monotonic() > give_up:
            raise errors.AlreadyRunning
        time.sleep(0.1)
    try:
        yield
    finally:
        with suppress(OperationalError, InterfaceError):  # without its connection it is let go already
            _ask("SELECT pg_advisory_unlock(%s, %s)", one.pk)


def _ask(statement: str, run: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [LOCKS, run])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def _tidy(one: ImportRun, plan: Plan) -> None:
    """Wait for what the database still commits for a killed process, then take back the refused rows it did not."""
    one.refresh_from_db(from_queryset=ImportRun.objects.select_for_update())
    file = plan.file()
    assert file is not None
    file.keep(Lines(one.done))
    one.state, one.ended_at = State.RUNNING, None
    one.save(update_fields=["state", "ended_at"])


def _ended(one: ImportRun, plan: Plan, state: State, *, resumed_after: int, problems: "_Problems") -> Report:
    one.refresh_from_db()
    one.state, one.ended_at = state, clock.now()
    one.save(update_fields=["state", "ended_at"])
    file = plan.file()
    assert file is not None
    file.keep(Lines(one.done))
    return Report(
        rows=one.rows,
        created=one.created,
        matched=one.matched,
        unchanged=one.unchanged,
        rejected=one.rejected,
        state=state.value,
        run=one.pk,
        resumed_after=resumed_after,
        rejects=one.rejects if one.rejected else "",
        problems=problems.first,
    )


@dataclass(slots=True)
class _Problems:
    """The first problems, for whoever looks on; all of them stand in the file of refused rows."""

    first: list[dict[str, Any]] = field(default_factory=list)

    def take(self, rejected: Sequence[Rejected]) -> None:
        room = _SHOWN - len(self.first)
        for one in rejected[: max(room, 0)]:
            self.first += [{"line": one.row.line, **problem._asdict()} for problem in one.problems][:room]


@dataclass(slots=True)
class _Guess:
    """What a file would do. It remembers a number for each person and key of the file, not the texts."""

    rows: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_COUNTS, 0))
    _seen: set[int] = field(default_factory=set)

    def take(self, chunk: Chunk, prepared: Sequence[Prepared], rejected: Sequence[Rejected]) -> None:
        people = [queries.deciding(one) for one in prepared]
        known = queries.known([identity for person in people for identity in person])
        recorded = queries.recorded([one.digest for one in prepared if one.digest])
        for one, person in zip(prepared, people, strict=True):
            is_known = one.touch.contact is not None or any(
                identity in known or hash(identity) in self._seen for identity in person
            )
            is_repeated = one.digest in recorded or hash(one.digest) in self._seen
            self.counts["unchanged" if is_repeated else "matched" if is_known else "created"] += 1
            self._seen |= {hash(one.digest), *map(hash, person)}
        self.rows += len(chunk.rows)
        self.counts["rejected"] += len(rejected)


def _prepared(touches: Sequence[Touch]) -> list[Prepared]:
    """All that `record` would check before it writes, without the answers that follow a touch."""
    return [one for one in prepare(touches, now=clock.now()) if one.parent is None]
