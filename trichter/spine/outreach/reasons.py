"""Why a letter did not leave: stored as a word, told as a sentence in the reader's language."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trichter.facts.consent.queries import Obstacle


class Reason(models.TextChoices):
    """Each in one sentence; those of consent are beside them (`consent.queries.Obstacle`)."""

    NO_ADDRESS = "no_address", _("There is no e-mail address to write to.")
    NO_COLLEAGUE = "no_colleague", _("The colleague does not work here any more, or has another address.")
    NOT_ASKED = "not_asked", _("Nobody asked for it from this address.")
    ASKED_LONG_AGO = "asked_long_ago", _("It was asked for more than 30 days ago.")
    RUN_OUT = "run_out", _("The sign-up was not confirmed in time.")
    ANSWERED = "answered", _("The person has answered already.")
    TOO_MANY = "too_many", _("This address has got too much of this kind already.")
    BOUNCING = "bouncing", _("The last five mails to this address did not arrive.")
    OTHER_GROUND = "other_ground", _("This mail may not leave on the ground that was named.")
    NO_IMPRINT = "no_imprint", _("The legal notice is not complete; the mail leaves as soon as it is.")
    PAUSED = "paused", _("The person wants no mail until then, or not so often.")
    ERASED = "erased", _("The person was erased.")
    TAKEN_BACK = "taken_back", _("The person has withdrawn their consent.")
    DROPPED = "dropped", _("A colleague decided so.")
    NOT_COMPOSED = "not_composed", _("The mail could not be written.")
    GIVEN_UP = "given_up", _("The mail server could not be reached, or did not take it, for three days.")
    SENDER_REFUSED = "sender_refused", _("The mail server does not take mail from our sender.")


def told(reason: str) -> str:
    """The sentence, or nothing where there is nothing to say."""
    for known in (Reason, Obstacle):
        if reason in known.values:
            return str(known(reason).label)
    return reason
