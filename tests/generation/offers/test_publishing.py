"""What has to be right before a visitor sees an offer, and what stands once it is published."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories import lea
from tests.generation.offers.makings import EMAIL, PHONE, both, our_house, published, white_paper
from trichter.facts.consent import wordings
from trichter.facts.house import services as house
from trichter.facts.house.models import HouseRow
from trichter.generation.assets.models import Asset
from trichter.generation.offers import queries, services
from trichter.generation.offers.content import Place
from trichter.generation.offers.models import OfferVersion
from trichter.generation.offers.publishing import problems
from trichter.generation.offers.queries import NoSuchOffer, OfferWithdrawn, State
from trichter.generation.offers.services import ChangedMeanwhile, NeverPublished, NotReady, SlugIsOut, SlugTaken

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _our_house(db: None) -> None:
    our_house()


def places(**changed: Any) -> list[str]:
    return [problem.place for problem in problems(white_paper(**changed))]


def test_what_has_everything_is_published_and_seen() -> None:
    offer = published()

    seen = queries.published("zwoelf-hebel")
    assert (seen.offer_id, seen.number, seen.is_preview) == (offer.pk, 1, False)
    assert [words.text for _purpose, _channel, words in seen.words_of("en")] == ["Yes, I want the newsletter."]


def test_nobody_publishes_without_having_chosen_how_consent_is_given() -> None:
    # LAW 1.8
    offer = services.create(white_paper(consent_choice=None))

    with pytest.raises(NotReady) as refused:
        services.publish(offer.pk)
    assert [problem.place for problem in refused.value.problems] == [Place.CONSENT_CHOICE]
    with pytest.raises(NoSuchOffer):
        queries.published("zwoelf-hebel")


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"consent_choice": "exchange", "exchange": both("")}, Place.EXCHANGE),  # LAW 1.8
        ({"consent_choice": "exchange", "exchange": both("Daten gegen Datei"), "asks": []}, Place.ASKS),
        ({"sponsors": [{"name": "Messkopf AG", "business": " "}]}, Place.SPONSORS),  # LAW 1.8
        ({"title": {"de": "Zwölf Hebel", "en": ""}}, Place.TITLE),
        ({"text": both("")}, Place.TEXT),
        ({"points": [{"de": "Ein Punkt", "en": ""}]}, Place.POINTS),
        ({"button": both("")}, Place.BUTTON),
        ({"thanks": both("")}, Place.THANKS),
        ({"file": None}, Place.FILE),
        ({"file": 4711}, Place.FILE),
        ({"gives": "link"}, Place.LINK),
        ({"gives": "newsletter", "asks": []}, Place.ASKS),
        ({"gives": "callback"}, Place.QUESTIONS),
        ({"questions": []}, Place.QUESTIONS),
        ({"questions": [EMAIL | {"is_required": False}]}, Place.QUESTIONS),
        ({"questions": [EMAIL, EMAIL]}, Place.QUESTIONS),
        ({"questions": [EMAIL | {"label": {"de": "E-Mail", "en": ""}}]}, Place.QUESTIONS),
        ({"asks": [{"purpose": "unknown"}]}, Place.ASKS),  # LAW 1.1
        ({"asks": [{"purpose": "newsletter", "channel": "phone"}]}, Place.ASKS),  # LAW 1.5
        ({"picture": 4711, "alt": both("Ein Ofen")}, Place.PICTURE),
        ({"tells": [4711]}, Place.TELLS),
    ],
)
def test_each_problem_stands_at_its_place(changed: dict[str, Any], place: Place) -> None:
    assert set(places(**changed)) == {place}


def test_a_picture_says_what_it_shows() -> None:
    # LAW 4.6
    picture = Asset.objects.create(
        name="a.png", content_type="image/png", size=1, digest="", path="", width=9, height=9, kept_at=lea().joined_at
    )
    assert places(picture=picture.pk, alt={"de": "Ein Ofen", "en": ""}) == [Place.ALT]
    assert places(picture=picture.pk, alt=both("Ein Ofen")) == []


def test_nothing_is_published_by_a_firm_that_does_not_say_who_it_is() -> None:
    # LAW 1.16
    house.change(street="")
    assert places() == [Place.HOUSE]
    HouseRow.objects.all().delete()
    assert places() == [Place.HOUSE]


def test_a_callback_needs_a_number_and_no_address() -> None:
    assert places(gives="callback", questions=[PHONE], asks=[]) == []


def test_an_offer_in_one_language_needs_words_in_that_alone() -> None:
    assert places(languages=["de"], title={"de": "Zwölf Hebel", "en": ""}) == []


def test_a_published_version_never_changes() -> None:
    # LAW 1.1
    offer = published()
    for change in (
        lambda: OfferVersion.objects.update(content={}),
        lambda: OfferVersion.objects.filter(offer=offer).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_visitors_see_a_change_when_it_is_published_and_the_old_version_stays() -> None:
    offer = published()
    first = queries.published("zwoelf-hebel")
    services.save_draft(offer.pk, white_paper(title=both("Dreizehn Hebel")))
    assert queries.published("zwoelf-hebel") == first

    services.publish(offer.pk)

    assert queries.published("zwoelf-hebel").content.title.de == "Dreizehn Hebel"
    assert queries.of_version(first.version_id).content.title.de == "Zwölf Hebel"
    assert [(line.number, line.is_current) for line in queries.versions(offer.pk)] == [(2, True), (1, False)]


def test_publishing_the_same_once_more_is_the_same_version() -> None:
    offer = published()
    assert services.publish(offer.pk).number == 1


def test_a_wording_that_changes_needs_a_new_version_and_staff_are_told() -> None:
    # LAW 1.1
    offer = published()
    assert not queries.has_stale_wordings(queries.found(offer.pk))
    wordings.publish_wording("newsletter", channel="email", language="de", text="Ja, einmal im Monat.")

    assert queries.has_stale_wordings(queries.found(offer.pk))
    old = queries.published("zwoelf-hebel").words_of("de")[0][2]
    assert (old.version, old.text) == (1, "Ja, ich möchte den Newsletter.")

    assert services.publish(offer.pk).number == 2
    new = queries.published("zwoelf-hebel").words_of("de")[0][2]
    assert (new.version, new.text) == (2, "Ja, einmal im Monat.")
    assert not queries.has_stale_wordings(queries.found(offer.pk))


def test_what_is_taken_back_says_so_and_can_come_back_as_it_was() -> None:
    offer = published()
    services.withdraw(offer.pk)
    services.withdraw(offer.pk)

    with pytest.raises(OfferWithdrawn) as gone:
        queries.published("zwoelf-hebel")
    assert gone.value.title.en == "Twelve levers"
    assert queries.state_of(offer.pk) == State.WITHDRAWN

    services.restore(offer.pk)
    assert queries.published("zwoelf-hebel").number == 1
    assert queries.state_of(offer.pk) == State.PUBLISHED


def test_a_draft_cannot_be_taken_back() -> None:
    offer = services.create(white_paper())
    with pytest.raises(NeverPublished):
        services.withdraw(offer.pk)
    assert queries.state_of(offer.pk) == State.DRAFT


def test_an_address_is_one_offers_and_stays_once_it_is_out() -> None:
    offer = published()
    with pytest.raises(SlugTaken):
        services.create(white_paper())
    with pytest.raises(SlugIsOut):
        services.save_draft(offer.pk, white_paper(slug="anders"))
    other = services.create(white_paper(slug="anders"))
    with pytest.raises(SlugTaken):
        services.save_draft(other.pk, white_paper())
    services.save_draft(other.pk, white_paper(slug="noch-anders"))


def test_two_colleagues_do_not_overwrite_each_other_unseen() -> None:
    offer = services.create(white_paper())
    services.save_draft(offer.pk, white_paper(title=both("Von Lea")), seen=offer.changed_at)
    with pytest.raises(ChangedMeanwhile):
        services.save_draft(offer.pk, white_paper(title=both("Von Bob")), seen=offer.changed_at)
    assert queries.found(offer.pk).draft["title"]["de"] == "Von Lea"


def test_a_preview_shows_the_draft_to_whom_we_gave_it_and_to_nobody_else() -> None:
    offer = services.create(white_paper())
    token = queries.preview(offer.pk).partition("vorschau=")[2]

    assert queries.published("zwoelf-hebel", preview=token).is_preview
    for other in ("", "forged", token[:-1]):
        with pytest.raises(NoSuchOffer):
            queries.published("zwoelf-hebel", preview=other)
    services.create(white_paper(slug="anders"))
    with pytest.raises(NoSuchOffer):
        queries.published("anders", preview=token)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "/intern", "ftp://x.example"])
def test_a_link_leads_to_the_web_and_nowhere_else(link: str) -> None:
    # LAW 4.4
    with pytest.raises(ValueError, match="https://"):
        white_paper(gives="link", link=link)


@pytest.mark.parametrize("origin", ["*", "https://a.example/pfad", "https://*.example https://b", "null", "a.example"])
def test_an_origin_is_one_site_and_no_pattern(origin: str) -> None:
    # LAW 4.3
    with pytest.raises(ValueError, match="origin"):
        white_paper(origins=[origin])
