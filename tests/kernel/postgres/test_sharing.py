"""One server for all processes of a home, as long as one of them lives."""

import os
import time
from pathlib import Path

from tests.kernel.postgres.users import (
    User,
    connect,
    kill,
    parent,
    server_pid,
    starts,
    using,
    wait,
    wait_until_stopped,
)
from trichter.kernel.locks import is_held
from trichter.kernel.postgres.place import place
from trichter.kernel.postgres.server import is_ready


def test_several_processes_at_once_start_one_server(new_home: Path) -> None:
    users = [User(new_home) for _ in range(4)]
    for user in users:
        user.wait_until_ready()

    assert starts(place(new_home)) == 1

    for user in users:
        user.leave()


def test_the_server_runs_until_its_last_user_leaves(home: Path) -> None:
    before = starts(place(home))
    alice, bob = User(home).wait_until_ready(), User(home).wait_until_ready()
    alice.leave()
    assert is_ready(place(home))

    bob.leave()
    assert not is_held(place(home).server_lock)
    assert starts(place(home)) == before + 1


def test_the_server_stops_when_its_last_user_is_killed(home: Path) -> None:
    User(home).wait_until_ready().kill()

    wait_until_stopped(place(home))
    assert not place(home).socket.exists()


def test_who_comes_while_the_server_stops_gets_a_new_one(home: Path) -> None:
    for _ in range(3):
        User(home).wait_until_ready().kill()
    with using(home) as where, connect(where) as database:
        assert database.execute("SELECT 1").fetchone() == (1,)


def test_a_killed_server_comes_up_again_with_all_that_was_committed(home: Path) -> None:
    with using(home) as where:
        with connect(where) as database:
            database.execute("CREATE TABLE kept (n int)")
            database.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
        killed = server_pid(where)
        kill(killed)
        wait(lambda: is_ready(where) and server_pid(where) != killed, "the server is back")

        with connect(where) as database:
            assert database.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_a_long_calculation_does_not_hold_up_the_new_server(home: Path) -> None:
    with using(home) as where:
        busy = connect(where)
        busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1000000000000) a, LATERAL (SELECT a + 1) b")
        killed = server_pid(where)
        kill(killed)

        wait(lambda: is_ready(where) and server_pid(where) != killed, "the server is back")
        busy.close()


def test_the_server_ends_with_a_killed_keeper_and_the_next_user_starts_both(home: Path) -> None:
    with using(home) as where:
        keeper = parent(server_pid(where))
        kill(keeper)
        wait(lambda: not is_held(where.server_lock), "the server ends")

        with using(home):
            assert is_ready(where)
            assert parent(server_pid(where)) != keeper


def test_an_old_pid_file_that_names_somebody_else_is_not_believed(home: Path) -> None:
    with using(home) as where:
        kill(parent(server_pid(where)))
        wait(lambda: not is_held(where.server_lock), "the server ends")
    (where.data / "postmaster.pid").write_text(f"{os.getpid()}\n{where.data}\n")
    where.socket.touch()

    with using(home):
        assert is_ready(where)


def test_a_server_that_recovers_is_waited_for(home: Path) -> None:
    with using(home) as where:
        with connect(where) as database:
            database.execute(
                "CREATE TABLE kept AS SELECT n, repeat('x', 500) AS filling FROM generate_series(1, 50000) n"
            )
        kill(parent(server_pid(where)))
        kill(server_pid(where))
        time.sleep(0.1)
        with using(home), connect(where) as database:
            assert database.execute("SELECT count(*) FROM kept").fetchone() == (50_000,)
