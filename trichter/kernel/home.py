"""The home of an installation: the one folder it writes to."""

import errno
import os
import shutil
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from trichter.kernel.errors import DomainError
from trichter.kernel.locks import Lock


class HomeNotWritable(DomainError):
    sentence = _(
        "Trichter cannot write to its home %(home)s; choose another with TRICHTER_HOME or correct its permissions."
    )


class DiskFull(DomainError):
    sentence = _("The disk of %(folder)s is full (%(free)s MB free); make room and start Trichter again.")


def make_home(home: Path) -> None:
    """Make it if it is missing. Others may pass through it, not look in: the database's user has to reach it."""
    try:
        home.mkdir(mode=0o711, parents=True, exist_ok=True)
    except OSError as error:
        raise plainly(error, home) from error
    if not os.access(home, os.W_OK | os.X_OK):
        raise HomeNotWritable(home=home)


def give(path: Path, *, home: Path) -> None:
    """Who works in somebody's home as root (by sudo, in a container) leaves nothing there that its owner cannot use."""
    if os.geteuid() == 0:
        owner = home.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def lock_in(home: Path, name: str) -> Lock:
    """A lock file of the home."""
    lock = Lock(home / name)
    give(lock.path, home=home)
    return lock


def plainly(error: OSError, home: Path) -> DomainError:
    """What the system said, as a sentence about the home."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(folder=home, free=free_megabytes(home))
    return HomeNotWritable(home=home)


def free_megabytes(folder: Path) -> int:
    """Room on the disk of a folder, or of the nearest one above that exists."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(there).free // (1024 * 1024)
