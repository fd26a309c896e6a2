"""What is still to be done for a person. The timeline tells how it came about and what became of it."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Why there is something to do."""

    CALLBACK = "callback", _("Callback")
    OTHER = "other", _("Task")


class Task(models.Model):
    """One thing to do for one person, by a colleague or by whoever of a team takes it.

    `touchpoint_id` is the `task.opened` that made it, `cause_id` what that answers (a form), `change_id` the touchpoint
    of the last change as long as it can be undone.
    """

    contact = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason, default=Reason.OTHER)
    title = models.TextField()
    asked = models.TextField(default="")
    phone = models.TextField(default="")
    team = models.ForeignKey("staff.Team", models.SET_NULL, null=True, related_name="+")
    colleague = models.ForeignKey("staff.User", models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, related_name="+")
    touchpoint_id = models.BigIntegerField()
    cause_id = models.BigIntegerField(null=True)
    change_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact", "cause_id", "reason"], name="task_once_for_its_cause"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["colleague", "due_at"], name="task_open_of_colleague", condition=Q(done_at=None)),
            models.Index(fields=["team", "due_at"], name="task_open_of_team", condition=Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def turn_at(self) -> datetime | None:
        """When it is its turn: when due, or later if it was put off."""
        moments = [moment for moment in (self.due_at, self.snoozed_until) if moment]
        return max(moments) if moments else None
