"""Tracks with their stages, the policy that leads along them, where each person stands, and what signs of buying."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from trichter.kernel.words import Words


class Track(models.Model):
    """A way that people go: of customers, of applicants."""

    key = models.SlugField(max_length=40, primary_key=True)
    label = models.JSONField()
    position = models.SmallIntegerField()

    def __str__(self) -> str:
        return str(Words.of(self.label))


class Stage(models.Model):
    """A station of a track. `position` counts from 1; 0 is off the path (*other*). `glyph` is the sign of `design/`."""

    track = models.ForeignKey(Track, models.CASCADE, related_name="stages")
    key = models.SlugField(max_length=40)
    label = models.JSONField()
    position = models.SmallIntegerField()
    glyph = models.SmallIntegerField()
    is_anonymous = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["track", "key"], name="stage_key_once")]
        ordering: ClassVar = ["track", "position"]

    def __str__(self) -> str:
        return str(Words.of(self.label))


class Policy(models.Model):
    """A version of the rules of a track (`tracks.Rule`). Versions never change, the last one holds.

    `timed_until` is up to when it was considered whom the passing of time has led on by it.
    """

    track = models.ForeignKey(Track, models.CASCADE, related_name="policies")
    version = models.IntegerField()
    rules = models.JSONField()
    created_at = models.DateTimeField()
    published_by = models.BigIntegerField(null=True)
    timed_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["track", "version"], name="policy_version_once")]


class Standing(models.Model):
    """Where a person stands on a track: recomputable at any time from the decisions on the timeline.

    `reached[i]` is when the stage of position i+1, or one beyond it, was first reached.
    """

    pk = models.CompositePrimaryKey("contact_id", "track_id")
    contact_id = models.BigIntegerField()
    track_id = models.TextField()
    stage = models.TextField()
    position = models.SmallIntegerField()
    since = models.DateTimeField()
    decision_id = models.BigIntegerField()
    reached: Any = ArrayField(models.DateTimeField(null=True))

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["track_id", "stage", "since", "contact_id"], name="standing_by_since"),
        ]


class Journey(models.Model):
    """The first and the last touch that came on a known channel, and the last activity of all: recomputable as well."""

    contact_id: Any = models.BigIntegerField(primary_key=True)
    first_at = models.DateTimeField(null=True)
    first_id = models.BigIntegerField(null=True)
    first_channel = models.TextField(null=True)
    first_campaign_id = models.BigIntegerField(null=True)
    last_at = models.DateTimeField(null=True)
    last_id = models.BigIntegerField(null=True)
    last_channel = models.TextField(null=True)
    last_campaign_id = models.BigIntegerField(null=True)
    active_at = models.DateTimeField(null=True)
    active_id = models.BigIntegerField(null=True)
    active_kind = models.TextField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-active_at", "contact_id"], name="journey_by_activity"),
            models.Index(fields=["first_channel", "contact_id"], name="journey_by_first_channel"),
            models.Index(
                fields=["first_campaign_id", "contact_id"],
                name="journey_by_first_campaign",
                condition=~models.Q(first_campaign_id=None),
            ),
        ]


class Qualification(models.Model):
    """The criteria of a prospect and our first steps towards the person (`qualifying.py`): recomputable as well.

    `met_at` is set as long as all five are known and met; a prospect is who stands at lead or beyond besides.
    """

    contact_id: Any = models.BigIntegerField(primary_key=True)
    market_fit = models.TextField(null=True)
    purchasing_power = models.TextField(null=True)
    decision_authority = models.TextField(null=True)
    need = models.TextField(null=True)
    attempted_at = models.DateTimeField(null=True)
    conversed_at = models.DateTimeField(null=True)
    reacted_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["met_at"], name="qualification_met", condition=models.Q(met_at__isnull=False)),
        ]


class BuyingRules(models.Model):
    """A version of the rules of the buying phase (`buying.content.Content`): it never changes, the last one holds.

    `is_done` once everybody whom we know was looked at by it.
    """

    version = models.IntegerField(unique=True)
    content = models.JSONField()
    created_at = models.DateTimeField()
    published_by = models.BigIntegerField(null=True)
    is_done = models.BooleanField(default=True)


class Buying(models.Model):
    """The latest sign of each phase of buying that somebody showed: recomputable as well."""

    contact_id: Any = models.BigIntegerField(primary_key=True)
    need_at = models.DateTimeField(null=True)
    need_id = models.BigIntegerField(null=True)
    evaluation_at = models.DateTimeField(null=True)
    evaluation_id = models.BigIntegerField(null=True)
    purchase_at = models.DateTimeField(null=True)
    purchase_id = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["need_at"], name="buying_need"),
            models.Index(
                fields=["evaluation_at"], name="buying_evaluation", condition=models.Q(evaluation_at__isnull=False)
            ),
            models.Index(fields=["purchase_at"], name="buying_purchase", condition=models.Q(purchase_at__isnull=False)),
        ]


class CriterionRules(models.Model):
    """A version of the rules that suggest answers to the criteria of a prospect (`suggesting`); the last one holds."""

    version = models.IntegerField(unique=True)
    content = models.JSONField()
    created_at = models.DateTimeField()
    published_by = models.BigIntegerField(null=True)
