"""Homes with a server of their own, which waits for the disk: these tests kill it."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kernel.postgres.users import using, wait_until_stopped
from trichter.kernel.postgres.place import Place, place


@pytest.fixture
def new_home() -> Iterator[Path]:
    """An empty home that another system user can reach; whatever was made for it is removed."""
    yield from _new_home()


@pytest.fixture(scope="module")
def running() -> Iterator[Place]:
    """The place of a database that was made and started, and that nobody kills."""
    for home in _new_home():
        with using(home) as where:
            yield where


@pytest.fixture(scope="package")
def stopped() -> Iterator[Path]:
    """A home whose database was made and stopped. It is to be copied: to make one takes long."""
    for home in _new_home():
        with using(home):
            pass
        yield home


@pytest.fixture
def home(stopped: Path) -> Iterator[Path]:
    """A home of one's own with a database that does not run."""
    for home in _new_home():
        copy(stopped, home)
        yield home


def copy(stopped: Path, home: Path) -> None:
    """With owners and permissions."""
    subprocess.run(["cp", "-a", stopped, home], check=True)


@pytest.fixture
def closed_home() -> Iterator[Path]:
    """A home below a folder that only its owner may enter."""
    yield from _home_below(Path(tempfile.mkdtemp(prefix="trichter-closed-")))


def _new_home() -> Iterator[Path]:
    above = Path(tempfile.mkdtemp(prefix="trichter-home-"))
    above.chmod(0o711)
    yield from _home_below(above)


def _home_below(above: Path) -> Iterator[Path]:
    home = above / "home"
    yield home
    where = place(home)
    if where.server_lock.exists():
        wait_until_stopped(where)
    for folder in (where.sockets, where.folder, above):
        shutil.rmtree(folder, ignore_errors=True)
