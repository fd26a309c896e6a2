"""Proposals for the first contact with somebody who has asked for something."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How somebody is to be reached; `none` as long as nothing permits it."""

    MAIL = "mail", _("E-mail")
    CALL = "call", _("Call")
    NONE = "none", _("Not yet")


class Basis(models.TextChoices):
    """What permits the way, or what is missing; `ways.reason` says it in a sentence."""

    CALLBACK = "callback", _("A callback was asked for")
    ANSWER = "answer", _("An answer was asked for")
    NO_NUMBER = "no_number", _("A callback was asked for, without a number")
    CONSENT = "consent", _("Consent")
    CUSTOMER = "customer", _("Existing customer (§ 7 (3) UWG)")
    PRESUMED = "presumed", _("Presumed consent of a business")
    UNCONFIRMED = "unconfirmed", _("Consent not confirmed yet")
    NOTHING = "nothing", _("No consent")


class State(models.TextChoices):
    """What became of a proposal."""

    PROPOSED = "proposed", _("Proposed")
    SENT = "sent", _("Sent")
    CALLED = "called", _("Called")
    DISMISSED = "dismissed", _("Dismissed")
    OVERTAKEN = "overtaken", _("Overtaken by a newer one")


class Proposal(models.Model):
    """A first contact drafted for a submission (`cause_id`); `asked_id` is the one that asked for just this contact.

    `used` names what the draft rests on: `{"of", "question", "answer", "why"}`, see `drafting.Used`. `attempts` counts
    what the one door out has withheld, so that each attempt is a message of its own there.
    """

    contact = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="+")
    cause_id = models.BigIntegerField()
    asked_id = models.BigIntegerField(null=True)
    way = models.CharField(max_length=4, choices=Way)
    basis = models.CharField(max_length=12, choices=Basis)
    purpose = models.CharField(max_length=80, default="")
    responsible = models.ForeignKey("staff.User", models.SET_NULL, null=True, related_name="+")
    team = models.ForeignKey("staff.Team", models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=2)
    subject = models.TextField(default="")
    body = models.TextField(default="")
    used: Any = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    attempts = models.SmallIntegerField(default=0)
    proposed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact", "cause_id"], name="proposal_once_for_its_cause"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["responsible", "proposed_at"], name="proposal_open", condition=models.Q(state=State.PROPOSED)
            ),
        ]

    def __str__(self) -> str:
        return self.subject or f"{self.way} #{self.pk}"
