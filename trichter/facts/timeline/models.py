"""The append-only table of touchpoints, the keys that make a retried request record once, and campaigns."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """The way on which somebody came or was reached."""

    SEARCH = "search", _("Organic search")
    PAID_SEARCH = "paid_search", _("Paid search")
    SOCIAL = "social", _("Social media")
    PAID_SOCIAL = "paid_social", _("Paid social")
    EMAIL = "email", _("E-mail")
    ASSISTANT = "assistant", _("AI assistant")
    REFERRAL = "referral", _("Referral")
    AFFILIATE = "affiliate", _("Affiliate")
    DISPLAY = "display", _("Display")
    PR = "pr", _("PR")
    PRINT = "print", _("Print")
    EVENT = "event", _("Event or fair")
    PHONE = "phone", _("Phone")
    WALK_IN = "walk_in", _("Walk-in")
    ADDRESS_LIST = "address_list", _("Address list")
    CHAT = "chat", _("Chat")
    IMPORT = "import", _("Import")
    DIRECT = "direct", _("Direct")
    OTHER = "other", _("Other")


class Campaign(models.Model):
    """A named effort on a channel: an ad, a fair, a letter. `key` is what UTM parameters and files say.

    `target` is how many leads it is to bring, `budget` in cents what it may cost.
    """

    key = models.TextField(unique=True)
    name = models.TextField()
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.OTHER)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    budget = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="EUR", db_default="EUR")
    target = models.IntegerField(null=True)
    owner_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class OriginRules(models.Model):
    """A version of how the house's rules of channels differ from ours (`origins.content.Changes`): the last one holds,
    and none ever changes."""

    version = models.IntegerField(unique=True)
    content = models.JSONField()
    created_at = models.DateTimeField()
    published_by = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return str(self.version)


class ActorType(models.TextChoices):
    """Who did it, which is also how far the fields that came with it are trusted (`contacts.registers`)."""

    PERSON = "person", _("the person")
    COLLEAGUE = "colleague", _("a colleague")
    API = "api", _("a connected system")
    PARTNER = "partner", _("a partner")
    IMPORT = "import", _("an import")
    ENRICHMENT = "enrichment", _("an enrichment provider")
    SYSTEM = "system", _("Trichter")


class TouchpointColumns(models.Model):
    """One fact about a known person."""

    pk = models.CompositePrimaryKey("contact_id", "id")
    contact_id = models.BigIntegerField()
    id = models.BigIntegerField()
    kind = models.TextField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    channel = models.TextField(null=True)
    campaign_id = models.BigIntegerField(null=True)
    subject_type = models.TextField(null=True)
    subject_id = models.BigIntegerField(null=True)
    actor_type = models.TextField(choices=ActorType)
    actor_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    learned = models.JSONField(default=dict)
    via_id = models.BigIntegerField(null=True)
    target_id = models.BigIntegerField(null=True)
    caused_by = models.BigIntegerField(null=True)
    depth = models.SmallIntegerField(default=0)

    class Meta:
        abstract = True


class Touchpoint(TouchpointColumns):
    """The table itself: written by `timeline.services` only, and only ever appended to.

    `learned` holds the contact fields this touchpoint told us, `via_id` the identifier by which it found its person,
    `target_id` the touchpoint that it corrects. The key starts with the contact, so that the table can be distributed.
    """

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["contact_id", "target_id"], name="touchpoint_corrections", condition=~Q(target_id=None)
            ),
            models.Index(
                fields=["subject_type", "subject_id", "kind", "contact_id"],
                name="touchpoint_subjects",
                condition=~Q(subject_type=None),
            ),
            models.Index(fields=["kind", "occurred_at"], name="touchpoint_by_kind"),
            models.Index(fields=["-id"], name="touchpoint_by_colleague", condition=Q(actor_type=ActorType.COLLEAGUE)),
        ]


class EffectiveTouchpoint(TouchpointColumns):
    """The view that readers use: corrections applied. `is_void` rows were retracted or judged to be a bot's."""

    is_retracted = models.BooleanField()
    is_bot = models.BooleanField()
    is_void = models.BooleanField()
    is_edited = models.BooleanField()

    class Meta:
        managed = False
        db_table = "timeline_effective"


class RecordedKey(models.Model):
    """An idempotency key, as a digest: what carries it again is answered with the touchpoint it made the first time."""

    digest = models.BinaryField(primary_key=True)
    contact_id = models.BigIntegerField(db_index=True)
    touchpoint_id: Any = models.BigIntegerField()
