"""Whatever we send or say for a purpose uses the consent to it (LAW 1.5, 1.9). What was taken back has used none."""

from collections.abc import Mapping, Sequence
from typing import Any

from trichter.facts.consent import queries as consents
from trichter.facts.consent import services as consent
from trichter.facts.consent.services import Used
from trichter.facts.contacts import rows
from trichter.facts.timeline import queries as timeline
from trichter.facts.timeline.models import ActorType, EffectiveTouchpoint
from trichter.facts.timeline.services import Line
from trichter.spine.preparing import CORRECTIONS

CHANNELS = {"mail.sent": "email", "call.made": "phone"}
"""By which kinds we use a consent, and to which channel."""


def use(lines: Sequence[Line], people: Mapping[int, rows.Row]) -> None:
    """Note what these use. Raises `NoGroundToCall`."""
    consent.use(
        [
            Used(line.contact_id, CHANNELS[line.kind], line.payload["purpose"], line.occurred_at, address)
            for line in lines
            if _uses(line.kind, line.payload)
            for address in _addresses(line, people[line.contact_id].numbers)
        ]
    )


def use_anew(lines: Sequence[Line], people: Mapping[int, rows.Row]) -> None:
    """Once a mail or a call was taken back, put right or brought back: what those use that still count."""
    corrected = {(line.contact_id, line.target_id or 0) for line in lines if line.kind in CORRECTIONS}
    kinds = timeline.kinds_of(sorted(corrected)) if corrected else {}
    concerned = sorted({contact for (contact, _id), kind in kinds.items() if kind in CHANNELS})
    if not concerned:
        return
    consent.forget_uses(concerned)
    told = EffectiveTouchpoint.objects.filter(contact_id__in=concerned, kind__in=CHANNELS, is_void=False)
    consent.use(
        [
            Used(one.contact_id, CHANNELS[one.kind], one.payload["purpose"], one.occurred_at, address)
            for one in told.order_by("id")
            if _uses(one.kind, one.payload)
            for address in _known(one, people[one.contact_id].numbers)
        ]
    )


def _uses(kind: str, payload: Mapping[str, Any]) -> bool:
    """Nobody uses a consent by calling us."""
    return kind in CHANNELS and bool(payload.get("purpose")) and payload.get("direction") != "in"


def _known(one: EffectiveTouchpoint, numbers: Sequence[str]) -> Sequence[str | None]:
    if _is_cold_call(one.kind, one.actor_type):
        return numbers or [None]
    return [one.payload.get("address")]


def _addresses(line: Line, numbers: Sequence[str]) -> Sequence[str | None]:
    """At which addresses. A cold call was to a number that we know of the person, and that has agreed; where we know
    none, to one of the ledger. Raises `NoGroundToCall`."""
    if not _is_cold_call(line.kind, line.actor_type):
        return [line.payload.get("address")]
    purpose = line.payload["purpose"]
    called: Sequence[str | None] = numbers or [None]
    verdicts = {one: consents.may_call(line.contact_id, purpose=purpose, number=one) for one in called}
    agreed = [number for number, verdict in verdicts.items() if verdict.allowed]
    if not agreed:
        raise consent.NoGroundToCall(reason=next(iter(verdicts.values())).reason)
    return agreed


def _is_cold_call(kind: str, actor_type: str) -> bool:
    """A colleague's call that advertises: the only one that somebody logs by hand, so the only one to be refused."""
    return kind == "call.made" and actor_type == ActorType.COLLEAGUE
