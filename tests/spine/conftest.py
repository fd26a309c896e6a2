"""Reactions are declared for one test only."""

# Imported within: pytest reads this file before Django is set up when it is called for this folder.
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.spine.reacting import Declare


@pytest.fixture
def declare() -> Iterator["Declare"]:
    """Declares a reaction; ours of the house go on beside it."""
    from tests.spine.reacting import Declare

    declare = Declare()
    yield declare
    declare.forget()
