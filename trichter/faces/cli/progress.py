"""Progress of long work: a bar where somebody looks on, and nothing in a log."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from django.utils import formats
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Show = Callable[[int, int], None]
"""Takes what is done and what is expected."""


@contextmanager
def bar(label: str, *, quiet: bool = False) -> Iterator[Show]:
    """A bar on the error stream, so that results can be piped."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    is_shown = sys.stderr.isatty() and not quiet
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not is_shown) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, expected: progress.update(task, completed=done, total=max(done, expected))


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Ctrl-C and SIGTERM ask once for an orderly end; the second time they end it at once."""
    asked: list[int] = []
    watched = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in watched}

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.append(number)
        restore()

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    for number in watched:
        signal.signal(number, ask)
    try:
        yield lambda: bool(asked)
    finally:
        restore()


def grouped(number: int) -> str:
    """A number as people write it: 8,000 or 8.000."""
    return str(formats.number_format(number, use_l10n=True, force_grouping=True))
