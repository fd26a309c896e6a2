"""A firm with one offer, its worker, and the mails that leave.

Models are imported within the fixtures: called for this folder, pytest reads this file before Django is set up.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.faces.public.conftest import ahornwerk  # noqa: F401 a fixture
from tests.faces.web.conftest import bob, browser, house, lea, sit_down  # noqa: F401 fixtures

if TYPE_CHECKING:
    from tests.faces.way.post import Post

MORNING = datetime(2026, 11, 3, 8, 14, tzinfo=UTC)
"""14 minutes past nine in Germany."""


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It goes on: a form that is sent in no time is a robot's."""
    with time_machine.travel(MORNING, tick=True) as clock:
        yield clock


@pytest.fixture
def firm(clock: time_machine.Traveller, house: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """With one offer already, and links that lead to this server."""
    from tests.generation.offers.makings import our_house, published
    from trichter.facts.timeline.campaigns import declare_campaign
    from trichter.kernel.environment import environment

    here = environment().model_copy(update={"public_url": house})
    monkeypatch.setattr("trichter.spine.outreach.links.environment", lambda: here)
    our_house()
    declare_campaign("herbst", name="Herbst 2026", channel="social")
    published()


@pytest.fixture
def post(firm: None) -> Iterator["Post"]:
    """Its worker, and the mail server at which its mails arrive."""
    from tests.faces.way.post import Post

    with Post.opened() as post:
        yield post
