"""What has happened to a person since somebody opened their record, without what they have done themselves."""

from django.db.models import OuterRef, Q, Subquery

from trichter.facts.timeline.models import ActorType, EffectiveTouchpoint, Touchpoint

MOST = 99
"""More is not counted."""


def latest() -> Subquery:
    """The touchpoint that was recorded last of each person of a query."""
    return Subquery(Touchpoint.objects.filter(contact_id=OuterRef("id")).order_by("-id").values("id")[:1])


def count(contact: int, *, since: int, reader: int) -> int:
    """How many touchpoints were recorded after that one, by anybody but whoever reads."""
    own = Q(actor_type=ActorType.COLLEAGUE, actor_id=reader)
    return EffectiveTouchpoint.objects.filter(contact_id=contact, id__gt=since).exclude(own)[:MOST].count()
