"""The folder of doubtful submissions: nobody is lost because a rule took them for a robot."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts.naming import keys_in
from trichter.generation.forms import limits
from trichter.generation.forms.answers import Answers
from trichter.generation.forms.form import Form, Visit
from trichter.generation.forms.judging import Judgement, Reason
from trichter.generation.forms.models import Doubtful
from trichter.generation.forms.touches import restored, stored
from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.kernel.keys import key
from trichter.kernel.persons import KnownAs
from trichter.spine.intake import record
from trichter.spine.timetable import every
from trichter.spine.touch import Touch

KEPT_FOR = timedelta(days=30)
UNDO_FOR = timedelta(hours=1)
LISTED = 50
"""Lines of one page."""


class NotThere(DomainError):
    sentence = _("This submission is no longer there: a colleague was quicker, or its 30 days are over.")


@dataclass(frozen=True, slots=True)
class Line:
    """One of the folder. `reasons` are sentences; `deleted_at` is when it goes by itself."""

    id: int
    title: str
    at: datetime
    answers: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    ip: str

    @property
    def deleted_at(self) -> datetime:
        return self.at + KEPT_FOR

    @property
    def name(self) -> str:
        """What a colleague would call it by: the first answer."""
        return self.answers[0][1] if self.answers else self.title


def keep(form: Form, answers: Answers, visit: Visit, judgement: Judgement, touch: Touch) -> None:
    """Put a submission into the folder; the same one sent twice lies there once."""
    shown = [[form.label(one.question), one.shown] for one in answers.all.values() if one.shown]
    row = Doubtful(
        key=judgement.key,
        offer_id=form.offer,
        version_id=form.version,
        title=form.title,
        answers=shown,
        reasons=[reason.value for reason in judgement.reasons],
        touch=stored(touch),
        ip=visit.ip,
        at=clock.now(),
        named=_digests(keys_in([touch.email or "", *_learned(touch), *(text for _question, text in shown)])),
    )
    Doubtful.objects.bulk_create([row], ignore_conflicts=True)


def listing(*, before: int | None = None) -> list[Line]:
    """A page of the folder, newest first: the latest, or those that came before a line."""
    rows = waiting() if before is None else waiting().filter(id__lt=before)
    return [_line(row) for row in rows.order_by("-id")[:LISTED]]


def count() -> int:
    """How many lie there."""
    return waiting().count()


@transaction.atomic
def rescue(ids: Sequence[int]) -> list[int]:
    """Make leads of them, as of the time when they came; answers the contacts. Raises `NotThere` if one is gone."""
    rows = _held(ids)
    recorded = [record([_as_it_came(row)])[0] for row in rows]
    Doubtful.objects.filter(id__in=[row.pk for row in rows]).delete()
    return [one.contact_id for one in recorded]


@transaction.atomic
def remove(ids: Sequence[int]) -> list[int]:
    """Throw them away; for an hour `restore` brings them back. Raises `NotThere` if one is gone."""
    rows = _held(ids)
    Doubtful.objects.filter(id__in=[row.pk for row in rows]).update(removed_at=clock.now())
    return [row.pk for row in rows]


def restore(ids: Sequence[int]) -> int:
    """Bring back what was thrown away just now; answers how many were still there."""
    return Doubtful.objects.filter(id__in=ids, removed_at__isnull=False).update(removed_at=None)


@every(timedelta(hours=1), "doubtful submissions")
def expire() -> int:
    """Delete those whose time is over or that were thrown away; answers how many. What was counted goes too."""
    limits.forget_old()
    now = clock.now()
    is_over = models.Q(at__lte=now - KEPT_FOR) | models.Q(removed_at__lte=now - UNDO_FOR)
    return Doubtful.objects.filter(is_over).delete()[0]


def _as_it_came(row: Doubtful) -> Touch:
    """All of it at its own time: the boxes too were ticked then, from that network. That it was rescued says why
    whoever signed up is asked only now; if the time to confirm is over by then, nobody is asked (LAW 1.4)."""
    touch = restored(row.touch)
    payload = {**touch.payload, "is_rescued": True}
    follows = tuple(replace(one, occurred_at=row.at) for one in touch.follows)
    return replace(touch, payload=payload, occurred_at=row.at, follows=follows)


def naming(known_as: KnownAs) -> models.QuerySet[Doubtful]:
    """Those in which an address or a number of a person stands; a name proves nothing, anybody can type it."""
    return Doubtful.objects.filter(named__overlap=_digests(known_as.emails | known_as.phones)).order_by("id")


def _learned(touch: Touch) -> list[str]:
    return [value for value in touch.learned.values() if isinstance(value, str)]


def _digests(keys: Iterable[str]) -> list[bytes]:
    secret = key("suppression")
    return [hmac.digest(secret, one.encode(), hashlib.sha256) for one in sorted(keys)]


def waiting() -> models.QuerySet[Doubtful]:
    """What lies in the folder."""
    return Doubtful.objects.filter(at__gt=clock.now() - KEPT_FOR, removed_at=None)


def _held(ids: Sequence[int]) -> list[Doubtful]:
    """Locked, so that of two colleagues one is too late, and told so."""
    wanted = sorted(set(ids))
    rows = list(waiting().select_for_update().filter(id__in=wanted).order_by("id"))
    if len(rows) != len(wanted):
        raise NotThere
    return rows


def _line(row: Doubtful) -> Line:
    known = {reason.value: str(reason.label) for reason in Reason}
    return Line(
        id=row.pk,
        title=row.title,
        at=row.at,
        answers=tuple((question, text) for question, text in row.answers),
        reasons=tuple(known.get(reason, reason) for reason in row.reasons),
        ip=row.ip,
    )
