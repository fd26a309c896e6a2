"""What a channel or a campaign cost in a period of whole days."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from trichter.facts.timeline.models import Campaign, Channel


class Cost(models.Model):
    """An amount for all days from `starts_on` to `ends_on`, both included; without a campaign it is the channel's."""

    channel = models.CharField(max_length=20, choices=Channel)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    cents = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    note = models.CharField(max_length=200, default="")
    noted_at = models.DateTimeField()
    noted_by = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cost_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(cents__gt=0), name="cost_is_something"),
        ]
        indexes: ClassVar = [models.Index(fields=["ends_on", "starts_on"], name="cost_by_days")]

    def __str__(self) -> str:
        return f"{self.channel} {self.cents}"
