"""What pages are about, by their paths, and the places in them that are filled by who reads."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class PathRule(models.Model):
    """Pages whose paths fit the pattern carry this phase and these topics."""

    pattern = models.TextField(unique=True)
    phase = models.TextField(default="", blank=True)
    topics = ArrayField(models.TextField(), default=list)

    def __str__(self) -> str:
        return self.pattern


class Slot(models.Model):
    """A place in the firm's pages, by its name; on one site, or on all. `version` is the one in force."""

    name = models.TextField()
    label = models.TextField(default="", blank=True)
    source_id = models.BigIntegerField(null=True)
    version = models.IntegerField()
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "source_id"],
                name="slot_by_name",
                condition=models.Q(archived_at=None),
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.name


class SlotVersion(models.Model):
    """What stood in a slot for whom, and who wrote that."""

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="+")
    version = models.IntegerField()
    content = models.JSONField()
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["slot", "version"], name="slot_version_once")]


class SlotDay(models.Model):
    """How often a variant was shown on a day, and its link followed; variant 0 is what stands in the page itself."""

    pk = models.CompositePrimaryKey("slot_id", "day", "variant")
    slot_id = models.BigIntegerField()
    day = models.DateField()
    variant = models.IntegerField()
    shown = models.BigIntegerField()
    clicked = models.BigIntegerField()


class KeptFor(models.Model):
    """For how many months the log of visits is kept; one row, if a colleague has decided."""

    id = models.SmallIntegerField(primary_key=True)
    months = models.SmallIntegerField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="kept_for_is_one")]

    def __str__(self) -> str:
        return str(self.months)
