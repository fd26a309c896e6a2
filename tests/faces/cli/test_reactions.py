"""`trichter reactions` shows why something could not be done, and lets it be tried again."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from tests.factories import anna, bernd
from trichter.faces.cli.management.commands.reactions import NotGivenUp
from trichter.kernel import clock, reactions
from trichter.kernel.reactions import Cause, reaction
from trichter.spine.reactions import MOST_ATTEMPTS, dead, drain

pytestmark = pytest.mark.django_db
welcomed: list[int] = []


@pytest.fixture(autouse=True)
def welcome() -> Iterator[None]:
    """A reaction that fails as long as the printer is out of paper."""
    welcomed.clear()

    @reaction("test.welcome", on=("form.submitted",))
    def print_a_letter(cause: Cause) -> None:
        raise OSError("no paper")

    yield
    reactions.forget("test.welcome")


def mend() -> None:
    @reaction("test.welcome", on=("form.submitted",))
    def print_a_letter(cause: Cause) -> None:
        welcomed.append(cause.contact_id)


def give_up() -> None:
    """So many attempts later."""
    now = clock.now()
    for attempt in range(MOST_ATTEMPTS):
        with clock.at(now + timedelta(hours=attempt)):
            drain()


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("reactions", *arguments, stdout=out)
    return out.getvalue()


def told(*arguments: str) -> Any:
    return json.loads(said(*arguments, "--json"))


def test_where_nothing_failed_there_is_nothing_to_list() -> None:
    assert told() == {"due": 0, "dead": 0, "reactions": []}
    assert "0 given up" in said()


def test_those_given_up_are_listed_with_their_cause() -> None:
    contact = anna()
    give_up()
    answer = told("list")

    assert answer["dead"] == 1
    assert [(one["name"], one["contact_id"], one["error"].split()[0]) for one in answer["reactions"]] == [
        ("test.welcome", contact, "OSError")
    ]
    assert "    OSError (" in said()
    assert f"contact {contact}" in said()


def test_once_mended_they_are_tried_again() -> None:
    contact = anna()
    give_up()
    mend()

    assert told("retry") == {"retried": 1}
    drain()
    assert welcomed == [contact]
    assert told()["dead"] == 0


def test_only_those_named_are_tried_again() -> None:
    contact = anna()
    bernd()
    give_up()
    mend()
    chosen = next(one for one in dead() if one.contact_id == contact)

    assert "1 reaction will be tried again." in said("retry", str(chosen.pk))
    drain()
    assert welcomed == [contact]
    assert told()["dead"] == 1


def test_a_number_that_was_not_given_up_is_refused() -> None:
    with pytest.raises(NotGivenUp) as refused:
        said("retry", "4711")

    assert "4711" in str(refused.value)
