"""One installation for all crashes: to make one takes longer than to kill one."""

from collections.abc import Iterator

import pytest

from tests.crashes.victim import Victim


@pytest.fixture(scope="package")
def installed() -> Iterator[Victim]:
    """What the tests have left of it."""
    made = Victim()
    yield made
    made.remove()


@pytest.fixture
def victim(installed: Victim) -> Victim:
    """It runs, and all of it is there."""
    if not installed.processes:
        installed.serve()
    installed.wait_until_whole()
    return installed
