"""Who becomes ripe is handed over; who is no more, or has come further by other facts, needs no decision."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from trichter.facts.contacts.models import Contact
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.kernel.reactions import Cause, reaction
from trichter.sales.handover import services
from trichter.sales.handover.kinds import Because

RECENT = timedelta(days=1)
"""What is told of longer ago is history that somebody brings along, and hands nobody over."""


def _is_ripe(payload: Mapping[str, Any]) -> bool:
    return payload.get("track") == services.TRACK and payload.get("stage") == services.RIPE


@reaction("handover.open", on=("stage.reached", "stage.set"), when=_is_ripe)
def open_for(cause: Cause) -> None:
    """Hand the person over to sales; not for a stage that a file claims, nor for what is told of the past."""
    decision = _decision(cause)
    if decision is None or decision.recorded_at - decision.occurred_at > RECENT or _stage(cause) != services.RIPE:
        return
    is_claimed = decision.kind == "stage.reached" and not decision.payload.get("rule")
    if not is_claimed:
        services.open(cause.contact_id, cause=cause, reasons=[decision.payload.get("reason", "")])


def _is_elsewhere(payload: Mapping[str, Any]) -> bool:
    """A rule that makes somebody a lead has found nobody who is handed over."""
    stage = payload.get("stage")
    is_early = bool(payload.get("rule")) and stage in ("subscriber", services.GIVEN_BACK)
    return payload.get("track") == services.TRACK and stage != services.RIPE and not is_early


@reaction("handover.leave", on=("stage.reached", "stage.set"), when=_is_elsewhere)
def leave(cause: Cause) -> None:
    """Withdraw what waits, once the person stands elsewhere by a deal or by a colleague's hand."""
    decision = _decision(cause)
    if decision and decision.payload.get("stage") == _stage(cause):
        _withdraw(cause, "moved")


@reaction("handover.reconsider", on=("touchpoint.judged", "touchpoint.retracted"))
def reconsider(cause: Cause) -> None:
    """Withdraw what waits, if what made the person ripe came from a bot or was taken back."""
    row = services.of_contact(cause.contact_id)
    if row and row.cause_id and _stage(cause) != services.RIPE:
        _withdraw(cause, "void")


def _withdraw(cause: Cause, because: Because) -> None:
    row = services.of_contact(cause.contact_id)
    if row:
        services.withdraw(row.pk, because=because, cause=cause)


def _decision(cause: Cause) -> EffectiveTouchpoint | None:
    """The decision, unless it was taken back."""
    known = EffectiveTouchpoint.objects.filter(contact_id=cause.contact_id, id=cause.touchpoint_id, is_void=False)
    return known.first()


def _stage(cause: Cause) -> str:
    """Where the person stands now; nowhere once erased."""
    there = Contact.objects.filter(id=cause.contact_id, erased_at=None).exists()
    return services.stage_of(cause.contact_id) if there else ""
