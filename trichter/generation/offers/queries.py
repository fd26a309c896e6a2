"""Reading offers: what visitors see, and what colleagues work on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from trichter.facts.consent.models import Wording
from trichter.generation.forms.questions import Both
from trichter.generation.offers.content import Content
from trichter.generation.offers.models import Offer, OfferVersion, Withdrawal
from trichter.kernel.errors import DomainError

SUBJECT = "offer"
"""As what a touchpoint names an offer: `subject=(SUBJECT, offer_id)`."""


class NoSuchOffer(DomainError):
    sentence = _("There is no such offer.")


class OfferWithdrawn(DomainError):
    """Taken back: visitors get a friendly answer (410), in one of `languages`."""

    sentence = _("This offer has ended.")

    def __init__(self, *, title: Both, languages: tuple[str, ...]) -> None:
        super().__init__()
        self.title = title
        self.languages = languages


@dataclass(frozen=True, slots=True)
class Pinned:
    """The words by which a consent is asked for, as they stood when the version was published."""

    wording_id: int
    version: int
    text: str


@dataclass(frozen=True, slots=True)
class Published:
    """A version as visitors see it. `wordings` are keyed by (purpose, channel, language).

    A preview has no version (`version_id` 0): nothing may be submitted to it.
    """

    offer_id: int
    version_id: int
    number: int
    content: Content
    wordings: Mapping[tuple[str, str, str], Pinned]
    published_at: datetime | None

    @property
    def is_preview(self) -> bool:
        return not self.version_id

    def words_of(self, language: str) -> list[tuple[str, str, Pinned]]:
        """What is asked for in this language, in the offer's order: purpose, channel, words."""
        asked = [(ask.purpose, ask.channel, (ask.purpose, ask.channel, language)) for ask in self.content.asks]
        return [(purpose, channel, self.wordings[at]) for purpose, channel, at in asked if at in self.wordings]


def published(slug: str) -> Published:
    """What stands at this address now. Raises `NoSuchOffer` and `OfferWithdrawn`."""
    is_withdrawn = Exists(Withdrawal.objects.filter(offer=OuterRef("pk"), restored_at=None))
    found = Offer.objects.filter(slug=slug, current__isnull=False).values_list("current", is_withdrawn).first()
    if found is None:
        raise NoSuchOffer
    version, is_gone = found
    offer = of_version(version)
    if is_gone:
        raise OfferWithdrawn(title=offer.content.title, languages=offer.content.languages)
    return offer


@lru_cache(maxsize=256)
def of_version(version_id: int) -> Published:
    """A version, whether it is current or not: versions never change, so each is read once. Raises `NoSuchOffer`."""
    row = OfferVersion.objects.filter(pk=version_id).first()
    if row is None:
        raise NoSuchOffer
    return Published(
        offer_id=row.offer_id,
        version_id=row.pk,
        number=row.number,
        content=Content.model_validate(row.content),
        wordings=pinned(row.wordings),
        published_at=row.published_at,
    )


def pinned(ids: list[int]) -> Mapping[tuple[str, str, str], Pinned]:
    """These wordings by purpose, channel and language."""
    rows = Wording.objects.filter(pk__in=ids)
    return MappingProxyType(
        {(row.purpose_id, row.channel, row.language): Pinned(row.pk, row.version, row.text) for row in rows}
    )
