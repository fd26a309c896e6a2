"""The promise is kept: whoever took an offer gets what it gives, and colleagues who want to know are told.

What was asked for comes whether or not a newsletter was ticked (LAW 1.8): its ground is the request itself.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts.models import Contact
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.generation.assets import deliveries
from trichter.generation.offers.content import Gives
from trichter.generation.offers.queries import SUBJECT, Published, of_version
from trichter.kernel.errors import DomainError
from trichter.kernel.reactions import Cause, reaction
from trichter.spine import outreach
from trichter.spine.outreach.grounds import RequestedService, ToColleague

_TEMPLATES = {
    Gives.FILE: "offer_file",
    Gives.LINK: "offer_link",
    Gives.CALLBACK: "offer_receipt",
    Gives.ANSWER: "offer_receipt",
}
"""The newsletter is missing: its mail is the question whether it was them (`spine.optin`)."""


class NothingToGive(DomainError):
    sentence = _("The version %(version)s of the offer promises a file that it does not have.")


def _is_anything_given(payload: Mapping[str, Any]) -> bool:
    return payload.get("wants") != Gives.NEWSLETTER


@reaction("offers.deliver", on=("form.submitted",), when=_is_anything_given)
def deliver(cause: Cause) -> None:
    """Send what this person asked for, once for each time that they ask."""
    asked = _submission(cause)
    if asked is None:
        return
    offer = of_version(asked.payload["version"])
    address, template = asked.learned.get("email"), _TEMPLATES.get(offer.content.gives)
    if not address or template is None:
        return
    language = offer.content.language_for(asked.payload.get("language") or "")
    context = {"version": offer.version_id}
    if offer.content.gives is Gives.FILE:
        context["delivery"] = _promised(asked, offer, address=address, language=language)
    outreach.send(
        outreach.Letter(
            template=template,
            ground=RequestedService(asked.id),
            cause=f"offer {offer.offer_id} for {asked.id}",
            language=language,
            contact=asked.contact_id,
            address=address,
            context=context,
            caused_by=asked.id,
        )
    )


def _is_anybody_told(payload: Mapping[str, Any]) -> bool:
    return payload.get("tells") != []


@reaction("offers.tell", on=("form.submitted",), when=_is_anybody_told)
def tell(cause: Cause) -> None:
    """Tell the colleagues whom the offer names; who has left is told nothing."""
    asked = _submission(cause)
    if asked is None:
        return
    offer = of_version(asked.payload["version"])
    for colleague in User.objects.filter(pk__in=offer.content.tells, is_active=True):
        outreach.send(
            outreach.Letter(
                template="offer_told",
                ground=ToColleague(),
                cause=f"offer {offer.offer_id} for {asked.id}",
                language=colleague.language,
                contact=asked.contact_id,
                colleague=colleague.pk,
                context={"version": offer.version_id},
                caused_by=asked.id,
            )
        )


def _submission(cause: Cause) -> EffectiveTouchpoint | None:
    """The submission of one of our offers, unless it was taken back, a machine's, or its person has been erased."""
    found = EffectiveTouchpoint.objects.filter(contact_id=cause.contact_id, id=cause.touchpoint_id).first()
    is_ours = found is not None and found.subject_type == SUBJECT and "version" in found.payload
    if not (found and is_ours) or found.is_void:
        return None
    return found if Contact.objects.filter(pk=found.contact_id, erased_at=None).exists() else None


def _promised(asked: EffectiveTouchpoint, offer: Published, *, address: str, language: str) -> int:
    if offer.content.file is None:
        raise NothingToGive(version=offer.version_id)
    promised = deliveries.promise(asked.contact_id, offer.content.file, asked.id, address=address, language=language)
    return promised.pk
