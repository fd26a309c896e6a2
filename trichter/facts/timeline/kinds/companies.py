"""What colleagues change about a firm itself. It stands on the timeline of one of its contacts."""

from typing import Annotated, Any

from pydantic import Field

from trichter.facts.contacts.fields import COMPANY_LABELS
from trichter.facts.timeline.registry import KEPT, Kind, Payload, register
from trichter.kernel.words import Words


class CompanyEdit(Payload):
    """Which firm, what it is said to be now and what it was: a sole trader's firm is personal data."""

    company: Annotated[int, KEPT]
    said: dict[str, Any] = Field(default_factory=dict)
    before: dict[str, Any] = Field(default_factory=dict)

    def summary(self) -> str:
        said = self.said or {}
        told = ((label, said[part]) for part, label in COMPANY_LABELS.items() if part in said)
        return ", ".join(f"{label}: {'–' if value in (None, '') else value}" for label, value in told)


register(
    Kind(
        "company.edited",
        Words("Company changed", "Firma geändert"),
        "building",
        CompanyEdit,
        is_by_hand=True,
        can_be_corrected=False,
    )
)
