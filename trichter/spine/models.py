"""What is still to be done: about a touchpoint, by the clock, for a colleague, and because somebody asked about their
data."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
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


class Noted(models.Model):
    """That people whom a recording did not touch may be concerned by it: all at a firm, all of an address, or all whom
    a colleague looks after. `touched` is what may have changed, in the words of `Operand.reads`."""

    class Sort(models.TextChoices):
        FIRM = "firm"
        PLACE = "place"
        OWNER = "owner"

    sort = models.CharField(max_length=5, choices=Sort)
    key = models.TextField()
    touched = ArrayField(models.TextField())
    noted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sort} {self.pk}"


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


class Work(models.Model):
    """Something long that a colleague asked for: what it is, how far it is, what came of it.

    `position` is where the next step begins, JSON of its handler; `undoes` is the work that this one takes back.
    """

    class State(models.TextChoices):
        OPEN = "open", _("running")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")

    name = models.TextField()
    facts = models.JSONField(default=dict)
    by = models.BigIntegerField(null=True)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    position: Any = models.JSONField(null=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    report = models.JSONField(default=dict)
    undoes = models.BigIntegerField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    error = models.TextField(default="")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["undoes"], name="work_undone_once", condition=~Q(undoes=None))
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="work_open", condition=Q(state="open")),
            models.Index(fields=["by", "-created_at"], name="work_of_colleague"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be done."""
        return self.state != self.State.OPEN

    @property
    def percent(self) -> int | None:
        """How far it is, as far as anybody can say."""
        return min(100, self.done * 100 // self.total) if self.total else None


class WorkPerson(models.Model):
    """A person whom a work is about, in the order of being chosen, and what became of them.

    `touchpoint_id` is what the work recorded, for whoever takes it back; `outcome` is empty until it is their turn.
    """

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="people")
    contact_id = models.BigIntegerField()
    outcome = models.TextField(default="")
    touchpoint_id: Any = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["work", "outcome", "id"], name="work_people"),
            models.Index(fields=["contact_id"], name="work_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.contact_id}"


class FunnelDay(models.Model):
    """How many reached the stage of a position on a day, by the origin of their journey (`spine.tallying`)."""

    day = models.DateField()
    track_id = models.TextField()
    position = models.SmallIntegerField()
    channel = models.TextField()
    campaign_id = models.BigIntegerField(null=True)
    reached = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["track_id", "day"], name="funnel_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.track_id} {self.position}: {self.reached}"
