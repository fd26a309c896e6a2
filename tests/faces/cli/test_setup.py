"""`trichter setup` says what it made, to people and to programs."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("setup", "docs/examples/setup.toml", *arguments, stdout=out)
    return out.getvalue()


def test_people_read_what_is_new() -> None:
    told = said().splitlines()

    assert "made: field energy_consumption" in told
    assert "made: wording newsletter, email, en" in told
    assert said() == "Nothing to do: all of it is there.\n"


def test_programs_read_all_of_it() -> None:
    said()
    told = json.loads(said("--json"))

    assert {one["became"] for one in told} == {"same"}
    assert {"what": "campaign", "name": "spring-fair", "became": "same"} in told
