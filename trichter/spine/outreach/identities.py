"""Under which addresses we write, and the keys with which their mails are signed. Nothing here is about a person of the
funnel."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Sender(models.Model):
    """A sender identity: what stands in From. `colleague` is whose own it is, for letters of theirs."""

    name = models.CharField(max_length=120)
    address = models.CharField(max_length=254)
    reply_to = models.CharField(max_length=254, default="", blank=True)
    colleague = models.ForeignKey("staff.User", models.SET_NULL, null=True, related_name="+")
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], name="sender_by_name"),
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="sender_default_once"),
            models.UniqueConstraint(
                fields=["colleague"], condition=Q(colleague__isnull=False), name="sender_of_colleague_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"


class Algorithm(models.TextChoices):
    """How a DKIM key signs (RFC 6376, RFC 8463)."""

    RSA = "rsa-sha256", "RSA 2048"
    ED25519 = "ed25519-sha256", "Ed25519"


class DkimKey(models.Model):
    """A key of a domain. The private half is encrypted with the key `secrets` of the house; `public` is the text after
    `p=` in the DNS."""

    domain = models.CharField(max_length=253)
    selector = models.CharField(max_length=63)
    algorithm = models.CharField(max_length=15, choices=Algorithm)
    private = models.BinaryField()
    public = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["domain", "selector"], name="dkim_selector_once")]

    def __str__(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"
