"""What is asked with every request is remembered for a moment, and never longer than it is true for us."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from trichter.kernel import remembering
from trichter.kernel.remembering import Remembered

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def greeting(asked: list[str]) -> Iterator[Remembered[[str], str]]:
    def greeting(name: str) -> str:
        asked.append(name)
        return f"Guten Tag {name}"

    remembered = Remembered(greeting)
    yield remembered
    Remembered._all.remove(remembered)


def test_the_same_question_is_asked_once(greeting: Remembered[[str], str], asked: list[str]) -> None:
    assert [greeting("Anna"), greeting("Anna"), greeting("Bernd")] == ["Guten Tag Anna"] * 2 + ["Guten Tag Bernd"]
    assert asked == ["Anna", "Bernd"]


def test_after_a_moment_it_is_asked_anew(
    greeting: Remembered[[str], str], asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "SECONDS", 0.0)
    greeting("Anna")
    greeting("Anna")
    assert asked == ["Anna", "Anna"]


def test_whoever_changes_it_has_it_forgotten(greeting: Remembered[[str], str], asked: list[str]) -> None:
    greeting("Anna")
    greeting.forget()
    greeting("Anna")
    remembering.forget_all()
    greeting("Anna")
    assert asked == ["Anna"] * 3


def test_within_a_transaction_nothing_is_remembered_or_believed(
    greeting: Remembered[[str], str], asked: list[str]
) -> None:
    with transaction.atomic():
        greeting("Anna")
    greeting("Anna")
    with transaction.atomic():
        greeting("Anna")
    assert asked == ["Anna"] * 3


def test_what_strangers_ask_for_does_not_fill_the_memory(greeting: Remembered[[str], str]) -> None:
    for number in range(3 * remembering.MOST):
        greeting(str(number))
    assert len(greeting._answers) <= remembering.MOST
