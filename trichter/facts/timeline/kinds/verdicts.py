"""Consent, given and taken, and the decisions on the stage of a person."""

from typing import Annotated, Any, Literal

from trichter.facts.timeline.registry import KEPT, Counts, Key, Kind, Payload, register
from trichter.kernel.words import Words

CONSENT: frozenset[Counts] = frozenset({"consent"})


class Answer(Payload):
    """An answer to the question whether we may write, call or watch. The proof stands in the consent ledger."""

    channel: Annotated[Literal["email", "phone", "post", "tracking", "mail_tracking"], KEPT]
    purpose: Annotated[Key, KEPT]
    address: str = ""
    basis: Annotated[Literal["consent", "customer", "presumed", "contract", "legitimate_interest"], KEPT] = "consent"
    wording: Annotated[int | None, KEPT] = None
    evidence: dict[str, Any] | None = None
    ip: str | None = None
    user_agent: str | None = None
    confirmation_mail: str | None = None

    def summary(self) -> str:
        return f"{self.purpose} ({self.channel})"


class Decision(Payload):
    """A stage decided: from where to where, by which version of the policy or by whom, and why."""

    track: Annotated[Key, KEPT]
    stage: Annotated[Key, KEPT]
    stage_from: Annotated[Key | None, KEPT] = None
    rule: Annotated[Key | None, KEPT] = None
    policy: Annotated[int | None, KEPT] = None
    reopens: Annotated[bool, KEPT] = False
    reason: str = ""

    def quote(self) -> str:
        return self.reason


def _answer(name: str, label: Words) -> None:
    """The ledger forgets no answer, so the timeline does not seem to: who thinks again answers again."""
    register(Kind(name, label, "shield", Answer, counts=CONSENT, can_be_corrected=False))


_answer("consent.requested", Words("Consent asked for", "Einwilligung angefragt"))
_answer("consent.granted", Words("Consent given", "Einwilligung erteilt"))
_answer("consent.refused", Words("Consent refused", "Einwilligung abgelehnt"))
_answer("consent.withdrawn", Words("Consent withdrawn", "Einwilligung widerrufen"))
_answer("consent.expired", Words("Consent expired", "Einwilligung abgelaufen"))
register(Kind("stage.reached", Words("Stage reached", "Phase erreicht"), "funnel", Decision, is_verdict=True))
register(
    Kind(
        "stage.set",
        Words("Stage set by hand", "Phase von Hand gesetzt"),
        "funnel",
        Decision,
        is_verdict=True,
        is_by_hand=True,
    )
)
