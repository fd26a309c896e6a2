"""What a colleague has said of a file; kept as it was typed, so that nothing is lost between two steps."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

BASES = ("customer", "contract", "legitimate_interest", "consent", "purchased")


class Choices(BaseModel):
    """Everything of all steps. `columns` are the target of each column by its place; `header` the lines of titles."""

    model_config = ConfigDict(extra="ignore")

    sheet: str = ""
    header: tuple[int, ...] = ()
    columns: dict[int, str] = {}
    month_first: bool | None = None
    region: str = "DE"
    source: str = ""
    basis: str = ""
    purchased_on: str = ""
    purchased_contract: str = ""
    purchased_seller: str = ""
    channel: str = "import"
    campaign: str = ""
    tags: str = ""
    stage: str = ""
    owner: str = ""

    @property
    def is_mapped(self) -> bool:
        """Whether the columns have been looked at by a person."""
        return bool(self.columns)

    @property
    def day_of_purchase(self) -> date | None:
        """On which bought addresses were bought, if that is a day."""
        try:
            return date.fromisoformat(self.purchased_on)
        except ValueError:
            return None

    def with_said(self, said: Mapping[str, Any]) -> "Choices":
        """These, and what has just been said."""
        return Choices.model_validate({**self.model_dump(mode="json"), **said})
