"""Reading contacts."""

from collections.abc import Iterable, Sequence

from django.db import connection

from trichter.facts.contacts import identifiers
from trichter.facts.contacts.models import Contact, Identifier, IdentifierKind
from trichter.kernel.persons import KnownAs


def redirects(contacts: Iterable[int]) -> dict[int, int]:
    """For those of the contacts that were merged away: where they live on, at the end of the chain."""
    wanted = sorted(set(contacts))
    if not wanted:
        return {}
    statement = """
        WITH RECURSIVE chain (start, here) AS (
            SELECT id, merged_into_id FROM contacts_contact WHERE id = ANY(%s) AND merged_into_id IS NOT NULL
            UNION ALL
            SELECT chain.start, c.merged_into_id FROM chain
            JOIN contacts_contact c ON c.id = chain.here WHERE c.merged_into_id IS NOT NULL
        )
        SELECT chain.start, chain.here FROM chain
        JOIN contacts_contact c ON c.id = chain.here WHERE c.merged_into_id IS NULL
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [wanted])
        return dict(cursor.fetchall())


def identifiers_made_by(touchpoints: Sequence[int], *, of: int) -> dict[int, set[int]]:
    """The identifiers of a contact that these touchpoints brought, by touchpoint."""
    made: dict[int, set[int]] = {}
    theirs = Identifier.objects.filter(contact=of, touchpoint_id__in=touchpoints)
    for identifier, touchpoint in theirs.values_list("id", "touchpoint_id"):
        made.setdefault(touchpoint, set()).add(identifier)
    return made


def merged_away(contact: int) -> list[int]:
    """The contacts that redirect to this one, directly or by way of others."""
    found: list[int] = []
    level = [contact]
    while level:
        level = list(Contact.objects.filter(merged_into_id__in=level).values_list("id", flat=True))
        found += level
    return found


def known_as(contacts: Sequence[int]) -> KnownAs:
    """By what files may name these people: identifiers, addresses and numbers of their fields, and full names."""
    known: dict[str, set[str]] = {kind: set() for kind in IdentifierKind.values}
    for kind, value in Identifier.objects.filter(contact_id__in=contacts).values_list("kind", "value"):
        known[kind].add(value)
    people = list(Contact.objects.filter(id__in=contacts))
    numbers = {number for person in people for number in (person.phone, person.mobile)}
    return KnownAs(
        emails=frozenset(known[IdentifierKind.EMAIL] | {person.email for person in people}) - {""},
        phones=frozenset(known[IdentifierKind.PHONE] | numbers) - {""},
        ids=frozenset(value.partition(":")[2] for value in known[IdentifierKind.EXTERNAL]),
        names=frozenset((one.first_name, one.last_name) for one in people if one.first_name and one.last_name),
    )


def of_email(address: str) -> int | None:
    """Whose e-mail address it is, in whichever spelling; None if it is nobody's. Raises `BadEmail`."""
    known = Identifier.objects.filter(kind=IdentifierKind.EMAIL, value=identifiers.email(address))
    return known.values_list("contact_id", flat=True).first()


def language_of(contact: int) -> str:
    """`de` or `en`, or nothing if we do not know or do not speak theirs."""
    language = Contact.objects.filter(id=contact).values_list("language", flat=True).first() or ""
    return language[:2] if language[:2] in ("de", "en") else ""


def survivor(contact: int) -> int | None:
    """The contact itself, or where it lives on since it was merged away; None if there never was such a one."""
    here = redirects([contact]).get(contact, contact)
    return here if Contact.objects.filter(id=here).exists() else None
