"""Segments of a million people with ten million touchpoints, from simple to hard: gathered for the first time, once
more unchanged, and after one person in a hundred has changed; against the bare statement that finds and writes the same
rows into a table with the same indexes (DESIGN §6)."""

import time
from typing import Any

from django.db import connection

from bench import pages
from trichter.kernel import clock
from trichter.qualification.rules.asking import members
from trichter.qualification.rules.checking import check, read
from trichter.qualification.segments import editing
from trichter.qualification.segments.models import Membership, Segment
from trichter.spine import segmenting

BUDGET = 1.5
"""Times the bare INSERT … SELECT (DESIGN §6)."""


def compare(operand: str, operator: str, *values: object) -> dict[str, Any]:
    """A comparison in the JSON form."""
    return {"operand": operand, "operator": operator, "values": list(values)}


def did(kind: str, *, days: int = 0, **measured: Any) -> dict[str, Any]:
    """Touchpoints of a kind, within so many days if any."""
    window = {"when": compare("at", "in the last", {"length": days, "unit": "day"})} if days else {}
    return {"did": {"kinds": [kind]} | window} | measured


RULES: dict[str, dict[str, Any]] = {
    "a field": compare("tags", "has any of", "VIP"),
    "a stage": {"all": [compare("stage", "at least", "mql"), compare("origin", "is", "event")]},
    "consent": {
        "all": [compare("consent.email.newsletter", "is", "confirmed"), {"not": compare("customer", "is", "yes")}]
    },
    "touchpoints": {"all": [did("mail.clicked", days=90, values=[2]), did("form.submitted", days=365)]},
    "all of it": {
        "all": [
            compare("consent.email", "is not", "revoked"),
            {"any": [did("mail.clicked", days=30), did("form.submitted", measure="last", operator="in the last",
                                                       values=[{"length": 60, "unit": "day"}])]},
            {"not": did("note.written")},
            compare("company.name", "contains", "7"),
            compare("stage", "is none of", "customer", "promoter"),
        ]
    },
}  # fmt: skip


def run() -> list[dict[str, Any]]:
    """One line for each segment and each way of gathering it."""
    pages._populate()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE segments_membership")
        Segment.objects.all().delete()
    return [line for name, where in RULES.items() for line in _measured(name, where)]


def _measured(name: str, where: dict[str, Any]) -> list[dict[str, Any]]:
    rule = check(read({"where": where})).rule
    bare = min(_bare(rule) for _round in range(2))
    segment = editing.create(name, rule).pk
    first, found = _gathered(segment)
    _know_rows()
    unchanged, _found = _gathered(segment)
    _churn(segment, found)
    _know_rows()
    churned, _found = _gathered(segment)
    return [
        _line(f"{name}, {how}", seconds, bare, found)
        for how, seconds in (("first", first), ("unchanged", unchanged), ("1 % churn", churned))
    ]


def _gathered(segment: int) -> tuple[float, int]:
    began = time.perf_counter()
    gathered = segmenting.gather(segment)
    assert gathered is not None
    return time.perf_counter() - began, gathered.members


def _know_rows() -> None:
    """What autovacuum does within a minute."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE segments_membership")


def _churn(segment: int, found: int) -> None:
    """One in a hundred is missing, and as many are in who should not be."""
    share = max(found // 100, 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE segments_membership SET left_at = now() WHERE segment_id = %s AND left_at IS NULL"
            " AND contact_id IN (SELECT contact_id FROM segments_membership WHERE segment_id = %s LIMIT %s)",
            [segment, segment, share],
        )
        cursor.execute(
            "INSERT INTO segments_membership (contact_id, id, segment_id, entered_at)"
            " SELECT c.id, nextval('timeline_touchpoint_id'), %s, now() FROM contacts_contact c"
            " WHERE NOT EXISTS (SELECT FROM segments_membership m WHERE m.segment_id = %s AND m.contact_id = c.id)"
            " LIMIT %s",
            [segment, segment, share],
        )


def _bare(rule: Any) -> float:
    """The same rows by the same condition into a table with the same indexes."""
    found = members(rule, now=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (LIKE segments_membership INCLUDING ALL)")
        try:
            began = time.perf_counter()
            cursor.execute(
                "INSERT INTO bare (contact_id, id, segment_id, entered_at)"
                f" SELECT id, nextval('timeline_touchpoint_id'), 0, %(now)s FROM ({found.text}) AS found",
                {**found.given, "now": clock.now()},
            )
            return time.perf_counter() - began
        finally:
            cursor.execute("DROP TABLE bare")


def _line(name: str, seconds: float, bare: float, found: int) -> dict[str, Any]:
    ratio = seconds / bare
    return {
        "bench": f"segments: {name}",
        "value": round(seconds, 2),
        "unit": "s",
        "limit": round(bare, 2),
        "ratio": round(ratio, 2),
        "budget": BUDGET,
        "ok": ratio <= BUDGET,
        "members": found,
        "rows": Membership.objects.count(),
        "people": pages.PEOPLE,
        "touchpoints": pages.TOUCHPOINTS,
    }
