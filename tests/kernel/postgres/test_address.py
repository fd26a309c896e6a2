"""Which database Django gets."""

import socket
import struct
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from trichter.kernel.environment import Environment
from trichter.kernel.postgres.address import database_settings
from trichter.kernel.postgres.ensure import check
from trichter.kernel.postgres.errors import AddressNotUnderstood, ServerNotReached, ServerTooOld


def entry(url: str | None) -> dict[str, Any]:
    return database_settings(Environment(database_url=SecretStr(url) if url else None))


def test_without_an_address_the_embedded_server_is_used() -> None:
    assert str(entry(None)["HOST"]).startswith("/")


def test_an_address_may_carry_everything_that_postgresql_knows() -> None:
    found = entry("postgresql://anna:p%40ss@db.example.org:5433/leads?sslmode=require&connect_timeout=3")

    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("leads", "anna", "p@ss")
    assert (found["HOST"], found["PORT"]) == ("db.example.org", "5433")
    assert found["OPTIONS"].items() >= {"sslmode": "require", "connect_timeout": "3"}.items()


def test_a_socket_folder_may_be_given() -> None:
    assert entry("postgres:///leads?host=/run/postgresql")["HOST"] == "/run/postgresql"


@pytest.mark.parametrize(
    "nonsense", ["leads", "mysql://db/leads", "postgres://db", "postgres://db/x?colour=blue", "postgres://[db/x"]
)
def test_nonsense_is_refused_without_repeating_it(nonsense: str) -> None:
    with pytest.raises(AddressNotUnderstood) as caught:
        entry(nonsense)
    assert nonsense not in str(caught.value)


def test_a_server_that_does_not_answer_is_named_without_the_password() -> None:
    with pytest.raises(ServerNotReached) as caught:
        check("postgresql://anna:sentinel@127.0.0.1:1/leads")
    assert "sentinel" not in str(caught.value)


@pytest.fixture
def old_server() -> Iterator[int]:
    """The port of something that greets as PostgreSQL 15 does."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_greet, args=(listener,), daemon=True).start()
        yield listener.getsockname()[1]


def _greet(listener: socket.socket) -> None:
    line, _ = listener.accept()
    with line:
        while struct.unpack("!ii", line.recv(8))[1] != 0x30000:
            line.sendall(b"N")  # neither TLS nor GSS
        line.recv(4096)
        said = {"server_version": "15.4", "client_encoding": "UTF8", "standard_conforming_strings": "on"}
        words = [b"\0".join((name.encode(), value.encode(), b"")) for name, value in said.items()]
        parameters = b"".join(b"S" + struct.pack("!i", len(word) + 4) + word for word in words)
        line.sendall(b"R" + struct.pack("!ii", 8, 0) + parameters + b"Z" + struct.pack("!i", 5) + b"I")
        line.recv(4096)


def test_a_server_older_than_16_is_refused(old_server: int) -> None:
    with pytest.raises(ServerTooOld) as caught:
        check(f"postgresql://anna@127.0.0.1:{old_server}/leads")
    assert caught.value.given == {"found": 15, "least": 16}
