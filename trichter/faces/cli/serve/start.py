"""Everything that has to be in order before `trichter serve` starts its parts."""

import contextlib
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import structlog
from django.db import connections

from trichter.faces.cli.serve import web
from trichter.faces.cli.serve.errors import AlreadyServing
from trichter.faces.cli.serve.port import check_port
from trichter.faces.cli.serve.supervisor import Supervisor
from trichter.faces.cli.serve.worker import Worker
from trichter.kernel import schema
from trichter.kernel.environment import environment
from trichter.kernel.locks import Lock
from trichter.kernel.postgres.ensure import ensure
from trichter.kernel.postgres.server import leave, revive

log = structlog.get_logger(__name__)


def serve(port: int, *, host: str) -> None:
    """Bring the database up to date, then run web server and worker until asked to stop."""
    check_port(port, host=host)
    ensure(environment())
    with only_one(environment().home_path):
        if applied := schema.bring_up_to_date():
            log.info("database brought up to date", migrations=len(applied))
        # A connection must not be shared with the parts that are forked now.
        connections.close_all()
        supervise(port, host=host)


def supervise(port: int, *, host: str) -> None:
    """Run the parts; the database stops with us if nobody else uses it."""
    home, durable = environment().home_path, environment().durable
    parts = {"web": partial(web.run, port, host=host), "worker": lambda: Worker().run()}
    Supervisor(parts, revive=lambda: revive(home, durable=durable)).run()
    leave(home)


@contextlib.contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Refuse a second `serve` on one home. The parts inherit the lock, so none of an earlier one is left either."""
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    lock = Lock(home / "serve.lock")
    if not lock.try_to_take():
        raise AlreadyServing(home=home, pid=lock.path.read_text("ascii").strip() or "?")
    lock.path.write_text(f"{os.getpid()}\n", "ascii")
    try:
        yield
    finally:
        lock.release()
