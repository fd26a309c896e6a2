"""What is to be done next for a contact: the first contact that is proposed, and the open tasks."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from trichter.faces.web.views.tasks import later, lines
from trichter.sales.firstcontact import queries as proposals
from trichter.sales.firstcontact.services import LONGEST_SUBJECT
from trichter.sales.firstcontact.ways import obstacle, reason
from trichter.sales.tasks import queries as tasks

if TYPE_CHECKING:
    from trichter.sales.firstcontact.drafting import Used
    from trichter.sales.firstcontact.models import Proposal


class LetterForm(forms.Form):
    """The draft of a mail, as a colleague changes it."""

    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT)
    body = forms.CharField(label=_("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 16}))


class CallForm(forms.Form):
    """What was said in a call."""

    notes = forms.CharField(
        label=_("Notes on the talk (optional)"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@dataclass(frozen=True)
class FirstContact:
    """A proposed first contact with its reasons; `problem` is why it could not be made just now."""

    proposal: "Proposal"
    reason: str
    obstacle: str
    used: tuple["Used", ...]
    phone: str
    form: forms.Form


@dataclass(frozen=True)
class Attempt:
    """What a colleague wanted to send or note and could not: nothing of it is lost."""

    problem: str
    form: forms.Form = field(default_factory=forms.Form)


def of_contact(contact: int, *, attempt: Attempt | None = None) -> dict[str, object]:
    """For the page of a contact."""
    proposal = proposals.of_contact(contact)
    open_tasks = lines(tasks.of_contact(contact))
    next_step = next((line for line in open_tasks if line.task.turn_at), None)
    return {
        "first_contact": _shown(proposal, attempt) if proposal else None,
        "attempt": attempt,
        "next_step": next_step,
        "other_tasks": [line for line in open_tasks if line is not next_step],
        "later": later(),
    }


def _shown(proposal: "Proposal", attempt: Attempt | None) -> FirstContact:
    contact = proposal.contact
    draft = {"subject": proposal.subject, "body": proposal.body}
    fresh = LetterForm(initial=draft) if proposal.way == "mail" else CallForm()
    return FirstContact(
        proposal=proposal,
        reason=reason(proposal),
        obstacle=obstacle(proposal),
        used=proposals.used(proposal),
        phone=contact.phone or contact.mobile,
        form=attempt.form if attempt and type(attempt.form) is type(fresh) else fresh,
    )
