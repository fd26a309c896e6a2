"""Views of the list of people that colleagues keep: each their own, and those that are shared for all."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts.models import SavedView
from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.kernel.text import storable

MOST = 30
LONGEST = 4_000
"""Characters of a query."""


class Nameless(DomainError):
    sentence = _("A view needs a name.")


class NotYours(DomainError):
    sentence = _("Only the colleague who keeps a view can change it.")


class TooMany(DomainError):
    sentence = _("Thirty views are enough; remove one first.")


class TooLong(DomainError):
    sentence = _("That is more than a view can keep; choose fewer filters.")


def of(colleague: int) -> list[SavedView]:
    """Their own and the shared ones, in the order in which they were made."""
    standing = SavedView.objects.filter(Q(colleague=colleague) | Q(is_shared=True), removed_at=None)
    return list(standing.order_by("id"))


def keep(name: str, query: str, *, by: int, is_shared: bool = False) -> SavedView:
    """Keep one. Raises `Nameless`, `TooMany`, `TooLong`."""
    name = " ".join(storable(name).split())[:60]
    if not name:
        raise Nameless
    if SavedView.objects.filter(colleague=by, removed_at=None).count() >= MOST:
        raise TooMany
    return SavedView.objects.create(
        colleague_id=by, name=name, query=_whole(query), is_shared=is_shared, created_at=clock.now()
    )


def change(view: int, query: str, *, by: int) -> None:
    """It shows something else from now on. Raises `NotYours`, `TooLong`."""
    _theirs(view, by).update(query=_whole(query))


def remove(view: int, *, by: int) -> str:
    """It stands in no list any more; its name. Raises `NotYours`."""
    found = _theirs(view, by)
    name = found.get().name
    found.update(removed_at=clock.now())
    return name


def restore(view: int, *, by: int) -> None:
    """Bring it back. Raises `NotYours`."""
    SavedView.objects.filter(pk=view, colleague=by).update(removed_at=None)


def _whole(query: str) -> str:
    """Cut off it would show more people than was chosen."""
    if len(query) > LONGEST:
        raise TooLong
    return query


def _theirs(view: int, by: int) -> QuerySet[SavedView]:
    found = SavedView.objects.filter(pk=view, colleague=by, removed_at=None)
    if not found.exists():
        raise NotYours
    return found
