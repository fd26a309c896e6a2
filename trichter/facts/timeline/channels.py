"""Which channels there are: a fixed set, checked wherever somebody names one."""

from django.utils.translation import gettext_lazy as _

from trichter.facts.timeline.models import Channel
from trichter.kernel.errors import DomainError

_KNOWN = frozenset(Channel.values)


class UnknownChannel(DomainError):
    sentence = _("There is no channel “%(channel)s”.")


def check_channel(channel: str | None) -> None:
    """Raises `UnknownChannel`."""
    if channel is not None and channel not in _KNOWN:
        raise UnknownChannel(channel=channel)
