"""What somebody is told of their answers to the banner, and what of these is left when they have been erased."""

import pytest

from tests.generation.tracking.visitors import SITE, Browser, site
from trichter.facts.consent.models import Wording
from trichter.facts.timeline.hits.models import Decision
from trichter.generation.tracking import decisions
from trichter.generation.tracking.snippet import Answer
from trichter.spine import rights
from trichter.spine.intake import record
from trichter.spine.touch import Touch

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> int:
    """Who agreed on a page of the site, by the words that stood there, and is known since."""
    browser = Browser(site())
    browser.id = "0" * 31 + "7"
    said = {
        "k": browser.source.key,
        "v": browser.id,
        "s": "granted",
        "w": Wording.objects.get().pk,
        "u": f"{SITE}/preise",
    }
    decisions.take(Answer.model_validate(said), source=browser.source.id, client=browser.client)
    [recorded] = record([Touch("form.submitted", {"title": "Anfrage"}, email="anna@firma.example", visitor=browser.id)])
    return recorded.contact_id


def test_whoever_agreed_is_told_by_which_words_where_and_when(anna: int) -> None:  # LAW 1.13
    [answer] = rights.export(anna)["hits_decision"]
    assert answer["wording"] == "Dürfen wir Ihre Besuche messen?"
    assert (answer["source"], answer["state"], answer["url"]) == ("Website", "granted", f"{SITE}/preise")
    assert answer["at"]


def test_of_whoever_was_erased_an_answer_tells_no_page_network_or_browser(anna: int) -> None:  # LAW 1.12
    rights.erase(anna)
    [row] = Decision.objects.values("state", "url", "network", "agent")
    assert row == {"state": "granted", "url": "", "network": "", "agent": ""}
