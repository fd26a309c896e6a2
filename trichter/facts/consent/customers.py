"""Writing to customers without their consent: what § 7 (3) UWG asks for, stored as the evidence of the ledger row.

That the customer has not objected, the fourth condition, the ledger itself says: a later refusal or withdrawal stands
against the row. The others it cannot know unless whoever records the row says them (LAW 1.7).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from trichter.kernel.words import Words

CONDITIONS = {
    "sale": Words(
        "The address was obtained with the sale of goods or a service",
        "Die Adresse wurde beim Verkauf einer Ware oder Dienstleistung erhalten",
    ),
    "similar_goods": Words(
        "Only our own similar goods or services are advertised",
        "Beworben werden nur eigene ähnliche Waren oder Dienstleistungen",
    ),
    "notice_at_collection": Words(
        "The right to object was pointed out when the address was collected",
        "Bei der Erhebung der Adresse wurde auf das Widerspruchsrecht hingewiesen",
    ),
    "notice_in_mails": Words(
        "The right to object is pointed out in every mail",
        "In jeder E-Mail wird auf das Widerspruchsrecht hingewiesen",
    ),
}
"""Each with the sentence it stands for; the key is its place in the evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerEvidence:
    """The evidence of a `consent.granted` with the basis `customer`: what was sold, to what the mails keep, and the
    words by which the customer was told of the right to object."""

    sale: str
    similar_goods: str
    notice_at_collection: str
    notice_in_mails: bool

    def row(self) -> dict[str, Any]:
        """As the ledger stores it."""
        return asdict(self)


def lacking(evidence: Mapping[str, Any] | None) -> tuple[Words, ...]:
    """The conditions of which the evidence says nothing."""
    known = evidence or {}
    return tuple(words for name, words in CONDITIONS.items() if not known.get(name))
