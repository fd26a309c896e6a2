"""A setting that cannot be is refused before anything begins, in a sentence and without its value."""

from pathlib import Path

import pytest
from django.utils import translation
from pydantic import ValidationError

from trichter.kernel.environment import Environment
from trichter.kernel.problems import problem


@pytest.mark.parametrize("zone", ["Europe/Berlin", "UTC", "America/New_York"])
def test_a_time_zone_is_one_of_the_worlds(zone: str) -> None:
    assert Environment(time_zone=zone).time_zone == zone


@pytest.mark.parametrize("zone", ["Berlin", "", "Europe", "/etc/passwd", "../UTC"])
def test_another_zone_is_refused(zone: str) -> None:
    assert refused(time_zone=zone) == "there is no such time zone; write it as Europe/Berlin"


@pytest.mark.parametrize("url", ["https://trichter.firma.example", "http://10.0.0.7:8420/", "", None])
def test_a_public_address_is_one_of_the_web_or_none(url: str | None) -> None:
    assert Environment(public_url=url).public_url == url


@pytest.mark.parametrize("url", ["firma.example", "https://", "ftp://firma.example", "https://x:99999", "https://[x"])
def test_another_address_is_refused(url: str) -> None:
    assert refused(public_url=url) == "not an address of the web; write it as https://trichter.firma.example"


def test_what_is_wrong_is_said_in_german_to_germans() -> None:
    with translation.override("de"):
        assert refused(port="x") == "keine ganze Zahl"
        assert refused(processes=0) == "es müssen mindestens 1 sein"
        assert refused(language="fr") == "wählen Sie eines von 'de', 'en'"


def test_nothing_needs_to_be_set() -> None:
    assert Environment(home=Path("/home/x")).public_url is None


def refused(**given: object) -> str:
    with pytest.raises(ValidationError) as error:
        Environment.model_validate(given)
    return problem(error.value.errors()[0])
