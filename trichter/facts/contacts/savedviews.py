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
    return list(standing.select_related("colleague").order_by("id"))


def is_own(view: SavedView, colleague: int) -> bool:
    """Whether they may change it: a shared one of who left is whoever takes it on."""
    return view.colleague_id == colleague or (view.is_shared and not view.colleague.is_active)


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
    """It shows something else from now on, and is theirs if whose it was has left. Raises `NotYours`, `TooLong`."""
    _theirs(view, by).update(query=_whole(query), colleague=by)


def remove(view: int, *, by: int) -> str:
    """It stands in no list any more; its name. Raises `NotYours`."""
    found = _theirs(view, by)
    name = found.values_list("name", flat=True).get()
    found.update(removed_at=clock.now(), colleague=by)
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
    row = SavedView.objects.select_related("colleague").filter(pk=view, removed_at=None).first()
    if row is None or not is_own(row, by):
        raise NotYours
    return SavedView.objects.filter(pk=view, colleague=row.colleague, removed_at=None)
