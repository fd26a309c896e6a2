"""Runs of imports: how far each came, so that a crash or a cancelled run can be taken up where it ended."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """What became of a run."""

    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Stopped")
    FINISHED = "finished", _("Finished")


class ImportRun(models.Model):
    """One file imported with one profile.

    It holds no row of the file and no person; the rows that were refused lie in `rejects`, a file. `done` tells which
    lines are done, as pairs of first and last; it grows in the transaction that records them. A run that says it is
    running and is not was killed.
    """

    file_name = models.TextField()
    file_digest = models.CharField(max_length=64)
    profile_digest = models.CharField(max_length=64)
    profile: Any = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    done: Any = models.JSONField(default=list)
    created = models.BigIntegerField(default=0)
    matched = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    rejects = models.TextField(default="")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file_digest", "profile_digest"],
                name="import_unfinished_once",
                condition=~Q(state=State.FINISHED),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def rows(self) -> int:
        """How many rows are done."""
        return self.created + self.matched + self.unchanged + self.rejected


class Upload(models.Model):
    """A file that a colleague brought, and what they have said so far of how it is to be imported (`wizard.choices`).

    The file itself lies in the home until the import is over, at most a week; the row stays as the record of who
    imported what. `checked` is what the last check said, in numbers; `profile` what the import was begun with.
    """

    file_name = models.TextField()
    by = models.BigIntegerField(null=True)
    choices: Any = models.JSONField(default=dict)
    checked: Any = models.JSONField(default=dict)
    profile: Any = models.JSONField(default=dict)
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.CASCADE, related_name="uploads")
    work: Any = models.BigIntegerField(null=True)
    problem = models.TextField(default="")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.file_name
