"""Makes the folder, the system user and the empty database of a home; a crash at any point leaves nothing half done."""

import errno
import os
import secrets
import shutil
import subprocess
from pathlib import Path

from trichter.kernel.home import DiskFull, free_megabytes, give, lock_in, make_home, plainly
from trichter.kernel.postgres.binaries import MAJOR, programs
from trichter.kernel.postgres.errors import (
    DataGone,
    DataOfNewerVersion,
    DataOfOlderVersion,
    NoSystemUser,
    ServerDidNotStart,
    SocketFolderNotOurs,
)
from trichter.kernel.postgres.place import (
    ACCOUNT,
    NOTE,
    SYSTEM_FOLDER,
    Account,
    Place,
    account,
    is_known,
    open_to,
    place,
    system_account,
)

NAME = "trichter"
# An empty cluster takes 40 MB, its first write-ahead log 16 more.
_ROOM_TO_BEGIN = 100
_ROOM_TO_RUN = 32
_OF_THE_HOME = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR)


def prepare(home: Path, *, durable: bool) -> Place:
    """The home's place, complete: folder, data and socket folder, made if they are missing."""
    make_home(home)
    try:
        with lock_in(home, "setup.lock"):
            where = _folder(home)
            _check_room(where.folder, _ROOM_TO_RUN)
            _make_data(where, durable=durable)
            _make_sockets(where)
            _make_locks(where)
    except OSError as error:
        if error.errno in _OF_THE_HOME:
            raise plainly(error, home) from error
        raise
    return where


def _folder(home: Path) -> Place:
    where = place(home)
    if where.folder.is_dir():
        return where
    if (home / NOTE).exists():
        raise DataGone(folder=where.folder, note=home / NOTE)
    if os.geteuid() != 0:
        where.folder.mkdir(mode=0o700)
        return where
    return _folder_for_root(home)


def _folder_for_root(home: Path) -> Place:
    owner = _server_account(home)
    if open_to(owner.uid or 0, home):
        where = place(home)
        where.folder.mkdir(mode=0o700)
    else:
        where = Place(SYSTEM_FOLDER / f"{home.name.strip('.') or 'home'}-{secrets.token_hex(4)}")
        SYSTEM_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
        where.folder.mkdir(mode=0o700)
        (home / NOTE).write_text(f"{where.folder}\n", "utf-8")
        give(home / NOTE, home=home)
    owner.own(where.folder)
    return where


def _server_account(home: Path) -> Account:
    """As whom a server that root starts runs: the home's owner, who will use it again; else a user made for it."""
    status = home.stat()
    if status.st_uid and is_known(status.st_uid):
        return Account(status.st_uid, status.st_gid)
    try:
        user = system_account()
    except OSError as error:
        raise NoSystemUser(name=ACCOUNT, reason=error) from error
    return Account(user.pw_uid, user.pw_gid)


def _make_data(where: Place, *, durable: bool) -> None:
    if where.data.exists():
        _check_version(where)
        return
    _check_room(where.folder, _ROOM_TO_BEGIN)
    owner = account(where)
    unfinished = where.folder / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    _initialise(unfinished, owner, durable=durable)
    unfinished.rename(where.data)
    _sync(where.folder)


def _initialise(data: Path, owner: Account, *, durable: bool) -> None:
    folder = programs(owner)
    options = ["--username", NAME, "--data-checksums", "--auth-local=trust", "--auth-host=reject", "--no-instructions",
               "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
               "--text-search-config=simple", "-c", "log_checkpoints=off"]  # fmt: skip
    if not durable:
        options.append("--no-sync")
    _run([str(folder / "initdb"), "--pgdata", str(data), *options], owner)
    # Here and not after the start: data that stands in its place always has the database in it.
    single = [str(folder / "postgres"), "--single", "-D", str(data), "-c", "log_checkpoints=off"]
    _run([*single, *([] if durable else ["-F"]), "postgres"], owner, said=f"CREATE DATABASE {NAME}\n")


def _run(command: list[str], owner: Account, *, said: str = "") -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        command, user=owner.uid, group=owner.gid, extra_groups=None if owner.uid is None else [], cwd="/", umask=0o077,
        env=environment | {"LC_ALL": "C"}, input=said, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode or "ERROR" in done.stderr:
        if "No space left on device" in done.stderr:
            raise OSError(errno.ENOSPC, done.stderr)
        raise ServerDidNotStart(reason=last_words(done.stderr or done.stdout), log=command[0])


def last_words(text: str) -> str:
    """The line of a server's output that says what went wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and "is starting up" not in line]
    telling = [line for line in lines if any(word in line for word in ("PANIC", "FATAL", "ERROR", "error:"))]
    # The first: what follows is what came of it.
    return telling[0] if telling else (lines or ["?"])[-1]


def _check_version(where: Place) -> None:
    found = (where.data / "PG_VERSION").read_text("ascii").strip()
    wrong = DataOfOlderVersion if float(found) < MAJOR else DataOfNewerVersion
    if found != str(MAJOR):
        raise wrong(folder=where.data, found=found, needed=MAJOR)


def _make_sockets(where: Place) -> None:
    folder, owner = where.sockets, account(where)
    try:
        folder.mkdir(mode=0o700)
        owner.own(folder)
    except FileExistsError:
        status = folder.lstat()
        ours = status.st_uid == (os.geteuid() if owner.uid is None else owner.uid)
        # Somebody may have made the folder before us to read what we write into it.
        if not ours or status.st_mode & 0o077 or folder.is_symlink():
            raise SocketFolderNotOurs(folder=folder) from None


def _make_locks(where: Place) -> None:
    """Made here so that they belong to the server's user, also when root was first to use a server of somebody else."""
    owner = account(where)
    for path in (where.users_lock, where.keeper_lock, where.server_lock, where.log):
        if not path.exists():
            path.touch(mode=0o600)
            owner.own(path)


def _check_room(folder: Path, megabytes: int) -> None:
    if (free := free_megabytes(folder)) < megabytes:
        raise DiskFull(folder=folder, free=free)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
