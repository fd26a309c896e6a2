"""Whom the undoing of an import keeps: who came by it, and with whom somebody has worked since.

Without what was imported their notes, calls and tasks would hang on a record without a name. Whether they may be kept
at all, somebody has to decide: they are listed, and can be erased from there (LAW 1.10, 1.12).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from trichter.facts.timeline.registry import kind_named, kinds
from trichter.generation.imports.parts import IMPORTED
from trichter.generation.imports.workshop import SUBJECT
from trichter.spine.preparing import CORRECTIONS

# By the index on subjects to the people of the run, then for each along the primary key, which begins with the contact.
# Whoever had told us something before is known without it. What we concluded or did by ourselves is no work with them;
# a mail that reached them is.
_WORKED_ON = """
    WITH imported AS (
        SELECT contact_id, min(id) AS id FROM timeline_effective
        WHERE subject_type = %(subject)s AND subject_id = %(run)s AND kind = %(imported)s AND NOT is_void
            AND (%(people)s::bigint[] IS NULL OR contact_id = ANY(%(people)s))
        GROUP BY contact_id
    )
    SELECT since.contact_id, array_agg(DISTINCT since.kind ORDER BY since.kind)
    FROM imported
    JOIN contacts_contact c ON c.id = imported.contact_id AND c.erased_at IS NULL
    JOIN timeline_effective since ON since.contact_id = imported.contact_id AND since.id > imported.id
    WHERE NOT since.is_void AND since.kind <> ALL(%(corrections)s)
        AND (since.subject_type IS DISTINCT FROM %(subject)s OR since.subject_id IS DISTINCT FROM %(run)s)
        AND (since.actor_type = 'colleague' OR since.kind <> ALL(%(verdicts)s))
        AND (since.actor_type <> 'system' OR since.kind LIKE 'mail.%%')
        AND NOT EXISTS (
            SELECT FROM timeline_effective before WHERE before.contact_id = imported.contact_id
                AND before.id < imported.id AND NOT before.is_void AND before.learned <> '{}')
    GROUP BY since.contact_id
"""


@dataclass(frozen=True, slots=True)
class Why:
    """What has happened with how many of those who are kept, in words."""

    what: str
    many: int


def worked_on(run: int, people: Sequence[int] | None = None) -> dict[int, list[str]]:
    """Those who are kept, of these people or of all: each with the kinds of what has happened since."""
    given: dict[str, Any] = {
        "subject": SUBJECT,
        "run": run,
        "imported": IMPORTED,
        "people": None if people is None else list(people),
        "corrections": sorted(CORRECTIONS),
        "verdicts": [kind.name for kind in kinds() if kind.is_verdict],
    }
    with connection.cursor() as cursor:
        cursor.execute(_WORKED_ON, given)
        return dict(cursor.fetchall())


def counted(kept: Iterable[Sequence[str]]) -> Counter[str]:
    """Of each kind, with how many people it has happened."""
    return Counter(kind for one in kept for kind in one)


def reasons(why: Mapping[str, int]) -> list[Why]:
    """The commonest first, in the reader's language."""
    return [Why(str(kind_named(kind).label), many) for kind, many in Counter(why).most_common()]
