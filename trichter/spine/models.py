"""What is still to be done: about a touchpoint, by the clock, and because somebody asked about their data."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Reaction(models.Model):
    """A reaction to a touchpoint, once for each pair, until it is done or given up (dead)."""

    class State(models.TextChoices):
        DUE = "due", _("due")
        DONE = "done", _("done")
        DEAD = "dead", _("given up")

    TOO_LONG = "chain_too_long"
    _TOLD: ClassVar = {TOO_LONG: _("Causes and reactions have been following each other too long.")}

    contact_id = models.BigIntegerField()
    touchpoint_id = models.BigIntegerField()
    kind = models.TextField()
    depth = models.SmallIntegerField(default=0)
    name = models.TextField()
    state = models.CharField(max_length=4, choices=State, default=State.DUE)
    due_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    error = models.TextField(default="")
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["touchpoint_id", "name"], name="reaction_once")]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="reaction_due", condition=Q(state="due")),
            models.Index(fields=["created_at"], name="reaction_dead", condition=Q(state="dead")),
        ]

    @property
    def reason(self) -> str:
        """Why it failed, for people; `error` is what is stored: a code of ours, or what was raised."""
        return str(self._TOLD.get(self.error, self.error))


class Job(models.Model):
    """When a job of the timetable ran and is due again."""

    name = models.TextField(primary_key=True)
    ran_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class RightsRequest(models.Model):
    """Somebody asks about their data; the month to answer begins when they ask (Art. 12 (3) GDPR, LAW 1.13).

    Anybody can type an address: it counts once whoever reads its mail has proven that it was them. Erasure empties
    address and words; that somebody asked, and was answered in time, stays for as long as that may be doubted.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", _("Access")
        CORRECTION = "correction", _("Correction")
        ERASURE = "erasure", _("Erasure")
        SETTINGS = "settings", _("Settings")

    kind = models.CharField(max_length=10, choices=Kind)
    address = models.TextField()
    address_key = models.TextField()
    contact_id = models.BigIntegerField(null=True)
    language = models.CharField(max_length=5)
    words = models.TextField(default="")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    proven_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="rights_open", condition=Q(done_at=None) & ~Q(proven_at=None)),
            models.Index(fields=["address_key", "asked_at"], name="rights_of_address"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
