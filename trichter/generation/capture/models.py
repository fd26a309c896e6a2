"""Papers: photographs and scans of what people signed or handed over."""

from typing import ClassVar

from django.db import models


class Paper(models.Model):
    """A paper of one person, kept as the proof of what they agreed to in the touchpoint.

    `path` is its place in the storage, which it shares with nothing else; `digest` the SHA-256 of what stands there,
    which the ledger names too: the seal of the answer covers the picture.
    """

    contact_id = models.BigIntegerField()
    touchpoint_id = models.BigIntegerField()
    name = models.TextField()
    content_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    path = models.TextField(unique=True)
    kept_at = models.DateTimeField()
    kept_by = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["contact_id"], name="paper_of_contact")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether a browser shows it in a page."""
        return self.content_type.startswith("image/")
