"""The ledger of all that was to leave, what became of it, and the mailbox of a house that only tries things out."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

NOBODY = 0
"""Stands for the contact of a letter that is about no person: a key column cannot be empty."""


class State(models.TextChoices):
    """What became of a letter."""

    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("On its way")
    SENT = "sent", _("Sent")
    DEFERRED = "deferred", _("Put off")
    BOUNCED = "bounced", _("Undeliverable")
    IN_DOUBT = "in_doubt", _("In doubt")
    WITHHELD = "withheld", _("Withheld")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


WAITING = (State.QUEUED, State.DEFERRED)
"""What will leave by itself, unless it is taken back."""


class Decision(models.TextChoices):
    """What a colleague makes of a letter of which nobody knows whether it left."""

    WAS_SENT = "was_sent", _("It was sent")
    SEND_AGAIN = "send_again", _("Send it again")
    DROP = "drop", _("Drop it")


class Message(models.Model):
    """One letter to one recipient.

    The key starts with the contact, so that the table can be distributed; a letter that is about nobody has `NOBODY`.
    `recipient` is whom it was first meant for, which a merge does not move: with the cause it makes the letter unique.
    `due_at` is when it may leave, and while it is on its way when the lease of its sender is over; `begun_at` when it
    was last tried. `source` is the mail as it left; of a letter to a colleague it goes when it has left, for it may let
    its reader in, and of all others in time (`forgetting.py`), but for one that `is_proof` of a consent.
    """

    pk = models.CompositePrimaryKey("contact_id", "id")
    contact_id = models.BigIntegerField(default=NOBODY)
    id = models.BigIntegerField()
    recipient = models.TextField()
    cause = models.TextField()
    colleague_id = models.BigIntegerField(null=True)
    address = models.TextField(default="")
    address_key = models.TextField(default="")
    template = models.TextField()
    language = models.CharField(max_length=5)
    context = models.JSONField(default=dict)
    ground = models.JSONField()
    purpose = models.TextField(default="")
    sender_id = models.BigIntegerField(null=True)
    caused_by = models.BigIntegerField(null=True)
    is_advertising = models.BooleanField(default=False)
    is_proof = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    reason = models.TextField(default="")
    due_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField()
    consent_id = models.BigIntegerField(null=True)
    message_id = models.TextField(default="")
    envelope_from = models.TextField(default="")
    envelope_to = models.TextField(default="")
    subject = models.TextField(default="")
    source = models.BinaryField(null=True)
    transport = models.TextField(default="")
    code = models.TextField(default="")
    error = models.TextField(default="")
    begun_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=Decision, default="", blank=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact_id", "recipient", "cause"], name="letter_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="letter_state_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="letter_number"),
            models.Index(
                fields=["is_advertising", "due_at", "id"],
                name="letter_due",
                condition=Q(state__in=["queued", "deferred"]),
            ),
            models.Index(fields=["due_at"], name="letter_on_its_way", condition=Q(state="sending")),
            models.Index(fields=["address_key", "created_at"], name="letter_address", condition=~Q(address_key="")),
            models.Index(fields=["message_id"], name="letter_message_id", condition=~Q(message_id="")),
            # The outbox looks at what is open, of which there is little among all that has left.
            models.Index(fields=["state", "-id"], name="letter_open", condition=~Q(state="sent")),
            models.Index(fields=["-id"], name="letter_sent", condition=Q(state="sent")),
            models.Index(
                fields=["created_at"], name="letter_source", condition=Q(source__isnull=False, is_proof=False)
            ),
            models.Index(
                fields=["created_at"], name="letter_of_nobody", condition=Q(contact_id=NOBODY) & ~Q(address="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.id} {self.state}"

    @property
    def contact(self) -> int | None:
        """Whom it is for, or about."""
        return self.contact_id or None


class BoxedMail(models.Model):
    """A mail that was put into the mailbox of the product instead of leaving it (`transports.Mailbox`)."""

    contact_id = models.BigIntegerField(db_index=True)
    letter_id = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()
    envelope_from = models.TextField()
    envelope_to = models.TextField()
    source = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.envelope_to} {self.pk}"


# Tables of the mail craft, each beside what is done with it.
from trichter.spine.outreach.identities import DkimKey as DkimKey  # noqa: E402
from trichter.spine.outreach.identities import Sender as Sender  # noqa: E402
from trichter.spine.outreach.returns.strays import Stray as Stray  # noqa: E402
