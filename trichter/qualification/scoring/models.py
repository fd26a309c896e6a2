"""Scoring models with their versions, which of them answers, and what each person is worth by it."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from trichter.kernel.words import Words


class Model(models.Model):
    """A way to score: for firms that sell to firms, or to consumers."""

    key = models.SlugField(max_length=40, primary_key=True)
    label = models.JSONField()
    position = models.SmallIntegerField()

    def __str__(self) -> str:
        return str(Words.of(self.label))


class Version(models.Model):
    """The rules of a model (`content.Content`). A draft changes; once published it never does, and stays readable."""

    model = models.ForeignKey(Model, models.CASCADE, related_name="versions")
    number = models.IntegerField()
    content = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.BigIntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["model", "number"], name="scoring_version_once"),
            models.UniqueConstraint(
                fields=["model"], condition=models.Q(published_at=None), name="scoring_one_draft_each"
            ),
        ]


class Reign(models.Model):
    """Which version answers, and which is to follow as soon as everybody is scored by it. One row."""

    id: Any = models.SmallIntegerField(primary_key=True, default=1)
    version_id = models.BigIntegerField()
    next_id = models.BigIntegerField(null=True)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="scoring_one_reign")]


class Score(models.Model):
    """What a person is worth by the version that answers: recomputable at any time from the facts.

    `falls_at` is the instant at which engagement falls to one point, null where there is none. `held` tells of each fit
    rule whether it holds; `rules`, `touchpoints` and `times` are the touchpoints counted, each with the position of its
    rule, from 1. A new version's scores are made beside this table and take its place (`renewing`).
    """

    contact_id: Any = models.BigIntegerField(primary_key=True)
    version_id = models.BigIntegerField()
    since = models.DateField()
    fit = models.IntegerField()
    falls_at = models.DateTimeField(null=True)
    held: Any = ArrayField(models.BooleanField())
    rules: Any = ArrayField(models.SmallIntegerField())
    touchpoints: Any = ArrayField(models.BigIntegerField())
    times: Any = ArrayField(models.DateTimeField())

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["falls_at", "contact_id"], name="score_by_engagement"),
            models.Index(fields=["fit", "contact_id"], name="score_by_fit"),
        ]


class Past(models.Model):
    """What somebody was worth from that day on, until the next such row or the score itself: an observation."""

    pk = models.CompositePrimaryKey("contact_id", "since")
    contact_id = models.BigIntegerField()
    since = models.DateField()
    version_id = models.BigIntegerField()
    fit = models.IntegerField()
    falls_at = models.DateTimeField(null=True)


class Touched(models.Model):
    """Whose facts changed while the scores by the next version were being made."""

    id: Any = models.BigAutoField(primary_key=True)
    contact_id = models.BigIntegerField()
