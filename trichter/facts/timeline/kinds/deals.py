"""What is worth money: deals, quotes, purchases, referrals."""

from typing import Annotated

from pydantic import Field

from trichter.facts.timeline.registry import KEPT, Currency, Kind, Payload, register
from trichter.kernel.words import Words

Cents = Annotated[int | None, Field(ge=-(10**15), le=10**15), KEPT]


class Deal(Payload):
    """A deal at a moment of its life; `external_id` is its name in the system it came from."""

    title: str = ""
    external_id: str = ""
    amount_cents: Cents = None
    currency: Annotated[Currency, KEPT] = "EUR"
    reason: str = ""

    def summary(self) -> str:
        return self.title

    def quote(self) -> str:
        return self.reason


class Purchase(Payload):
    """Goods or services bought."""

    product: str = ""
    external_id: str = ""
    amount_cents: Cents = None
    currency: Annotated[Currency, KEPT] = "EUR"

    def summary(self) -> str:
        return self.product


class Referral(Payload):
    """Somebody else recommended to us."""

    referred: str = ""
    text: str = ""

    def summary(self) -> str:
        return self.referred

    def quote(self) -> str:
        return self.text


register(Kind("deal.opened", Words("Deal opened", "Deal angelegt"), "deal", Deal, team="sales"))
register(Kind("deal.won", Words("Deal won", "Deal gewonnen"), "deal", Deal, team="sales"))
register(Kind("deal.lost", Words("Deal lost", "Deal verloren"), "deal", Deal, team="sales"))
register(Kind("quote.sent", Words("Quote sent", "Angebot gesendet"), "quote", Deal, team="sales"))
register(
    Kind("purchase.made", Words("Purchase", "Kauf"), "purchase", Purchase, team="sales", counts=frozenset({"act"}))
)
register(Kind("referral.made", Words("Referral", "Empfehlung"), "partner", Referral, counts=frozenset({"act"})))
