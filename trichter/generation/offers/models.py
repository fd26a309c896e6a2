"""Offers: a draft that changes, versions that never do, and the times in which an offer was taken back."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Offer(models.Model):
    """An offer as it is being worked on. `draft` is a `content.Content`; `current` what visitors see."""

    slug = models.CharField(max_length=80, unique=True)
    draft: Any = models.JSONField()
    current = models.ForeignKey("OfferVersion", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.slug


class OfferVersion(models.Model):
    """An offer as it was published, with the consent wordings that it showed. Append-only (LAW 1.1).

    `wordings` holds ids of `consent.Wording`: what was read then is proven by them, whatever is published later.
    """

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="versions")
    number = models.IntegerField()
    content: Any = models.JSONField()
    wordings: Any = models.JSONField(default=list)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("offer", "number", name="offer_version_once")]

    def __str__(self) -> str:
        return f"{self.offer_id} v{self.number}"


class Withdrawal(models.Model):
    """A time in which a published offer was taken back; open while `restored_at` is empty."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="withdrawals")
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    restored_at = models.DateTimeField(null=True)
    restored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["offer"], name="offer_withdrawn_once", condition=Q(restored_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.withdrawn_at:%Y-%m-%d}"
