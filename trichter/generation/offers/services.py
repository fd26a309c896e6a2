"""Making offers: a draft is saved as often as one likes; what is published stands for ever, and can be taken back."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.timeline.channels import check_channel
from trichter.generation.offers import publishing, queries
from trichter.generation.offers.content import Content
from trichter.generation.offers.models import Offer, OfferVersion, Withdrawal
from trichter.generation.offers.publishing import Problem
from trichter.generation.offers.queries import NoSuchOffer
from trichter.kernel import clock
from trichter.kernel.errors import DomainError


class SlugTaken(DomainError):
    sentence = _("Another offer has the address “%(slug)s” already.")


class SlugIsOut(DomainError):
    sentence = _("The address “%(slug)s” is out in the world and stays; links and printed codes lead to it.")


class ChangedMeanwhile(DomainError):
    sentence = _("Somebody else has saved this offer meanwhile; look at theirs, then save again to replace it.")


class NeverPublished(DomainError):
    sentence = _("What was never published cannot be taken back.")


class NotReady(DomainError):
    """Why an offer is not published: `problems` with their places."""

    sentence = _("This offer cannot be published yet.")

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


def create(content: Content, *, by: int | None = None) -> Offer:
    """A new offer. Raises `SlugTaken`."""
    check_channel(content.channel)
    now = clock.now()
    try:
        with transaction.atomic():
            return Offer.objects.create(
                slug=content.slug,
                draft=_stored(content),
                created_at=now,
                created_by_id=by,
                changed_at=now,
                changed_by_id=by,
            )
    except IntegrityError:
        raise SlugTaken(slug=content.slug) from None


@transaction.atomic
def save_draft(offer: int, content: Content, *, by: int | None = None, seen: datetime | None = None) -> Offer:
    """Keep the draft; visitors see nothing of it. `seen` is the state that the colleague had before them.

    Raises `SlugTaken`, `SlugIsOut` and `ChangedMeanwhile`.
    """
    check_channel(content.channel)
    row = _locked(offer)
    if seen is not None and row.changed_at != seen:
        raise ChangedMeanwhile
    if row.current_id and row.slug != content.slug:
        raise SlugIsOut(slug=row.slug)
    if Offer.objects.filter(slug=content.slug).exclude(pk=offer).exists():
        raise SlugTaken(slug=content.slug)
    row.slug, row.draft = content.slug, _stored(content)
    row.changed_at, row.changed_by_id = clock.now(), by
    row.save(update_fields=["slug", "draft", "changed_at", "changed_by"])
    return row


@transaction.atomic
def publish(offer: int, *, by: int | None = None) -> OfferVersion:
    """Show the draft to visitors as a new version, with the wordings in force; the same once more is the same version.

    What had been taken back is there again. Raises `NotReady`.
    """
    row = _locked(offer)
    content = Content.model_validate(row.draft)
    if found := publishing.problems(content):
        raise NotReady(found)
    pins = sorted(wording.pk for wording in publishing.wordings(content).values())
    _restore(row, by=by)
    if row.current and (row.current.content, row.current.wordings) == (_stored(content), pins):
        return row.current
    row.current = OfferVersion.objects.create(
        offer=row,
        number=row.versions.count() + 1,
        content=_stored(content),
        wordings=pins,
        published_at=clock.now(),
        published_by_id=by,
    )
    row.save(update_fields=["current"])
    return row.current


@transaction.atomic
def withdraw(offer: int, *, by: int | None = None) -> None:
    """Take it back: visitors read that it has ended. Raises `NeverPublished`."""
    row = _locked(offer)
    if row.current_id is None:
        raise NeverPublished
    Withdrawal.objects.get_or_create(
        offer=row, restored_at=None, defaults={"withdrawn_at": clock.now(), "withdrawn_by_id": by}
    )


@transaction.atomic
def restore(offer: int, *, by: int | None = None) -> None:
    """Show again what had been taken back, as it was."""
    _restore(_locked(offer), by=by)


def _restore(row: Offer, *, by: int | None) -> None:
    row.withdrawals.filter(restored_at=None).update(restored_at=clock.now(), restored_by_id=by)


def _locked(offer: int) -> Offer:
    """To be changed: visitors see it as it is once that is committed."""
    transaction.on_commit(queries.current.forget)
    row = Offer.objects.select_for_update(no_key=True).filter(pk=offer).first()
    if row is None:
        raise NoSuchOffer
    return row


def _stored(content: Content) -> dict[str, object]:
    return content.model_dump(mode="json")
