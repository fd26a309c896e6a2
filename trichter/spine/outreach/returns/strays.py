"""Mail that came back and belongs to no letter of ours: kept for a colleague to look at, not many and not for long."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts.naming import Person
from trichter.kernel import clock, persons
from trichter.kernel.persons import KnownAs
from trichter.kernel.text import storable

MOST = 1_000
KEPT_FOR = timedelta(days=30)
LONGEST = 20_000


class What(models.TextChoices):
    """What it seems to be."""

    BOUNCE = "bounce", _("Undeliverable, of no letter that we know")
    COMPLAINT = "complaint", _("A complaint about no letter that we know")
    REPLY = "reply", _("A mail that answers none of ours")
    OTHER = "other", _("An answer from another address than the mail went to")
    NONSENSE = "nonsense", _("No mail that can be read")


class Stray(models.Model):
    """One of them; `text` is what can be read of it."""

    digest = models.BinaryField(unique=True)
    what = models.CharField(max_length=10, choices=What)
    at = models.DateTimeField()
    sender = models.TextField(default="")
    subject = models.TextField(default="")
    text = models.TextField(default="")

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"


@dataclass(frozen=True, slots=True)
class Listed:
    """One as a page shows it."""

    id: int
    what: What
    at: datetime
    sender: str
    subject: str
    text: str


def keep(raw: bytes, *, what: What, sender: str = "", subject: str = "", text: str = "") -> None:
    """Once, however often it is handed in; the oldest make room."""
    now = clock.now()
    shown = {"sender": sender, "subject": subject, "text": text[:LONGEST]}
    row = Stray(digest=hashlib.sha256(raw).digest(), what=what, at=now, **storable(shown))
    Stray.objects.bulk_create([row], ignore_conflicts=True)
    too_many = Stray.objects.order_by("-id").values_list("id", flat=True)[MOST : MOST + 100]
    Stray.objects.filter(models.Q(at__lt=now - KEPT_FOR) | models.Q(id__in=list(too_many))).delete()


def listing(*, limit: int = 100) -> list[Listed]:
    """The newest first."""
    rows = Stray.objects.order_by("-id")[:limit]
    return [Listed(row.pk, What(row.what), row.at, row.sender, row.subject, row.text) for row in rows]


def drop(stray: int) -> None:
    """A colleague has seen it."""
    Stray.objects.filter(id=stray).delete()


@persons.erases_files
def forget(known_as: KnownAs) -> None:
    """They belong to nobody we know, and may still come from somebody who is to be forgotten, or name their address
    or number. A name alone does not do: who calls themselves “Guten Tag” would take everybody's mail along."""
    person = Person(known_as)
    rows = Stray.objects.values_list("id", "sender", "subject", "text")
    Stray.objects.filter(id__in=[number for number, *texts in rows if person.is_addressed_in(texts)]).delete()
