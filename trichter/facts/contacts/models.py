"""People and firms as we know them, and the identifiers by which the next touchpoint finds them again."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Collate
from django.utils.translation import gettext_lazy as _


class ContactKind(models.TextChoices):
    """Who stands behind a contact."""

    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")


class Address(models.Model):
    """The columns of a structured postal address; `country` is an ISO 3166-1 alpha-2 code."""

    street = models.TextField(default="")
    street_extra = models.TextField(default="")
    postal_code = models.TextField(default="")
    city = models.TextField(default="")
    region = models.TextField(default="")
    country = models.CharField(max_length=2, default="")

    class Meta:
        abstract = True


class Company(Address):
    """A firm, found by its mail domain or by its name."""

    name = models.TextField()
    name_key = models.TextField()
    domain = models.TextField(null=True)
    industry = models.TextField(default="")
    employees = models.IntegerField(null=True)
    website = models.TextField(default="")
    phone = models.TextField(default="")
    sources = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["domain"], name="company_by_domain"),
            models.UniqueConstraint(fields=["name_key"], name="company_by_name", condition=Q(domain=None)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["name_key"], opclasses=["text_pattern_ops"], name="company_name_key"),
            models.Index(Collate("name_key", "C"), "id", name="company_by_name_key"),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(Address):
    """A person, with or without an e-mail address, or a firm of which nobody is known yet.

    Every field is written by `facts.contacts.services` only and knows its source and time in `sources`:
    `{"first_name": {"by": "import", "at": "2026-…Z", "tp": 17}}`.
    """

    kind = models.CharField(max_length=12, choices=ContactKind, default=ContactKind.PERSON)
    salutation = models.TextField(default="")
    title = models.TextField(default="")
    first_name = models.TextField(default="")
    last_name = models.TextField(default="")
    name_key = models.TextField(default="")
    position = models.TextField(default="")
    department = models.TextField(default="")
    email = models.TextField(default="")
    phone = models.TextField(default="")
    mobile = models.TextField(default="")
    website = models.TextField(default="")
    language = models.CharField(max_length=5, default="")
    birthday = models.DateField(null=True)
    mail_frequency = models.CharField(max_length=8, default="")
    mail_paused_until = models.DateField(null=True)
    company = models.ForeignKey(Company, models.SET_NULL, null=True, related_name="contacts", db_index=False)
    owner = models.ForeignKey("staff.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    properties = models.JSONField(default=dict)
    tags = ArrayField(models.TextField(), default=list)
    sources = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            # Without those who have none: every recording about a person pays for each index.
            models.Index(fields=["company"], name="contact_of_company", condition=~Q(company=None)),
            # With the id: lists know by it whose people are whose, and read none of them.
            models.Index(
                fields=["owner", "id"],
                name="contact_by_owner",
                condition=Q(owner__isnull=False, merged_into=None, erased_at=None),
            ),
            models.Index(fields=["merged_into"], name="contact_merged_into", condition=~Q(merged_into=None)),
            GinIndex(fields=["tags"], name="contact_tags", condition=~Q(tags=[])),
            models.Index(
                Collate("name_key", "C"), "id", name="contact_by_name", condition=Q(merged_into=None, erased_at=None)
            ),
            models.Index("created_at", "id", name="contact_by_age", condition=Q(merged_into=None, erased_at=None)),
            models.Index("erased_at", name="contact_erased", condition=~Q(erased_at=None)),
            models.Index(Collate("phone", "C"), name="contact_by_phone", condition=~Q(phone="")),
            models.Index(Collate("mobile", "C"), name="contact_by_mobile", condition=~Q(mobile="")),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.phone or self.mobile or f"#{self.pk}"

    @property
    def name(self) -> str:
        """Title, first and last name; for an organisation the firm's name."""
        if self.kind == ContactKind.ORGANISATION and self.company:
            return self.company.name
        return " ".join(part for part in (self.title, self.first_name, self.last_name) if part)


class IdentifierKind(models.TextChoices):
    """The keys by which a person is known again; e-mail and external id are strong, they decide."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    VISITOR = "visitor", _("Browser")
    EXTERNAL = "external", _("External id")


class Identifier(models.Model):
    """A key that leads to a contact: normalised in `value`, as given in `original`, tied to it by a touchpoint."""

    kind = models.CharField(max_length=10, choices=IdentifierKind)
    value = models.TextField()
    original = models.TextField()
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="identifiers")
    touchpoint_id = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "value"], name="identifier_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.original}"


class SharedDevice(models.Model):
    """A browser that two people have used: the contact knows that `visitor` was also used by `other`."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="shared_devices")
    other = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    visitor = models.TextField()
    touchpoint_id = models.BigIntegerField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact", "other", "visitor"], name="shared_device_once")
        ]


class DuplicateSuggestion(models.Model):
    """Two contacts that may be one person, and why we think so; a colleague decides."""

    class Reason(models.TextChoices):
        IDENTIFIERS = "identifiers", _("One touchpoint named identifiers of both")
        PHONE = "phone", _("Same phone number")
        NAME = "name", _("Same name at the same place")

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="duplicate_suggestions")
    other = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=20, choices=Reason)
    touchpoint_id = models.BigIntegerField()
    suggested_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact", "other", "reason"], name="duplicate_suggested_once")
        ]


class Merge(models.Model):
    """Two contacts made one. `snapshot` holds what an unmerge needs to restore both exactly."""

    winner = models.ForeignKey(Contact, models.PROTECT, related_name="merges_won")
    loser = models.ForeignKey(Contact, models.PROTECT, related_name="merges_lost")
    touchpoint_id = models.BigIntegerField()
    consent_mark = models.BigIntegerField()
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    snapshot = models.JSONField()


class FieldType(models.TextChoices):
    """What a custom field may hold."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Money")
    DATE = "date", _("Date")
    BOOLEAN = "boolean", _("Yes or no")
    CHOICE = "choice", _("Choice")
    MANY = "many", _("Several choices")


class FieldDefinition(models.Model):
    """A custom field of contacts: declared once, its values stand in `Contact.properties`."""

    key = models.SlugField(max_length=40, unique=True)
    type = models.CharField(max_length=10, choices=FieldType)
    label = models.JSONField()
    options = models.JSONField(default=list)
    is_personal = models.BooleanField(default=True)
    is_indexed = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class SavedView(models.Model):
    """A list of people as a colleague keeps it: the parameters of its address, but never what was searched for, for
    that may name a person."""

    colleague = models.ForeignKey("staff.User", models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.TextField()
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
