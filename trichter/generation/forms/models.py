"""Doubtful submissions, and what is remembered for a short while to tell people from robots."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Doubtful(models.Model):
    """A submission that looked like a robot's: no lead yet, but kept for 30 days so that nobody is lost.

    `touch` is what would have been recorded (`touches.stored`), so that a rescue records just that, with its own time.
    `key` is that of the submission: sent twice, it lies here once. `named` are digests of the addresses and numbers in
    it: it belongs to no contact, so by them its person finds it. `removed_at` is when a colleague threw it away; for an
    hour it can be brought back.
    """

    key = models.TextField(unique=True)
    offer_id = models.BigIntegerField()
    version_id = models.BigIntegerField()
    title = models.TextField()
    answers: Any = models.JSONField()
    reasons: Any = models.JSONField()
    touch: Any = models.JSONField()
    ip = models.TextField(default="")
    at = models.DateTimeField(db_index=True)
    removed_at = models.DateTimeField(null=True)
    named = ArrayField(models.BinaryField(), default=list)

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["named"], name="doubtful_named")]

    def __str__(self) -> str:
        return f"{self.title} {self.at:%Y-%m-%d}"


class Spent(models.Model):
    """A token that has been used, with the digest of the answers it came with. UNLOGGED: needed for hours only."""

    nonce = models.TextField(primary_key=True)
    digest = models.TextField()
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.nonce


class Count(models.Model):
    """How often something came in a stretch of ten minutes; `place` is a keyed digest. UNLOGGED."""

    pk = models.CompositePrimaryKey("place", "slot")
    place = models.TextField()
    slot = models.DateTimeField(db_index=True)
    number = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.place}: {self.number}"
