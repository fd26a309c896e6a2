"""Sources of events, the log by month, visits, visitors and their answers, and those who are only counted.

Lines of the log are of visitors who have agreed, and of robots. Everybody else is counted (LAW 5.2), by a `Passer`
whose salt goes with the day.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Ground(models.TextChoices):
    """On what word events of a source are kept of a visitor, and not only counted."""

    ASKED = "asked", _("the visitor's answer to our banner")
    ASSURED = "assured", _("the sending system keeps consent and sends only who agreed")
    NONE = "none", _("never: visitors are only counted")


class Source(models.Model):
    """A site or a system that sends events, by a key that it shows. Browsers may use it on the sites of `hosts`.

    One is our own pages, however it is called.
    """

    name = models.TextField()
    key = models.TextField(unique=True)
    hosts = ArrayField(models.TextField(), default=list)
    ground = models.TextField(choices=Ground, default=Ground.ASKED)
    may_identify = models.BooleanField(default=False)
    is_own = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["is_own"], condition=models.Q(is_own=True), name="source_of_our_own_pages")
        ]

    def __str__(self) -> str:
        return self.name


class Hit(models.Model):
    """A line of the log. Partitioned by the month in which it arrived, so that old ones are dropped and never deleted.

    `arrived` are campaign parameters and the names of click ids; `network` is all that is kept of an address.
    `bot` says why it counts as a robot's.
    """

    id = models.BigIntegerField(primary_key=True)
    received_at = models.DateTimeField()
    at = models.DateTimeField()
    source_id = models.IntegerField()
    visitor = models.TextField(null=True)
    person = models.TextField(null=True)
    kind = models.TextField()
    name = models.TextField()
    url = models.TextField()
    title = models.TextField()
    referrer = models.TextField()
    arrived = models.JSONField(null=True)
    properties = models.JSONField(null=True)
    network = models.TextField()
    agent = models.TextField()
    bot = models.TextField(null=True)

    class Meta:
        managed = False

    def __str__(self) -> str:
        return f"{self.kind} {self.url}"


class Visitor(models.Model):
    """A browser whose human agreed, by the id that it was given then. A withdrawal deletes the row."""

    id = models.TextField(primary_key=True)
    source_id = models.IntegerField()
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.id


class Gone(models.Model):
    """The digest of a withdrawn id: what still comes with it is not kept."""

    digest = models.BinaryField(primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return bytes(self.digest).hex()


class Decision(models.Model):
    """An answer to the banner, in which words and when; the table only grows.

    `browser` is the digest of the visitor's id, which leads to nobody once the id is gone; who refuses has none.
    """

    class State(models.TextChoices):
        GRANTED = "granted", _("agreed")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id: int
    source_id = models.IntegerField()
    browser = models.BinaryField(null=True)
    state = models.TextField(choices=State)
    wording_id = models.BigIntegerField(null=True)
    language = models.TextField()
    url = models.TextField()
    at = models.DateTimeField()
    network = models.TextField()
    agent = models.TextField()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["browser", "id"], name="decision_of_browser", condition=models.Q(browser__isnull=False)
            ),
            models.Index(fields=["at"], name="decision_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.at}"


class Visit(models.Model):
    """What a visitor did without a pause of half an hour and without coming by another campaign (a session)."""

    visitor = models.TextField()
    source_id = models.IntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    channel = models.TextField()
    campaign = models.TextField(default="")
    utm = models.JSONField(default=dict)
    referrer = models.TextField(default="")
    landing = models.TextField(default="")
    last_page = models.TextField(default="")
    pages = models.IntegerField(default=0)
    events = models.IntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["visitor", "began_at"], name="visit_of_visitor"),
            models.Index(fields=["began_at"], name="visit_by_time"),
            models.Index(fields=["-ended_at"], name="visit_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.visitor} {self.began_at}"


class PageDay(models.Model):
    """How often a page was seen on a day by those who are only counted."""

    pk = models.CompositePrimaryKey("day", "source_id", "path")
    day = models.DateField()
    source_id = models.IntegerField()
    path = models.TextField()
    views = models.IntegerField()


class ReadDay(models.Model):
    """How often a page was read on a day by those who agreed, and by how many of them."""

    pk = models.CompositePrimaryKey("day", "source_id", "path")
    day = models.DateField()
    source_id = models.IntegerField()
    path = models.TextField()
    views = models.IntegerField()
    readers = models.IntegerField()


class ChannelDay(models.Model):
    """How many came on a day by a channel, and what they saw, of those who are only counted."""

    pk = models.CompositePrimaryKey("day", "source_id", "channel")
    day = models.DateField()
    source_id = models.IntegerField()
    channel = models.TextField()
    visitors = models.IntegerField()
    views = models.IntegerField()


class Refusal(models.Model):
    """How often a site was refused on a day: by a source (0: its key was nobody's), on a site that it does not name."""

    pk = models.CompositePrimaryKey("day", "source_id", "host")
    day = models.DateField()
    source_id = models.IntegerField()
    host = models.TextField()
    many = models.BigIntegerField()


class Passer(models.Model):
    """Somebody who is only counted, while the day's salt is there: after it the digest leads back to nobody."""

    pk = models.CompositePrimaryKey("day", "source_id", "digest")
    day = models.DateField()
    source_id = models.IntegerField()
    digest = models.UUIDField()


class Salt(models.Model):
    """A day's salt. It is destroyed when the day is over, and its passers with it (LAW 5.2)."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField()

    def __str__(self) -> str:
        return str(self.day)
