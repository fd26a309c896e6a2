"""Everything that has to be in order before `trichter serve` starts its parts."""

import contextlib
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import structlog
from django.db import connections

from trichter.faces.cli.serve import web
from trichter.faces.cli.serve.errors import AlreadyServing
from trichter.faces.cli.serve.port import check_port
from trichter.faces.cli.serve.supervisor import Supervisor
from trichter.faces.cli.serve.worker import Worker
from trichter.facts.timeline.hits import partitions
from trichter.generation.tracking import founding
from trichter.kernel import keymarks, schema
from trichter.kernel.environment import environment
from trichter.kernel.home import lock_in, make_home
from trichter.kernel.locks import Lock
from trichter.kernel.postgres.ensure import ensure
from trichter.kernel.postgres.server import leave, revive

log = structlog.get_logger(__name__)


def serve(port: int, *, host: str, announce: Callable[[], None]) -> None:
    """Bring the database up to date, announce, then run web server and worker until asked to stop."""
    with only_one(environment().home_path):
        check_port(port, host=host)
        ensure(environment())
        if applied := schema.bring_up_to_date():
            log.info("database brought up to date", migrations=len(applied))
        keymarks.check()
        partitions.see_to()
        founding.own_pages()
        # A connection must not be shared with the parts that are forked now.
        connections.close_all()
        announce()
        supervise(port, host=host)


def supervise(port: int, *, host: str) -> None:
    """Run the parts; the database stops with us if nobody else uses it."""
    parts: dict[str, Callable[[], None]] = {"web": partial(web.run, port, host=host), "worker": lambda: Worker().run()}
    Supervisor(parts, revive=revive_database).run()
    leave(environment().home_path)


def revive_database() -> None:
    """Start the embedded database again if its keeper was killed."""
    try:
        if revive(environment().home_path, durable=environment().durable):
            log.warning("database started again")
    except (OSError, subprocess.SubprocessError):
        # The machine is short of something; the others go on, and the next look is a second away.
        log.exception("database not started")


@contextlib.contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Refuse a second `serve` on one home. The parts inherit the lock, so none of an earlier one is left either."""
    make_home(home)
    lock = lock_in(home, "serve.lock")
    try:
        if not _take(lock):
            raise AlreadyServing(home=home, pid=lock.path.read_text("ascii").strip() or "?")
        lock.path.write_text(f"{os.getpid()}\n", "ascii")
        yield
    finally:
        lock.close()


def _take(lock: Lock) -> bool:
    """Patient for a moment: the parts of a supervisor that was just killed are ending."""
    end = time.monotonic() + 1
    while not (taken := lock.try_to_take()) and time.monotonic() < end:
        time.sleep(0.05)
    return taken
