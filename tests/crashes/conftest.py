"""One installation for all crashes: to make one takes longer than to kill one."""

import os
import signal
from collections.abc import Iterator

import pytest

from tests.crashes.victim import Victim
from tests.faces.cli.installations import make_tables


@pytest.fixture(scope="package")
def installed() -> Iterator[Victim]:
    """What the tests leave of it; where one fails, what should have ended is ended here."""
    made = Victim()
    make_tables(made.home)
    yield made
    try:
        made.remove()
    finally:
        for pid in made.survivors():
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def victim(installed: Victim) -> Victim:
    """It runs, and all of it is there."""
    if not installed.processes:
        installed.serve()
    installed.wait_until_whole()
    return installed
