"""A short link of a campaign, and how often it was followed on each day. Nobody who follows it is known."""

from django.db import models

from trichter.facts.timeline.models import Campaign


class ShortLink(models.Model):
    """`target` is a page as a colleague has stored it; the parameters are added when somebody follows the link."""

    slug = models.TextField(unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    target = models.TextField()
    source = models.TextField()
    medium = models.TextField()
    content = models.TextField(default="")
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.slug


class ShortLinkDay(models.Model):
    """How often it was followed on a day of the house, by others than robots."""

    pk = models.CompositePrimaryKey("link_id", "day")
    link_id = models.BigIntegerField()
    day = models.DateField()
    clicks = models.BigIntegerField()
