"""A submission calls for a first contact, and a consent that comes or goes changes its way."""

from trichter.kernel.reactions import Cause, reaction
from trichter.sales.firstcontact import services


@reaction("first_contact.propose", on=("form.submitted",))
def propose(cause: Cause) -> None:
    """Propose the first contact; only for our offers, and not for bots, whose forms stand void on the timeline."""
    services.propose(cause.contact_id, cause.touchpoint_id)


CHANGING = ("consent.granted", "consent.refused", "consent.withdrawn", "touchpoint.judged", "touchpoint.retracted")


@reaction("first_contact.renew", on=CHANGING)
def renew(cause: Cause) -> None:
    """Take the way that is permitted from now on; nobody answers what was taken back or came from a bot."""
    services.renew(cause.contact_id)
