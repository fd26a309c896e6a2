"""`trichter serve` in earnest: what it starts, what it refuses, how it stops."""

import contextlib
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.faces.cli.installations import LONG, Installation, free_port, installation, wait
from trichter.faces import public

_SCRIPT = Path(public.__file__).parent / "static/public/js/proof.js"


@pytest.fixture
def new() -> Iterator[Installation]:
    """Has never run."""
    yield from installation()


@pytest.fixture
def installed() -> Iterator[Installation]:
    """Does not run at the moment."""
    yield from installation(has_tables=True)


@pytest.fixture(scope="module")
def serving() -> Iterator[Installation]:
    """Runs, and has to go on."""
    for made in installation(has_tables=True):
        made.serve(TRICHTER_PROCESSES="2")
        yield made


def complaint(process: subprocess.Popen[bytes], where: Installation) -> str:
    """What a command said that had to refuse."""
    assert process.wait(LONG) == 1
    return where.log.splitlines()[-1]


def test_it_makes_everything_and_answers(new: Installation) -> None:
    new.serve(TRICHTER_DURABLE="false")

    assert new.get("readyz") == 200
    assert f"http://127.0.0.1:{new.port}" in new.log


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_without_losing_a_request(installed: Installation, number: signal.Signals) -> None:
    server = installed.serve()
    answers: list[int] = []
    with psycopg.connect(host=str(installed.where.sockets), user="trichter", dbname="trichter") as database:
        # The first look at the migrations waits for us: a request that is on its way when the signal comes.
        database.execute("LOCK TABLE django_migrations")
        request = threading.Thread(target=lambda: answers.append(installed.get("readyz")))
        request.start()
        wait(lambda: _waiting(installed), "the request waits for the database")
        server.send_signal(number)
        time.sleep(0.5)
        database.rollback()
    request.join(LONG)

    assert server.wait(LONG) == 0
    assert answers == [200]
    installed.wait_until_gone()


def _waiting(installed: Installation) -> bool:
    with psycopg.connect(host=str(installed.where.sockets), user="trichter", dbname="trichter") as database:
        return database.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone() is not None


def test_it_stops_even_if_a_request_never_ends(installed: Installation) -> None:
    server = installed.serve()
    database = psycopg.connect(host=str(installed.where.sockets), user="trichter", dbname="trichter")
    database.execute("LOCK TABLE django_migrations")
    threading.Thread(target=lambda: installed.get("readyz"), daemon=True).start()
    wait(lambda: _waiting(installed), "the request waits for the database")

    server.send_signal(signal.SIGTERM)
    server.wait(LONG)

    installed.wait_until_gone()
    database.close()


def test_it_stops_while_it_is_still_starting(installed: Installation) -> None:
    server = installed.run("serve")
    wait(lambda: "started" in installed.log, "the first part starts")
    server.send_signal(signal.SIGTERM)

    assert server.wait(LONG) == 0
    installed.wait_until_gone()


def test_a_second_one_on_the_same_home_is_refused(serving: Installation) -> None:
    said = complaint(serving.run("serve", "--port", str(free_port())), serving)
    assert str(serving.home) in said
    assert str(serving.processes[0].pid) in said
    assert serving.get("healthz") == 200


def test_a_port_that_is_taken_is_named(serving: Installation, new: Installation) -> None:
    said = complaint(new.run("serve", "--port", str(serving.port)), new)
    assert f"Port {serving.port} is taken" in said


def test_a_home_that_cannot_be_written_is_named(new: Installation) -> None:
    file = new.above / "file"
    file.touch()

    said = complaint(new.run("serve", TRICHTER_HOME=str(file / "home")), new)
    assert f"cannot write to its home {file / 'home'}" in said


def test_an_address_of_another_machine_is_named_in_german_to_germans(new: Installation) -> None:
    said = complaint(new.run("serve", "--host", "192.0.2.1", TRICHTER_LANGUAGE="de"), new)

    assert "192.0.2.1" in said
    assert "keine Adresse dieses Rechners" in said


def test_web_and_worker_also_run_alone(installed: Installation) -> None:
    web, worker = installed.run("web"), installed.run("worker")
    installed.wait_until_ready()
    wait(lambda: _beats(installed), "the worker beats")

    for process in (web, worker):
        process.send_signal(signal.SIGTERM)
    assert (web.wait(LONG), worker.wait(LONG)) == (0, 0)
    installed.wait_until_gone()


def _beats(installed: Installation) -> bool:
    with psycopg.connect(host=str(installed.where.sockets), user="trichter", dbname="trichter") as database:
        return database.execute("SELECT 1 FROM kernel_heartbeat WHERE part = 'worker'").fetchone() is not None


def test_forty_forms_that_do_not_come_keep_nobody_from_a_page(serving: Installation) -> None:
    serving.get("impressum/")
    half = f"POST /rechte/ HTTP/1.1\r\nHost: 127.0.0.1:{serving.port}\r\nContent-Length: 5000\r\n\r\nfirst_name=a"
    with contextlib.ExitStack() as lines:
        for _ in range(40):
            lines.enter_context(socket.create_connection(("127.0.0.1", serving.port))).sendall(half.encode())
        time.sleep(0.5)
        assert serving.get("impressum/", seconds=5) == 200


def test_pages_files_forms_and_redirects_come_through(serving: Installation) -> None:
    assert b"html" in serving.read("impressum/")
    assert serving.read("static/public/js/proof.js") == _SCRIPT.read_bytes()
    assert serving.get("kontakte/") == 200, "by way of the login"
    assert serving.get("nirgends/") == 404
    assert serving.get("rechte/", body=b"email=anna") == 422
    assert serving.get("rechte/", body=b"email=" + b"a" * 300_000) == 413
