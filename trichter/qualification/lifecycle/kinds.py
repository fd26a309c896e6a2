"""What somebody has to be for us: criteria, judged by whoever has learned something about them."""

from typing import Annotated, Literal, get_args

from django.utils.translation import gettext as _
from pydantic import model_validator

from trichter.facts.timeline.registry import KEPT, Kind, Payload, register
from trichter.kernel.words import Words

Criterion = Literal["market_fit", "purchasing_power", "decision_authority", "need"]
Answer = Literal["yes", "no", "unknown"]
CRITERIA: tuple[Criterion, ...] = get_args(Criterion)
ANSWERS: tuple[Answer, ...] = get_args(Answer)
LABELS = {
    "market_fit": Words("Market fit", "Marktfit"),
    "purchasing_power": Words("Purchasing power", "Kaufkraft"),
    "decision_authority": Words("Decision authority", "Entscheidungsbefugnis"),
    "need": Words("Need that we can meet", "Bedarf, den wir decken"),
}
IN_WORDS = {"yes": Words("Yes", "Ja"), "no": Words("No", "Nein"), "unknown": Words("Unknown", "Unbekannt")}


class Judgement(Payload):
    """A criterion with its answer; `evidence` in words, `source` where it comes from. Nobody says yes or no without."""

    criterion: Annotated[Criterion, KEPT]
    answer: Annotated[Answer, KEPT]
    evidence: str = ""
    source: str = ""

    @model_validator(mode="after")
    def _is_shown(self) -> "Judgement":
        if self.answer != "unknown" and not self.evidence.strip():
            raise ValueError(_("yes and no need evidence"))
        return self

    def summary(self) -> str:
        return f"{LABELS.get(self.criterion, '')}: {IN_WORDS.get(self.answer, '')}"

    def quote(self) -> str:
        return "\n".join(filter(None, (self.evidence, self.source)))


register(
    Kind(
        "criterion.judged",
        Words("Qualification", "Qualifizierung"),
        "check",
        Judgement,
        team="sales",
        is_by_hand=True,
    )
)
