"""The ledger of consent: a proof is rows nobody can change, not a boolean somebody once ticked (LAW 1.1)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """The way on which somebody may be reached or watched. Each is asked for separately (LAW 1.5, 2.7)."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    POST = "post", _("Post")
    TRACKING = "tracking", _("Tracking on the website")
    MAIL_TRACKING = "mail_tracking", _("Tracking in mails")


class State(models.TextChoices):
    """What a ledger row says."""

    REQUESTED = "requested", _("Requested")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


NOT_ME = "not me"
"""What a refusal says of itself (`snapshot.said`) that only denies a sign-up: it closes what was asked, and ends no
consent that was given otherwise."""


class LegalBasis(models.TextChoices):
    """On what a permission rests; `queries.PERMITS` says which basis carries which channel."""

    CONSENT = "consent", _("Consent")
    CUSTOMER = "customer", _("Existing customer (§ 7 (3) UWG)")
    PRESUMED = "presumed", _("Presumed consent of a business (§ 7 (2) no. 1 UWG)")
    CONTRACT = "contract", _("Contract")
    LEGITIMATE_INTEREST = "legitimate_interest", _("Legitimate interest")


class SuppressionReason(models.TextChoices):
    """Why an address is never to be used again."""

    ERASED = "erased", _("The person was erased")
    OBJECTED = "objected", _("The person objected")
    COMPLAINT = "complaint", _("The person reported a mail as spam")
    BOUNCE = "bounce", _("The address does not exist")


class Purpose(models.Model):
    """What for: a newsletter, invitations, advice by phone. `label` is `{"en": …, "de": …}`."""

    key = models.CharField(max_length=80, primary_key=True)
    label = models.JSONField()
    position = models.IntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "key"]

    def __str__(self) -> str:
        return self.key


class Wording(models.Model):
    """The exact words to which people agree. Append-only: other words are another version."""

    purpose = models.ForeignKey(Purpose, models.PROTECT, db_column="purpose", related_name="wordings")
    channel = models.CharField(max_length=20, choices=Channel)
    language = models.CharField(max_length=5)
    version = models.IntegerField()
    text = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("purpose", "channel", "language", "version", name="wording_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose_id} {self.channel} {self.language} v{self.version}"


class Chain(models.Model):
    """The hash chain of one address on one channel, so that no submission waits for another's address.

    `address_digest` is null once nobody of the chain is known any more: the address, given anew, begins another chain.
    """

    channel = models.CharField(max_length=20, choices=Channel)
    address_digest = models.BinaryField(null=True)
    head = models.BinaryField()
    length = models.IntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("channel", "address_digest", name="chain_of_address")]

    def __str__(self) -> str:
        return f"{self.channel} #{self.pk}"


class Consent(models.Model):
    """One answer, or one question, about one address, channel and purpose.

    `origin_id` is the contact at the time of recording, which a merge does not move: it tells whose answer it was.
    `hash` seals the row and its predecessor; of the personal columns it holds only `personal_digest`, salted, so that
    erasing them with the salt leaves the chain verifiable and the digest unguessable.
    """

    contact = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="consents", db_index=False)
    origin_id = models.BigIntegerField()
    touchpoint_id = models.BigIntegerField()
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="rows", db_index=False)
    seq = models.IntegerField()
    channel = models.CharField(max_length=20, choices=Channel)
    # Without constraints: each submission would share-lock the one row of the newsletter. `append` checks both, and
    # neither is ever deleted.
    purpose = models.ForeignKey(
        Purpose, models.PROTECT, db_column="purpose", db_constraint=False, db_index=False, related_name="+"
    )
    wording = models.ForeignKey(
        Wording, models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State)
    legal_basis = models.CharField(max_length=20, choices=LegalBasis)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    address = models.TextField(null=True)
    snapshot = models.JSONField(null=True)
    ip = models.TextField(null=True)
    user_agent = models.TextField(null=True)
    confirmation_mail = models.TextField(null=True)
    salt = models.BinaryField(null=True)
    personal_digest = models.BinaryField()
    prev_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("chain", "seq", name="consent_link_once"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="consent_channel_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="consent_state_known"),
            models.CheckConstraint(condition=Q(legal_basis__in=LegalBasis.values), name="consent_basis_known"),
        ]
        indexes: ClassVar = [
            models.Index("contact", "channel", "state", name="consent_of_contact"),
            models.Index("channel", "state", "contact", name="consent_by_state"),
            models.Index("at", name="consent_requests", condition=Q(state=State.REQUESTED)),
            models.Index("contact", name="consent_refusals", condition=Q(state=State.REFUSED, salt__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.purpose_id} {self.state}"


class Use(models.Model):
    """That a consent was used: it does not grow stale while it is (LAW 1.9), and for calls its proof has to be kept
    for five years from each use (LAW 1.5)."""

    consent = models.OneToOneField(Consent, models.PROTECT, primary_key=True, related_name="use")
    last_at = models.DateTimeField()
    times = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.consent_id} used {self.times} times"


class Suppression(models.Model):
    """An address not to be used, known only by its keyed hash; it stays after erasure (LAW 1.12).

    An empty `channel` means all of them. Only a later double opt-in lifts it, for what it was given for; the row stays,
    and `at` is when it was last said.
    """

    digest = models.BinaryField()
    channel = models.CharField(max_length=20, choices=Channel, default="", blank=True)
    reason = models.CharField(max_length=10, choices=SuppressionReason)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("digest", "channel", "reason", name="suppressed_once")]

    def __str__(self) -> str:
        return f"{self.channel or '*'} {self.reason}"
