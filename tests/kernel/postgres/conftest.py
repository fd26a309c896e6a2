"""Homes with a server of their own, which waits for the disk: these tests kill it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kernel.postgres.users import wait_until_stopped
from trichter.kernel.postgres.place import place


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty home that another system user can reach; whatever was made for it is removed."""
    above = Path(tempfile.mkdtemp(prefix="trichter-home-"))
    above.chmod(0o711)
    yield from _home_below(above)


@pytest.fixture
def closed_home() -> Iterator[Path]:
    """A home below a folder that only its owner may enter."""
    yield from _home_below(Path(tempfile.mkdtemp(prefix="trichter-closed-")))


def _home_below(above: Path) -> Iterator[Path]:
    home = above / "home"
    yield home
    where = place(home)
    if where.server_lock.exists():
        wait_until_stopped(where)
    for folder in (where.sockets, where.folder, above):
        shutil.rmtree(folder, ignore_errors=True)
