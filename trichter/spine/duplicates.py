"""Suggests duplicates: the same name at the same firm or in the same place may be one person. A colleague decides."""

from collections.abc import Collection

from django.db import connection
from django.db.models import Q

from trichter.facts.contacts import queries as contacts
from trichter.facts.contacts import resolving
from trichter.facts.contacts.models import DuplicateSuggestion
from trichter.kernel import clock
from trichter.kernel.reactions import Cause, reaction

MOST = 20
"""A name that stands more often in one place says nothing."""

# Found along the index on the folded name; the place is compared for the few that bear it.
_SAME = """
    SELECT other.id FROM contacts_contact one
    JOIN contacts_contact other ON other.name_key COLLATE "C" = one.name_key AND other.id <> one.id
    WHERE one.id = %s AND one.last_name <> '' AND one.first_name <> '' AND one.merged_into_id IS NULL
      AND other.kind = one.kind AND other.merged_into_id IS NULL AND other.erased_at IS NULL
      AND (other.company_id = one.company_id OR (other.postal_code = one.postal_code AND one.postal_code <> ''))
    ORDER BY other.id LIMIT %s
"""


@reaction("duplicates.suggest", on=("form.submitted", "contact.captured", "contact.edited"))
def suggest(cause: Cause) -> None:
    """Compare the person with those of the same name."""
    with connection.cursor() as cursor:
        cursor.execute(_SAME, [cause.contact_id, MOST + 1])
        others = [row[0] for row in cursor.fetchall()]
    if len(others) <= MOST:
        reason = DuplicateSuggestion.Reason.NAME.value
        found = [(cause.contact_id, other, reason, cause.touchpoint_id) for other in others]
        resolving.suggest(found, at=clock.now())


def dismiss(one: int, other: int, *, by: int) -> list[int]:
    """These are two people, whatever suggests otherwise; the numbers of what suggested it, for `suggest_again`."""
    ones, others = ([contact, *contacts.merged_away(contact)] for contact in (one, other))
    pair = Q(contact_id__in=ones, other_id__in=others) | Q(contact_id__in=others, other_id__in=ones)
    # What was suggested of two keeps its place: the same reason is not suggested again.
    open_ones = DuplicateSuggestion.objects.filter(pair, dismissed_at=None)
    ids = sorted(open_ones.values_list("id", flat=True))
    DuplicateSuggestion.objects.filter(id__in=ids).update(dismissed_at=clock.now(), dismissed_by=by)
    return ids


def suggest_again(suggestions: Collection[int]) -> None:
    """Undo a dismissal."""
    DuplicateSuggestion.objects.filter(id__in=suggestions).update(dismissed_at=None, dismissed_by=None)
