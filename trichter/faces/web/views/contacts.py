"""The record of one contact."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from trichter.faces.web.inline import Inline
from trichter.faces.web.roles import requires
from trichter.faces.web.views import composing, criteria, nextsteps, properties, stages, timeline
from trichter.faces.web.views.nextsteps import Attempt
from trichter.faces.web.views.tried import Tried
from trichter.facts.staff.permissions import Permission
from trichter.insight import record as records
from trichter.insight.filtering import OPEN_STAGES

TABS = ("timeline", "details", "company")


@requires(Permission.PEOPLE)
def contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """One contact; the address of one that was merged leads to the survivor for ever."""
    return show(request, contact_id)


def show(
    request: HttpRequest,
    contact_id: int,
    *,
    attempt: Attempt | None = None,
    tried: Tried | None = None,
    opened: Inline | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a contact; with what a colleague has just attempted on it in vain.

    `opened` is a field that could not be saved.
    """
    seen = timeline.view_of(request)
    record = records.record(contact_id, before=_number(request.GET.get("before")), seen=seen)
    if record is None:
        raise Http404
    home = record.person.merged_into
    if home and (tried or attempt or opened):
        # What was typed is shown where the person lives on: a redirect would lose it.
        return show(request, home, tried=tried, attempt=attempt, opened=opened, status=status)
    if home:
        return redirect("contact", home, permanent=True)
    tab = "details" if opened else request.GET.get("tab")
    change = request.GET.get("change", "")
    fields = () if record.person.is_erased else record.fields
    return render(
        request,
        "contacts/record.html",
        {
            "record": record,
            "on_path": [step for step in record.path if not step.off_path_reason],
            "off_path": next((step for step in record.path if step.off_path_reason), None),
            "composer": composing.composer(request, contact_id, tried, purposes=record.calls.purposes),
            "card": properties.card(contact_id, fields, change=change, opened=opened),
            "criteria": criteria.lines(record.story, record.suggested, tried),
            "is_open_lead": any(step.current and step.key in OPEN_STAGES for step in record.path),
            "stage_form": stages.stage_form(record, tried),
            **timeline.context(request, record.timeline, tried),
            "tab": tab if tab in TABS else TABS[0],
            **nextsteps.of_contact(contact_id, attempt=attempt),
        },
        status=status,
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None
