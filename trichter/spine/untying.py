"""What a colleague said of somebody and takes back takes along what it brought: an address typed by mistake leads to
nobody again, nobody is suggested as the double of its owner, and a firm that is nothing but a slip of the pen is gone.
Brought back, an address leads to the person again unless it has become another's."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from trichter.facts.contacts import companies
from trichter.facts.contacts.identifiers import EMAIL, PHONE, email, phone
from trichter.facts.contacts.resolving import Key
from trichter.facts.timeline import queries as timeline
from trichter.facts.timeline.services import Line
from trichter.kernel import bulk

_EDITS = """
    WITH edits AS (
        SELECT t.contact_id, t.id FROM unnest(%s::bigint[], %s::bigint[]) AS named (contact_id, id)
        JOIN timeline_effective t ON t.contact_id = named.contact_id AND t.id = named.id
        WHERE t.kind IN ('contact.edited', 'contact.captured') AND t.is_retracted
    )
"""
# All along the indexes on the contact; whatever else has told the key, or come by it, keeps it.
_UNTIE = f"""{_EDITS}
    DELETE FROM contacts_identifier i USING edits
    WHERE i.contact_id = edits.contact_id AND i.touchpoint_id = edits.id AND NOT EXISTS (
        SELECT FROM timeline_effective t WHERE t.contact_id = i.contact_id AND NOT t.is_void AND (
            t.via_id = i.id OR i.value IN (lower(t.learned->>'email'), t.learned->>'phone', t.learned->>'mobile')))
"""  # noqa: S608 our own statement
_UNSUGGEST = f"""{_EDITS}
    DELETE FROM contacts_duplicatesuggestion s USING edits
    WHERE edits.contact_id IN (s.contact_id, s.other_id) AND s.touchpoint_id = edits.id AND s.dismissed_at IS NULL
"""  # noqa: S608 our own statement
# A firm that was made by the edit, and of which nobody has said anything since.
_FIRMS = f"""{_EDITS}
    SELECT firm.id FROM edits
    JOIN timeline_touchpoint t ON t.contact_id = edits.contact_id AND t.id = edits.id
    JOIN contacts_company firm ON firm.id = (t.learned->>'company')::bigint AND firm.created_at = t.recorded_at
    WHERE NOT EXISTS (SELECT FROM jsonb_each(firm.sources) AS told (part, source) WHERE source->>'tp' <> t.id::text)
"""  # noqa: S608 our own statement
_TIED = {
    "kind": "text",
    "value": "text",
    "original": "text",
    "contact_id": "bigint",
    "touchpoint_id": "bigint",
    "created_at": "timestamptz",
}


def keys_of(learned: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """The keys that these fields tell, each with how it was given."""
    if address := learned.get("email"):
        yield (EMAIL, email(address)), address
    for number in filter(None, (learned.get("phone"), learned.get("mobile"))):
        yield (PHONE, phone(number)), number


def follow(lines: Sequence[Line], *, now: datetime) -> None:
    """Let the keys follow the corrections of edits."""
    back = [(line.contact_id, line.target_id) for line in lines if line.kind == "touchpoint.retracted"]
    if back:
        with connection.cursor() as cursor:
            named = [list(column) for column in zip(*back, strict=True)]
            for statement in (_UNTIE, _UNSUGGEST, _FIRMS):
                cursor.execute(statement, named)
            companies.forget_deserted([firm for (firm,) in cursor.fetchall()])
    again = {line.target_id: line.contact_id for line in lines if line.kind == "touchpoint.restored"}
    told = [one for one in timeline.told(again.values()) if one.id in again] if again else []
    tied = [(*key, given, one.contact_id, one.id, now) for one in told for key, given in keys_of(one.learned)]
    bulk.insert("contacts_identifier", _TIED, tied, then="ON CONFLICT DO NOTHING")
