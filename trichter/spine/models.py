"""The outbox: what is still to be done about a touchpoint."""

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
