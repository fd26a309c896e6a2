"""What has happened to a person since somebody opened their record, without what they have done themselves."""

from django.db.models import Max, Q

from trichter.facts.timeline.models import ActorType, EffectiveTouchpoint

MOST = 99
"""More is not counted."""


def latest(contact: int) -> int:
    """The last touchpoint that was recorded of a person; 0 if there is none."""
    return EffectiveTouchpoint.objects.filter(contact_id=contact).aggregate(last=Max("id"))["last"] or 0


def count(contact: int, *, since: int, reader: int) -> int:
    """How many touchpoints were recorded after that one, by anybody but whoever reads."""
    own = Q(actor_type=ActorType.COLLEAGUE, actor_id=reader)
    return EffectiveTouchpoint.objects.filter(contact_id=contact, id__gt=since).exclude(own)[:MOST].count()
