"""The mail that brings a fresh link to a file, and what every mail with a file says of it."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from trichter.generation.assets import deliveries
from trichter.generation.assets.models import Asset, Delivery
from trichter.kernel.environment import environment
from trichter.kernel.words import Words
from trichter.spine.outreach.templates import Mail, Template, register

_MEGABYTE = 1024 * 1024


def of_delivery(mail: Mail) -> Mapping[str, Any]:
    """The personal link, the file's name and size, and until when."""
    promised = Delivery.objects.select_related("asset").get(pk=mail.context["delivery"])
    there = promised.expires_at.astimezone(ZoneInfo(environment().time_zone))
    return {
        "download_url": deliveries.link(promised.pk),
        "file": promised.asset.name,
        "size": size(promised.asset, mail.language),
        "until": format_date(there, "long", locale=_locale(mail.language)),
    }


def size(asset: Asset, language: str) -> str:
    """As people read it: 1,4 MB."""
    if asset.size < _MEGABYTE // 10:
        return f"{max(1, asset.size // 1024)} KB"
    return f"{format_decimal(round(asset.size / _MEGABYTE, 1), locale=_locale(language))} MB"


def _locale(language: str) -> str:
    return "de" if language.startswith("de") else "en_GB"


register(
    Template(
        "asset_link", Words("Your new download link", "Ihr neuer Download-Link"), "mail/asset_link", context=of_delivery
    )
)
