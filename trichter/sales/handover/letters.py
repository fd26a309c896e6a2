"""The mails of a handover: it has come, its deadline is near, nobody has taken it, nobody is there to take it."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.conf import settings

from trichter.facts.contacts.models import Contact
from trichter.facts.staff.models import User
from trichter.kernel.words import Words
from trichter.sales.handover import routing
from trichter.sales.handover.models import Handover
from trichter.spine import outreach
from trichter.spine.outreach import links
from trichter.spine.outreach.grounds import ToColleague
from trichter.spine.outreach.templates import Mail, Template, register

if TYPE_CHECKING:
    from collections.abc import Iterable

What = Literal["arrived", "soon", "late", "unattended"]
TEMPLATE = "handover"
SUBJECTS: Mapping[What, Words] = {
    "arrived": Words("New lead", "Neuer Lead"),
    "soon": Words("Deadline near", "Frist läuft bald ab"),
    "late": Words("Deadline passed", "Frist überschritten"),
    "unattended": Words("Nobody there to take this lead", "Niemand da, der diesen Lead übernimmt"),
}


def tell(row: Handover, what: What, *, except_for: int | None = None) -> None:
    """Tell those whom it concerns: who has it, else their team; the administration when nobody takes it."""
    for colleague in User.objects.filter(id__in=_whom(row, what), is_active=True).exclude(id=except_for or 0):
        outreach.send(
            outreach.Letter(
                template=TEMPLATE,
                ground=ToColleague(),
                cause=f"handover {row.touchpoint_id} {what} {row.change_id or ''}".strip(),
                language=colleague.language,
                contact=row.contact_id,
                colleague=colleague.pk,
                context={"handover": row.pk, "what": what},
                caused_by=row.touchpoint_id,
            )
        )


def _whom(row: Handover, what: What) -> "Iterable[int]":
    if what in ("late", "unattended"):
        return routing.administration()
    return [row.colleague_id] if row.colleague_id else routing.deciders(row.team_id)


def _subject(mail: Mail) -> str:
    return f"{SUBJECTS[mail.context['what']]}: {_name(mail)}"


def _name(mail: Mail) -> str:
    contact = Contact.objects.select_related("company").filter(pk=mail.contact or 0).first()
    return str(contact) if contact and not contact.erased_at else ""


def _context(mail: Mail) -> Mapping[str, Any]:
    """Who it is, until when, whose it is, and where to read the rest: the story stays where erasure finds it."""
    row = Handover.objects.select_related("colleague", "team").filter(pk=mail.context["handover"]).first()
    reader = User.objects.filter(pk=mail.colleague or 0).first()
    if row is None:
        return {"what": "gone", "name": "", "due": "", "whose": "", "lead_url": links.staff_url("/lead-eingang/")}
    return {
        "what": mail.context["what"],
        "name": _name(mail),
        "due": _moment(row.due_at, mail.language, ZoneInfo(reader.time_zone if reader else settings.TIME_ZONE)),
        "whose": str(row.colleague or row.team or ""),
        "lead_url": links.staff_url(f"/lead-eingang/{row.pk}/"),
    }


def _moment(at: datetime, language: str, zone: ZoneInfo) -> str:
    """Tuesday 24 November, 11:08."""
    pattern, locale = ("EEEE, d. MMMM, HH:mm", "de") if language == "de" else ("EEEE d MMMM, HH:mm", "en_GB")
    return format_datetime(at, pattern, zone, locale)


_TITLE = Words("News of a handover", "Nachricht zu einer Übergabe")
register(Template(TEMPLATE, _subject, "mail/handover", context=_context, title=_TITLE))
