"""What pages are about, by their paths."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class PathRule(models.Model):
    """Pages whose paths fit the pattern carry this phase and these topics."""

    pattern = models.TextField(unique=True)
    phase = models.TextField(default="", blank=True)
    topics = ArrayField(models.TextField(), default=list)

    def __str__(self) -> str:
        return self.pattern
