"""How often mail to an address has not arrived of late: a full mailbox is no dead address, but it is left in peace."""

from datetime import datetime, timedelta
from itertools import takewhile

from django.db.models import Q

from trichter.spine.outreach.classifying import Severity, weigh
from trichter.spine.outreach.models import Message, State
from trichter.spine.outreach.reasons import Reason

MOST = 5
"""Soft bounces, one after the other (LAW 2.3): then advertising waits until they are older than this."""
WITHIN = timedelta(days=30)

_ENDED = Q(state__in=(State.SENT, State.BOUNCED)) | Q(state=State.FAILED, reason=Reason.GIVEN_UP)
_LOOKED_AT = 50


def is_bouncing(message: Message, now: datetime) -> bool:
    """Whether the last mails to the address of this letter did not arrive. What a server has against us as senders is
    not counted, and a mail that was taken is believed to have arrived until a notice says otherwise."""
    tried = Message.objects.filter(_ENDED, address_key=message.address_key, begun_at__gt=now - WITHIN)
    ended = tried.order_by("-begun_at", "-id").values_list("state", "code", "error")[:_LOOKED_AT]
    in_vain = takewhile(lambda letter: letter[0] != State.SENT, ended)
    return sum(1 for _state, code, error in in_vain if code and weigh(code, error) == Severity.SOFT) >= MOST
