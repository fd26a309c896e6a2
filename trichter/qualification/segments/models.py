"""Segments, who is and was in them, and what colleagues chose by hand."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q


class Segment(models.Model):
    """A group of people. Without a rule only those are in it whom colleagues chose.

    `stamp` is drawn anew with each change of any segment: the highest tells whether something has changed. Until
    `gathered_version` is the `version`, its members are those of the former rule. `timed_until` is up to when the
    passing of time has been considered.
    """

    name = models.CharField(max_length=120)
    description = models.TextField(default="")
    rule = models.JSONField(null=True)
    version = models.IntegerField(default=1)
    stamp: Any = models.BigIntegerField(db_index=True)
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.BigIntegerField(null=True)
    gathered_version = models.IntegerField(default=0)
    gathered_at = models.DateTimeField(null=True)
    timed_until = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], name="segment_by_name", condition=Q(archived_at=None)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="segment_ungathered", condition=Q(gathered_version__lt=F("version"))),
        ]

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """A rule that a segment had, and who gave it that."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="versions")
    version = models.IntegerField()
    rule = models.JSONField(null=True)
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["segment", "version"], name="segment_version_once")]


class Membership(models.Model):
    """Somebody in a segment, from when until when. Numbered like touchpoints, so that reactions can answer to it."""

    pk = models.CompositePrimaryKey("contact_id", "id")
    contact_id = models.BigIntegerField()
    id = models.BigIntegerField()
    segment_id = models.BigIntegerField()
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contact_id", "segment_id"], name="membership_once_at_a_time", condition=Q(left_at=None)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["segment_id", "contact_id"], name="members_now", condition=Q(left_at=None)),
        ]


class Choice(models.Model):
    """That a colleague wants somebody in a segment, or out of it, whatever its rule says: recomputable from the
    timeline (`segment.chosen`)."""

    pk = models.CompositePrimaryKey("contact_id", "segment_id")
    contact_id = models.BigIntegerField()
    segment_id: Any = models.BigIntegerField(db_index=True)
    is_in = models.BooleanField()
    touchpoint_id = models.BigIntegerField()
    at = models.DateTimeField()


class Missed(models.Model):
    """Somebody touched while a segment's members were gathered anew: asked once more when that is done."""

    pk = models.CompositePrimaryKey("contact_id", "segment_id")
    contact_id = models.BigIntegerField()
    segment_id = models.BigIntegerField()


class DayCount(models.Model):
    """How many people were in a segment at the end of a day, how many entered and left."""

    pk = models.CompositePrimaryKey("segment_id", "day")
    segment_id = models.BigIntegerField()
    day = models.DateField()
    members = models.BigIntegerField()
    entries = models.BigIntegerField()
    exits = models.BigIntegerField()
