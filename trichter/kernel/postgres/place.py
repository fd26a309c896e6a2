"""Where the embedded server keeps its data, socket and locks, and as which system user it runs."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ACCOUNT = "trichter-postgres"
SYSTEM_FOLDER = Path("/var/lib/trichter")
NOTE = "postgres.path"
# sun_path holds 108 bytes with its end; PostgreSQL's own name in the folder takes the rest.
LONGEST_SOCKET = 107
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of one home's embedded server."""

    folder: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server said. Without statements or values: those are personal data."""
        return self.folder / "postgres.log"

    @property
    def trouble(self) -> Path:
        """Why the last start failed, left by the keeper for those who wait."""
        return self.folder / "trouble"

    @property
    def users_lock(self) -> Path:
        """Shared by every process that uses the server, for its lifetime."""
        return self.folder / "users.lock"

    @property
    def keeper_lock(self) -> Path:
        """Held by the one keeper."""
        return self.folder / "keeper.lock"

    @property
    def server_lock(self) -> Path:
        """Inherited by every process of the server: free means that none of them is left, whatever a pid file says."""
        return self.folder / "server.lock"

    @property
    def sockets(self) -> Path:
        """The folder of the socket; elsewhere if its path would be too long for a socket."""
        inside = self.folder / "run"
        if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET:
            return inside
        import hashlib  # big, and rarely needed: the keeper stays small

        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        # Not the temporary folder of this process: a cron job has to find the socket as well.
        return Path("/tmp") / f"trichter-{digest}"  # noqa: S108 (checked to be ours when made)

    @property
    def socket(self) -> Path:
        """The socket itself."""
        return self.sockets / SOCKET_NAME


def place(home: Path) -> Place:
    """The place of a home: what its note says, else inside it. Makes nothing."""
    note = home / NOTE
    if note.exists():
        return Place(Path(note.read_text("utf-8").splitlines()[0]))
    return Place(home / "postgres")


@dataclass(frozen=True, slots=True)
class Account:
    """The system user the server runs as; None as ids means: as ourselves."""

    uid: int | None = None
    gid: int | None = None

    def own(self, path: Path) -> None:
        """Give a file or folder to this user."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def account(where: Place) -> Account:
    """As whom the server runs: whoever owns its folder, since PostgreSQL refuses both root and foreign data."""
    if os.geteuid() != 0:
        return Account()
    owner = where.folder.stat()
    return Account(owner.st_uid, owner.st_gid)


def system_account() -> pwd.struct_passwd:
    """The system user for servers that root starts; made when it is missing.

    Raises OSError with what the system said.
    """
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        _add_system_account()
    return pwd.getpwnam(ACCOUNT)


def _add_system_account() -> None:
    shell = next(
        (path for path in ("/usr/sbin/nologin", "/sbin/nologin", "/bin/false") if Path(path).exists()), "/bin/false"
    )
    ways = (
        (
            "useradd",
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir",
            str(SYSTEM_FOLDER),
            "--shell",
            shell,
            ACCOUNT,
        ),
        ("adduser", "-S", "-D", "-H", "-h", str(SYSTEM_FOLDER), "-s", shell, ACCOUNT),  # BusyBox
    )
    for program, *arguments in ways:
        if found := shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"):
            done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
            # Another process may have been faster: what counts is that the user is there.
            if done.returncode == 0 or _exists(ACCOUNT):
                return
            raise OSError(done.stderr.strip() or f"{program}: {done.returncode}")
    raise FileNotFoundError("useradd, adduser")


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def is_known(uid: int) -> bool:
    """Whether the system has a user of this number; PostgreSQL asks for its name."""
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def open_to(uid: int, folder: Path) -> bool:
    """Whether another user may pass through a folder and all above it."""
    return all(
        (status := above.stat()).st_mode & 0o001 or (status.st_uid == uid and status.st_mode & 0o100)
        for above in (folder, *folder.parents)
    )
