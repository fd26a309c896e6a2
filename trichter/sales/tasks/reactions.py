"""A callback that somebody asks for is a task: who calls, which number, what about, by when."""

from collections.abc import Mapping
from typing import Any

from trichter.facts.contacts.models import Contact
from trichter.facts.staff.models import Team, User
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.kernel.reactions import Cause, reaction
from trichter.sales.tasks import hours, services
from trichter.sales.tasks.models import Reason

OFFICE_HOURS = 4
"""Within half a working day: whoever asks for a call has the matter before them now."""


def _is_call_wanted(payload: Mapping[str, Any]) -> bool:
    return payload.get("wants") == "callback"


@reaction("tasks.call_back", on=("form.submitted",), when=_is_call_wanted)
def call_back(cause: Cause) -> None:
    """Open the task, unless a bot or nobody asked for it."""
    form = EffectiveTouchpoint.objects.filter(contact_id=cause.contact_id, id=cause.touchpoint_id).first()
    if form is None or form.is_void or not _is_call_wanted(form.payload):
        return
    contact = Contact.objects.get(id=cause.contact_id)
    if contact.erased_at:
        return
    to = _caller(contact, form.payload)
    services.open(
        contact.pk,
        form.payload.get("title") or str(Reason.CALLBACK.label),
        reason=Reason.CALLBACK,
        asked=_asked(form.payload),
        phone=_number(contact, form),
        to=to,
        team=None if to else _team(form.payload),
        due_at=hours.after(form.occurred_at, OFFICE_HOURS),
        cause=cause,
        subject=(form.subject_type, form.subject_id) if form.subject_type and form.subject_id else None,
    )


def _caller(contact: Contact, payload: dict[str, Any]) -> int | None:
    """Who is responsible for the person, else for the offer; nobody who has left."""
    named = [who for who in (contact.owner_id, payload.get("responsible")) if who]
    here = set(User.objects.filter(id__in=named, is_active=True).values_list("id", flat=True))
    return next((who for who in named if who in here), None)


def _team(payload: dict[str, Any]) -> int | None:
    named = payload.get("team")
    return Team.objects.filter(id=named).values_list("id", flat=True).first() if named else None


def _number(contact: Contact, form: EffectiveTouchpoint) -> str:
    """The number left in this form, else one that we know."""
    told = form.learned.get("phone") or form.learned.get("mobile")
    return str(told or contact.phone or contact.mobile)


def _asked(payload: dict[str, Any]) -> str:
    asked = payload.get("asked") or []
    told = [(one["question"], one["answer"]) for one in asked] or list((payload.get("answers") or {}).items())
    return "\n".join(f"{question}{'' if question.endswith('?') else ':'} {answer}" for question, answer in told)
