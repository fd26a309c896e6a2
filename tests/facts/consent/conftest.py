"""People with addresses, a newsletter with words for it, and a short way to answer."""

# Models are imported within: pytest reads this file before Django is set up.
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.facts.consent.saying import Person, Say
    from trichter.facts.consent.models import Wording


@pytest.fixture
def newsletter(db: None) -> "Wording":
    from tests.facts.consent.saying import found_newsletter

    return found_newsletter()


@pytest.fixture
def person(db: None) -> "Person":
    from tests.facts.consent.saying import found_person

    return found_person


@pytest.fixture
def say(newsletter: "Wording") -> "Say":
    """Append one answer; answers its ledger id."""
    from tests.facts.consent.saying import entry
    from trichter.facts.consent import services

    def append(contact: int, state: str, address: str, **given: Any) -> int:
        return services.append([entry(contact, state, address, **given)])[0]

    return append
