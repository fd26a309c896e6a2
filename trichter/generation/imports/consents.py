"""Answers to questions for consent that a file brings along, each with its proof.

A yes without proof is recorded as what it is: `consent.queries.may_write` then says that it is unproven (LAW 1.6).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from trichter.generation.imports import values
from trichter.generation.imports.profiles import Answer, Cell
from trichter.generation.imports.workshop import Draft, Step, Workshop
from trichter.spine.touch import Touch

UNKNOWN_PURPOSE = _("there is no purpose “%(given)s”")
UNKNOWN_STATE = _("“%(given)s” is no answer; translate it to granted, refused or withdrawn")
NO_ADDRESS = _("an answer for this channel needs an address of it in the row")
NO_TIME = _("an answer needs the time at which it was given")
STATES = frozenset({"granted", "refused", "withdrawn"})


@dataclass(slots=True)
class _Given:
    """One answer of a row while the row is read."""

    state: str = ""
    at: datetime | None = None
    wording: str = ""
    evidence: str = ""


def consents(shop: Workshop) -> Iterator[Step]:
    """Steps that read each answer and, last, make a touch of it that follows the row's."""
    for number, answer in enumerate(shop.profile.consent):
        place = f"consent.{number}"
        if answer.purpose not in shop.house.purposes:
            raise shop.refuse(f"{place}.purpose", UNKNOWN_PURPOSE % {"given": answer.purpose})
        yield shop.step(answer.state, _state, partial(_put, place, "state"))
        if answer.given_at:
            when = answer.given_at
            yield shop.step(when.model_copy(update={"required": False}), shop.time(when), partial(_put, place, "at"))
        for name in ("wording", "evidence"):
            cell: Cell | None = getattr(answer, name)
            if cell:
                yield shop.step(cell, values.text, partial(_put, place, name))
        yield shop.columns.title(answer.state), partial(_finish, shop, answer, place)


def _state(text: str) -> str:
    if text not in STATES:
        raise ValueError(UNKNOWN_STATE % {"given": text})
    return str(text)


def _put(place: str, name: str, draft: Draft, value: Any) -> None:
    setattr(draft.answers.setdefault(place, _Given()), name, value)


def _finish(shop: Workshop, answer: Answer, place: str, _cells: Sequence[str], draft: Draft) -> None:
    given = draft.answers.get(place)
    if given is None or not given.state:
        return
    at = given.at or draft.occurred_at
    if at is None:
        raise ValueError(NO_TIME)
    payload = {
        "channel": answer.channel,
        "purpose": answer.purpose,
        "address": _address(answer.channel, draft),
        "evidence": _proof(shop, given),
    }
    draft.follows.append(
        Touch(f"consent.{given.state}", payload, occurred_at=at, subject=shop.subject, actor=shop.actor)
    )


def _address(channel: str, draft: Draft) -> str:
    if channel in ("email", "mail_tracking"):
        address = draft.email
    elif channel == "phone":
        address = draft.phone or draft.learned.get("phone") or draft.learned.get("mobile")
    else:
        return ""
    if not address:
        raise ValueError(NO_ADDRESS)
    return address


def _proof(shop: Workshop, given: _Given) -> dict[str, str] | None:
    if not given.evidence:
        return None
    proof = {"evidence": given.evidence, "wording": given.wording, "source": shop.profile.source}
    return {name: text for name, text in proof.items() if text}
