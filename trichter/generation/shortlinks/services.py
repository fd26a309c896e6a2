"""Making short links, closing them, and counting who follows them: by days, and nobody in person."""

import re
import secrets
from urllib.parse import urlsplit, urlunsplit

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.timeline import campaigns
from trichter.facts.timeline.origins.reading import campaign_of
from trichter.generation.shortlinks.models import ShortLink
from trichter.generation.shortlinks.queries import Listed, address, listed
from trichter.generation.tracking import bots
from trichter.kernel import clock
from trichter.kernel.errors import DomainError

LONGEST = 1_000
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike in print."""
_LENGTH = 6
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_UNSEEN = re.compile(r"[\x00-\x20\x7f\\]")


class NoTarget(DomainError):
    sentence = _("Write the whole address of a page, beginning with https:// or http://.")


class BadSlug(DomainError):
    sentence = _("A short link consists of small letters, digits and hyphens, at most 60 of them.")


class SlugTaken(DomainError):
    sentence = _("There is a short link “%(slug)s” already.")


class NoSuchLink(DomainError):
    sentence = _("There is no such short link.")


def make(
    campaign: int, target: str, *, source: str, medium: str, content: str = "", slug: str = "", by: int | None = None
) -> Listed:
    """A new one. Raises `NoTarget`, `BadSlug`, `SlugTaken` and `NoSuchCampaign`."""
    campaigns.campaign(campaign)
    if slug and not _SLUG.fullmatch(slug):
        raise BadSlug
    row = ShortLink(
        slug=slug or "".join(secrets.choice(_LETTERS) for _each in range(_LENGTH)),
        campaign_id=campaign,
        target=checked(target),
        source=campaign_of(source),
        medium=campaign_of(medium),
        content=campaign_of(content),
        made_at=clock.now(),
        made_by=by,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise SlugTaken(slug=row.slug) from None
    return listed(campaign, only=row.pk)[0]


def checked(target: str) -> str:
    """The address of a page that a browser understands in one way only, its host in the DNS's letters.

    Raises `NoTarget`.
    """
    plain = target.strip()
    if len(plain) > LONGEST or _UNSEEN.search(plain):
        raise NoTarget
    try:
        parts = urlsplit(plain)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise NoTarget from None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or ":" in host:
        raise NoTarget
    return urlunsplit(parts._replace(netloc=f"{host}{port}"))


def close(link: int) -> None:
    """It leads nowhere from now on. Raises `NoSuchLink`."""
    if not ShortLink.objects.filter(pk=link, closed_at=None).update(closed_at=clock.now()):
        raise NoSuchLink


def reopen(link: int) -> None:
    """The undo of `close`. Raises `NoSuchLink`."""
    if not ShortLink.objects.filter(pk=link).update(closed_at=None):
        raise NoSuchLink


def follow(slug: str, *, agent: str = "", purpose: str = "", counts: bool = True) -> str | None:
    """Where it leads; None if nowhere. It is counted unless a robot follows it, or a browser ahead of its human."""
    row = ShortLink.objects.select_related("campaign").filter(slug=slug, closed_at=None).first()
    if row is None:
        return None
    if counts and bots.reason(agent, purpose) is None:
        today = clock.today()
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [row.pk, today])
    return address(row)


_COUNT = """
    INSERT INTO shortlinks_shortlinkday AS known (link_id, day, clicks) VALUES (%s, %s, 1)
    ON CONFLICT (link_id, day) DO UPDATE SET clicks = known.clicks + 1
"""
