"""Visitors who have agreed, their answers, and what is left of one who has withdrawn: nothing that leads to them."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from trichter.facts.timeline.hits.models import Decision, Gone, Visitor

State = Decision.State


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it came."""

    source: int
    visitor: str | None
    state: str
    wording: int | None
    language: str
    url: str
    at: datetime
    network: str
    agent: str


BY_NUMBER = "user:"
"""How the id begins of somebody whom a source knows by its own number alone: it stands for a browser."""
SYSTEM = "source-"
"""How the system of their external id begins, by which they become known."""
NUMBERED = f"left('{BY_NUMBER}' || substr(value, {len(SYSTEM) + 1}), 200)"
"""In SQL, that id from the value of the external id."""


def numbered(source: int, person: str) -> str:
    """The id of whom this source knows by this number alone."""
    return f"{BY_NUMBER}{source}:{person.strip()}"[:200]


def digest(visitor: str) -> bytes:
    """By which answers know an id, and the ids that have gone."""
    return hashlib.sha256(visitor.encode()).digest()


def note(given: Given) -> int:
    """Append an answer; answers its number."""
    row = Decision.objects.create(
        source_id=given.source,
        browser=digest(given.visitor) if given.visitor else None,
        state=given.state,
        wording_id=given.wording,
        language=given.language,
        url=given.url,
        at=given.at,
        network=given.network,
        agent=given.agent,
    )
    return int(row.pk)


def welcome(visitor: str, *, source: int, at: datetime) -> None:
    """What comes with this id is kept from now on; not if it was withdrawn before."""
    if not Gone.objects.filter(digest=digest(visitor)).exists():
        Visitor.objects.get_or_create(id=visitor, defaults={"source_id": source, "since": at, "seen_at": at})


def agreed(visitor: str) -> str | None:
    """The id, if somebody has agreed to have it and not withdrawn."""
    return visitor if visitor and Visitor.objects.filter(id=visitor).exists() else None


def gone(visitors: Collection[str]) -> set[str]:
    """Those of the ids that were withdrawn."""
    digests = {digest(visitor): visitor for visitor in visitors}
    found = Gone.objects.filter(digest__in=digests).values_list("digest", flat=True)
    return {digests[bytes(one)] for one in found}


def has_said(visitor: str, state: str) -> bool:
    """Whether that was the last answer with this id: whoever tells it again adds nothing."""
    last = Decision.objects.filter(browser=digest(visitor)).order_by("-id").first()
    return last is not None and last.state == state


def answers_of(visitor: str) -> list[Decision]:
    """The answers given with an id, the first first."""
    return list(Decision.objects.filter(browser=digest(visitor)).order_by("id"))


def forget(visitor: str, *, at: datetime) -> None:
    """Take the id from all that came with it, and keep nothing that still comes; within the caller's transaction.

    What was seen stays as somebody's, under a name that nobody carries.
    """
    Gone.objects.get_or_create(digest=digest(visitor), defaults={"at": at})
    given = {"visitor": visitor, "nobody": f"gone:{secrets.token_hex(12)}"}
    with connection.cursor() as cursor:
        for statement in _FORGET:
            cursor.execute(statement, given)


# In the order in which lines are judged anew and digested: the log, what waits, visits.
_FORGET = (
    "DELETE FROM hits_visitor WHERE id = %(visitor)s",
    "WITH theirs AS ("
    "UPDATE hits_hit SET visitor = %(nobody)s, person = NULL, network = '', agent = '', properties = NULL"
    " WHERE visitor = %(visitor)s RETURNING id) DELETE FROM hits_waiting WHERE id IN (SELECT id FROM theirs)",
    "UPDATE hits_visit SET visitor = %(nobody)s WHERE visitor = %(visitor)s",
)
