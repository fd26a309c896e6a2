"""The picture of an offer's page, in the widths that a browser chooses from."""

from dataclasses import dataclass
from typing import IO

from trichter.generation.assets.models import Asset
from trichter.generation.assets.services import store
from trichter.generation.offers.content import Content
from trichter.generation.offers.models import Offer
from trichter.generation.offers.queries import Published


@dataclass(frozen=True, slots=True)
class Shown:
    """What an `<img>` needs; its text for those who do not see it stands in the content."""

    src: str
    srcset: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class OpenPicture:
    """A picture, open for reading."""

    file: IO[bytes]
    content_type: str


def shown(offer: Published) -> Shown | None:
    """The picture of a page, if it has one."""
    asset = Asset.objects.filter(pk=offer.content.picture or 0).first()
    if asset is None or asset.width is None or asset.height is None:
        return None
    base = f"/o/{offer.content.slug}/bild/{asset.pk}"
    widths = {**{int(width): width for width in asset.renditions}, asset.width: "0"}
    srcset = ", ".join(f"{base}/{at}/ {width}w" for width, at in sorted(widths.items()))
    return Shown(f"{base}/0/", srcset, asset.width, asset.height)


def opened(slug: str, asset: int, width: int) -> OpenPicture | None:
    """A picture that this offer shows, or its draft; nothing else that we keep is given away here."""
    offer = Offer.objects.select_related("current").filter(slug=slug).first()
    if offer is None or asset not in _of(offer):
        return None
    row = Asset.objects.filter(pk=asset, width__isnull=False).first()
    if row is None:
        return None
    if not width:
        return OpenPicture(store().open(row.path), row.content_type)
    path = row.renditions.get(str(width))
    return OpenPicture(store().open(path), "image/webp") if path else None


def _of(offer: Offer) -> set[int | None]:
    contents = [offer.draft, *([offer.current.content] if offer.current else [])]
    return {Content.model_validate(content).picture for content in contents}
