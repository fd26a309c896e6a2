"""Keeping the latest sign of each phase: with each recording those it brings, and anew from all that people did.

As with scores, nothing stored changes as time passes: which phase somebody is in follows from when the latest signs
were (`operands`).
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from trichter.kernel import bulk, clock
from trichter.kernel.errors import DomainError
from trichter.qualification.lifecycle.buying.content import Content
from trichter.qualification.lifecycle.buying.statement import Edition
from trichter.qualification.lifecycle.models import BuyingRules

_ATTEMPTS = 3


class SignsChanged(DomainError):
    sentence = _("Somebody else has published other signs meanwhile. Look at theirs, then change them once more.")


def in_force() -> Edition | None:
    """The version that holds; none in a database that is not set up."""
    newest = BuyingRules.objects.order_by("-id").values_list("id", flat=True).first()
    return edition(newest)


def edition(number: int | None) -> Edition | None:
    """By its id, read once in this process."""
    return _edition(connection.settings_dict["NAME"], number) if number else None


def noting(touchpoints: Iterable[tuple[int, int, str]], *, known: Edition | None) -> Callable[[], bool]:
    """Keep the signs among these, each a contact, its own number, and its kind. `known` is the version in force, as far
    as the caller knows.

    It is sent only. Call the answer when what rests on the signs has been asked: whether it has to be asked again, for
    a new version took over between the two.
    """
    told = list(touchpoints)
    sent = _pairs(known, told) if known else None

    def is_another() -> bool:
        if known is None or sent is None or (newest := sent()[0][0]) == known.id:
            return False
        _keep(edition(newest), lambda one: _pairs(one, told))
        return True

    return is_another


def recompute(contacts: Sequence[int]) -> None:
    """Find the signs of these people anew, from the facts alone."""
    if not contacts:
        return
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM lifecycle_buying WHERE contact_id = ANY(%s)", [list(contacts)])
    _keep(in_force(), lambda one: one.all.ask(one.given(clock.now(), contacts=list(contacts))))


@transaction.atomic
def publish(content: Content, *, seen: int | None = None, by: int | None = None) -> BuyingRules:
    """A new version: it decides about new touchpoints at once, and about all others once `is_done` (`spine.buying`).

    Raises `SignsChanged` if `seen` is not the version in force.
    """
    newest = BuyingRules.objects.select_for_update().order_by("-id").first()
    if seen is not None and newest is not None and seen != newest.version:
        raise SignsChanged
    version = newest.version + 1 if newest else 1
    return BuyingRules.objects.create(
        version=version, content=content.json_form(), created_at=clock.now(), published_by=by, is_done=False
    )


def _keep(known: Edition | None, ask: Callable[[Edition], bulk.Answer | None]) -> None:
    """If another version took over since the caller looked, by that."""
    for _attempt in range(_ATTEMPTS):
        answer = ask(known) if known else None
        if known is None or answer is None or (newest := answer()[0][0]) == known.id:
            return
        known = edition(newest)


def _pairs(known: Edition, told: Sequence[tuple[int, int, str]]) -> bulk.Answer | None:
    signs = [(contact, number) for contact, number, kind in told if kind in known.kinds]
    if not signs:
        return None
    contacts, touchpoints = zip(*signs, strict=True)
    return known.latest.ask(known.given(clock.now(), contacts=list(contacts), touchpoints=list(touchpoints)))


@lru_cache(maxsize=16)
def _edition(_database: str, number: int) -> Edition:
    row = BuyingRules.objects.get(id=number)
    content = row.content if isinstance(row.content, dict) else bulk.read_json(row.content)
    return Edition(row.pk, row.version, Content.model_validate(content))
