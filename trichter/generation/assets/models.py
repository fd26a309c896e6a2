"""Files that we keep, and the promises to hand one to somebody."""

from typing import Any, ClassVar

from django.db import models


class Asset(models.Model):
    """A file kept: `path` is its place in the storage, `digest` the SHA-256 of what stands there.

    Of a picture `renditions` names its narrower copies, by width in pixels.
    """

    name = models.TextField()
    content_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    path = models.TextField()
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    renditions: Any = models.JSONField(default=dict)
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.width is not None


class Delivery(models.Model):
    """A file promised to a person, by the touchpoint in which they asked for it: their personal link leads here.

    `fetches` counts what people fetched, `scans` what machines did, which is on the timeline too, but judged.
    """

    contact_id = models.BigIntegerField()
    touchpoint_id = models.BigIntegerField()
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="deliveries")
    address = models.TextField()
    language = models.CharField(max_length=5)
    promised_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    fetches = models.IntegerField(default=0)
    scans = models.IntegerField(default=0)
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact_id", "touchpoint_id", "asset"], name="delivery_promised_once"),
        ]
