"""What has to be there before visitors can be asked: the purpose, its words in both languages, and our own pages as a
source, on which nothing of ours runs until the house decides that visitors are asked (LAW 1.15: private defaults)."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import translation

from trichter.facts.consent import wordings
from trichter.facts.consent.models import Wording
from trichter.facts.timeline.hits import sources
from trichter.facts.timeline.hits.models import Ground
from trichter.facts.timeline.hits.sources import Listed
from trichter.kernel.remembering import remembered
from trichter.kernel.words import Words
from trichter.spine.browsers import CHANNEL, PURPOSE

LABEL = Words("Visits to our website", "Besuche auf unserer Website")
WORDS = {
    "de": (
        "Wir möchten sehen, welche Seiten Sie lesen, um Ihnen Passendes anzubieten. Dafür bekommt Ihr Browser eine"
        " Kennung. Nennen Sie uns später Ihren Namen, gehören diese Besuche zu Ihrem Kontakt. Sie können das jederzeit"
        " widerrufen."
    ),
    "en": (
        "We would like to see which pages you read, so that we can offer what fits. For that your browser gets an id."
        " If you tell us your name later, these visits belong to your record. You can withdraw this at any time."
    ),
}
"""Until the house publishes words of its own."""
BANNER = {
    "de": {
        "language": "de",
        "title": "Dürfen wir Ihren Besuch auswerten?",
        "no": "Ablehnen",
        "yes": "Zulassen",
        "more": "Datenschutz",
    },
    "en": {
        "language": "en",
        "title": "May we look at your visit?",
        "no": "Refuse",
        "yes": "Allow",
        "more": "Privacy",
    },
}
"""What stands around the words to which people agree."""
OWN_PAGES = Words("Our own pages", "Unsere eigenen Seiten")
"""How their source is called, until the house calls it otherwise."""


def add_source(
    name: str, *, hosts: Sequence[str] = (), ground: Ground = Ground.ASKED, may_identify: bool = False
) -> Listed:
    """A source, with words in which its visitors can be asked. Raises `NoSite`."""
    see_to_words()
    return sources.add(name, hosts=hosts, ground=ground, may_identify=may_identify)


@transaction.atomic
def see_to_words() -> None:
    """The purpose and a first version of its words, unless there are any."""
    wordings.found_purpose(PURPOSE, label=LABEL)
    if not Wording.objects.filter(purpose=PURPOSE, channel=CHANNEL).exists():
        for language, text in WORDS.items():
            wordings.publish_wording(PURPOSE, channel=CHANNEL, language=language, text=text)


@transaction.atomic
def own_pages() -> Listed:
    """The source of our own pages, made when it is first asked for."""
    if known := sources.own():
        return known
    see_to_words()
    with translation.override(settings.LANGUAGE_CODE):
        return sources.add_own(str(OWN_PAGES))


@remembered
def own_key() -> str:
    """The key for our own pages, if the house has decided that visitors are asked there; else nothing."""
    own = sources.own()
    return own.key if own and own.is_watched and not own.is_closed else ""
