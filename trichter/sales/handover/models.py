"""Handovers, and how they are spread: the calendars of teams, what colleagues can take, and routes."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trichter.kernel.words import Words


class State(models.TextChoices):
    """What became of a handover. A joined one waits in the other's stead of two people who were merged."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    JOINED = "joined", _("Merged with another")


class Route(models.Model):
    """Whom a team or a colleague gets, by a condition; the first that fits counts, and one without always fits."""

    position = models.SmallIntegerField()
    name = models.CharField(max_length=120)
    condition = models.TextField(default="", blank=True)
    team = models.ForeignKey("staff.Team", models.CASCADE, null=True, related_name="+")
    colleague = models.ForeignKey("staff.User", models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class TeamHours(models.Model):
    """When a team works, and within how many of these hours it decides about a lead.

    `week` holds for each weekday, Monday first, spans as `["09:00", "17:00"]`; `region` is whose holidays are free.
    """

    team = models.OneToOneField("staff.Team", models.CASCADE, primary_key=True, related_name="+")
    zone = models.CharField(max_length=64)
    region = models.CharField(max_length=10, default="", blank=True)
    week: Any = models.JSONField()
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    warning = models.DecimalField(max_digits=5, decimal_places=2)
    """So many working hours before the deadline somebody is reminded."""


class Share(models.Model):
    """How much a colleague takes: by weight among the others of a team, and at most so many in a week."""

    colleague = models.OneToOneField("staff.User", models.CASCADE, primary_key=True, related_name="+")
    weight = models.SmallIntegerField(default=1)
    weekly = models.SmallIntegerField(null=True)


class Absence(models.Model):
    """Days on which a colleague is not there, both included. Why is nobody's business."""

    colleague = models.ForeignKey("staff.User", models.CASCADE, related_name="+")
    since = models.DateField()
    until = models.DateField()

    class Meta:
        ordering: ClassVar = ["since", "id"]


class Reason(models.Model):
    """Why a lead may be rejected, as a house puts it."""

    label = models.JSONField()
    icon = models.CharField(max_length=20, default="edit")
    position = models.SmallIntegerField()
    is_offered = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return str(Words.of(self.label))


class Handover(models.Model):
    """A person who is handed over to sales, and what became of it.

    `touchpoint_id` is the `handover.opened` that made it, `cause_id` what made the person ripe; `change_id` is the last
    change as long as it can be undone, `set_back_id` the stage set with a rejection.
    """

    contact = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    stage = models.TextField(default="")
    reasons: Any = models.JSONField(default=list)
    route = models.TextField(default="")
    team = models.ForeignKey("staff.Team", models.SET_NULL, null=True, related_name="+")
    colleague = models.ForeignKey("staff.User", models.SET_NULL, null=True, related_name="+")
    is_unattended = models.BooleanField(default=False)
    """Whether nobody of the team was there to take it when it came."""
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, related_name="+")
    remind_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, related_name="+")
    reason = models.ForeignKey(Reason, models.PROTECT, null=True, related_name="+")
    words = models.TextField(default="")
    touchpoint_id = models.BigIntegerField()
    cause_id = models.BigIntegerField(null=True)
    change_id = models.BigIntegerField(null=True)
    set_back_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact"], condition=Q(state="open"), name="handover_open_once"),
            models.UniqueConstraint(fields=["contact", "cause_id"], name="handover_once_for_its_cause"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], condition=Q(state="open"), name="handover_open_by_deadline"),
            models.Index(fields=["opened_at"], name="handover_by_opening"),
            models.Index(fields=["state", "decided_at"], name="handover_by_decision"),
            models.Index(fields=["contact"], name="handover_of_contact"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"
