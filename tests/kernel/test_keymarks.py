"""With another key than before a database is not used: its suppression list would recognise nobody."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faces.cli.installations import LONG, Installation, installation
from trichter.faces.cli.doctor import examine
from trichter.kernel import keymarks
from trichter.kernel.environment import environment
from trichter.kernel.keys import key
from trichter.kernel.models import KeyMark


@pytest.fixture
def another(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Lets this process have other keys until the test ends."""
    yield monkeypatch
    monkeypatch.undo()
    forget()


def forget() -> None:
    """As a new process begins: what it reads of settings and keys, it reads once."""
    environment.cache_clear()
    key.cache_clear()


def use_another(another: pytest.MonkeyPatch, name: str) -> None:
    another.setenv(f"TRICHTER_KEY_{name.upper()}", bytes(range(32)).hex())
    forget()


@pytest.mark.django_db
def test_with_the_same_keys_a_database_is_used_again_and_again() -> None:
    keymarks.check()
    keymarks.check()

    assert set(KeyMark.objects.values_list("name", flat=True)) == {"suppression", "requests"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["suppression", "requests"])
def test_another_key_is_refused_and_does_not_replace_the_first(another: pytest.MonkeyPatch, name: str) -> None:
    # LAW 1.12
    keymarks.check()
    use_another(another, name)

    for _time in range(2):
        with pytest.raises(keymarks.OtherKey) as caught:
            keymarks.check()
    assert f"TRICHTER_KEY_{name.upper()}" in str(caught.value)
    [found] = [finding for finding in examine(environment()) if finding.check == "keys"]
    assert (found.status, found.advice) == ("fail", str(caught.value))


@pytest.mark.django_db
def test_another_key_of_the_sessions_is_nobody_elses_concern(another: pytest.MonkeyPatch) -> None:
    keymarks.check()
    use_another(another, "django")

    keymarks.check()


@pytest.mark.django_db
def test_the_mark_is_not_the_key() -> None:
    keymarks.check()

    marks = {bytes(mark) for mark in KeyMark.objects.values_list("mark", flat=True)}
    assert len(marks) == 2
    assert not marks & {key("suppression"), key("requests")}


@pytest.fixture
def installed() -> Iterator[Installation]:
    yield from installation(has_tables=True)


def test_whoever_lost_the_key_cannot_serve_and_is_told_in_a_sentence(installed: Installation) -> None:
    serving = installed.serve()
    serving.terminate()
    serving.wait(LONG)
    (installed.home / "keys" / "suppression").unlink()

    for command in ("serve", "worker"):
        said = subprocess.run(
            [Path(sys.executable).with_name("trichter"), command], env=installed.environment(),
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=LONG,
        )  # fmt: skip
        assert said.returncode == 1
        assert "used with another key" in said.stderr.splitlines()[-1]
        assert "Traceback" not in said.stderr
