"""What Ahornwerk has said to the world in the course of the year: wordings and offers, each change a new version."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from trichter.facts.consent import wordings
from trichter.facts.house.queries import notice
from trichter.generation.demo import offers, texts
from trichter.generation.demo.house import WORDINGS, House, Offers, Shown, Wordings
from trichter.generation.offers.models import OfferVersion
from trichter.kernel import clock

_FORMS = {texts.WHITEPAPER: offers.WHITE_PAPER, texts.CALLBACK: offers.CALLBACK}
"""Which offer stands around the form of that title."""


def publish(house: House, now: datetime) -> House:
    """Publish each wording on its day, and the offers anew with it, for a version pins the words that it shows."""
    made = offers.make(house.colleagues, now)
    for days in sorted({wording[0] for wording in WORDINGS}, reverse=True):
        since = now - timedelta(days)
        with clock.at(since):
            house = replace(house, wordings=_worded(house, days, since))
            house = replace(house, offers=_offered(house, offers.publish(made, house.colleagues), since))
    return house


def _worded(house: House, days: int, since: datetime) -> Wordings:
    published = dict(house.wordings)
    for _days, purpose, channel, language, text in (wording for wording in WORDINGS if wording[0] == days):
        wording = wordings.publish_wording(purpose, channel=channel, language=language, text=text)
        place = purpose, channel, language
        published[place] = (*published.get(place, ()), (since, wording.pk))
    return published


def _offered(house: House, versions: Mapping[str, OfferVersion], since: datetime) -> Offers:
    return {title: (*house.offers.get(title, ()), (since, _shown(versions[slug]))) for title, slug in _FORMS.items()}


def _shown(version: OfferVersion) -> Shown:
    notices = {language: found.id for language in version.content["languages"] if (found := notice(language))}
    return Shown(version.offer_id, version.pk, version.content["gives"], notices)
