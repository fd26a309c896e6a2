"""What people do with the files that were promised to them, beside fetching them."""

from typing import Annotated

from trichter.facts.timeline.registry import KEPT, Kind, Payload, register
from trichter.kernel.words import Words


class Renewal(Payload):
    """A fresh link asked for, because the first one had expired."""

    title: str = ""
    asset: Annotated[int | None, KEPT] = None

    def summary(self) -> str:
        return self.title or ""


register(
    Kind(
        "asset.requested",
        Words("Fresh download link asked for", "Neuen Download-Link angefordert"),
        "download",
        Renewal,
        team="marketing",
        counts=frozenset({"act", "request"}),
    )
)
