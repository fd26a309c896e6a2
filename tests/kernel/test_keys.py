"""Keys that stay outside the database."""

import base64
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from trichter.kernel import keys
from trichter.kernel.environment import environment

_SCRIPT = "from trichter.kernel.keys import key; print(key('suppression').hex())"


def forget() -> None:
    """As a new process begins: what it reads of settings and keys, it reads once."""
    environment.cache_clear()
    keys.key.cache_clear()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TRICHTER_HOME", str(tmp_path))
    forget()
    yield tmp_path
    monkeypatch.undo()
    forget()


def test_a_key_stays_the_same_and_is_read_by_its_owner_only(home: Path) -> None:
    first = keys.key("django")

    assert len(first) == 32
    forget()
    assert keys.key("django") == first != keys.key("suppression")
    assert (home / "keys" / "django").stat().st_mode & 0o777 == 0o600
    assert (home / "keys").stat().st_mode & 0o777 == 0o700


def test_processes_that_make_a_key_at_once_agree(home: Path) -> None:
    processes = [subprocess.Popen([sys.executable, "-c", _SCRIPT], stdout=subprocess.PIPE, text=True) for _ in range(6)]

    assert len({process.communicate(timeout=60)[0] for process in processes}) == 1
    assert [path.name for path in (home / "keys").iterdir()] == ["suppression"]


@pytest.mark.parametrize("written", [bytes(range(32)).hex(), base64.b64encode(bytes(range(32))).decode()])
def test_nodes_may_share_a_key_by_their_environment(home: Path, monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("TRICHTER_KEY_DJANGO", written)
    forget()

    assert keys.key("django") == bytes(range(32))
    assert not (home / "keys").exists()


def test_half_a_key_is_refused_without_repeating_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRICHTER_KEY_DJANGO", "sentinel")
    forget()

    with pytest.raises(keys.KeyNotUnderstood) as caught:
        keys.key("django")
    assert "sentinel" not in str(caught.value)
    assert "TRICHTER_KEY_DJANGO" in str(caught.value)
