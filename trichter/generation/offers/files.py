"""The files of offers: which of them something still needs, and away with the others."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.generation.assets.models import Asset, Delivery
from trichter.generation.assets.services import store
from trichter.generation.offers.content import Content
from trichter.generation.offers.models import Offer, OfferVersion
from trichter.kernel.errors import DomainError


class StillNeeded(DomainError):
    sentence = _("“%(name)s” is needed: an offer gives it or gave it, or somebody was promised it.")


def uses() -> dict[int, list[str]]:
    """For each file that an offer gives or shows, or once did: the addresses of these offers."""
    found: dict[int, list[str]] = {}
    for slug, asset in _named():
        if slug not in found.setdefault(asset, []):
            found[asset].append(slug)
    return found


def promised() -> set[int]:
    """The files that somebody was promised."""
    return set(Delivery.objects.values_list("asset", flat=True).distinct())


@transaction.atomic
def remove(number: int) -> None:
    """Delete a file that nothing needs. Raises `StillNeeded`."""
    asset = Asset.objects.select_for_update().filter(pk=number).first()
    if asset is None:
        return
    if number in uses() or number in promised():
        raise StillNeeded(name=asset.name)
    paths = set(_paths([asset])) - set(_paths(Asset.objects.exclude(pk=number)))
    asset.delete()
    transaction.on_commit(lambda: _delete(paths), robust=True)


def _named() -> Iterator[tuple[str, int]]:
    drafts = ((offer.slug, offer.draft) for offer in Offer.objects.all())
    versions = ((one.offer.slug, one.content) for one in OfferVersion.objects.select_related("offer").iterator())
    for slug, stored in (*drafts, *versions):
        content = Content.model_validate(stored)
        yield from ((slug, asset) for asset in (content.file, content.picture) if asset)


def _paths(assets: Iterable[Asset]) -> Iterator[str]:
    """Two files with the same content share a place."""
    for asset in assets:
        yield asset.path
        yield from asset.renditions.values()


def _delete(paths: Iterable[str]) -> None:
    for path in paths:
        store().delete(path)
