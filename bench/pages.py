"""The pages that colleagues open all day, with a million people and ten million touchpoints (DESIGN §6).

Each is asked for as a browser asks, by a colleague who is signed in, past the network; what the database is asked
meanwhile is counted.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import override_settings

from trichter.facts.staff import services as staff
from trichter.facts.staff.models import User
from trichter.spine import tallying

BUDGET = 100
"""Milliseconds in which 95 of 100 pages are there (DESIGN §6)."""
MOST_QUERIES = 15
PEOPLE = int(os.environ.get("TRICHTER_BENCH_PEOPLE", "1000000"))
TOUCHPOINTS = int(os.environ.get("TRICHTER_BENCH_TOUCHPOINTS", "10")) * PEOPLE
ROUNDS = int(os.environ.get("TRICHTER_BENCH_ROUNDS", "40"))
COLLEAGUES = 20


def run() -> list[dict[str, Any]]:
    """One line for each page."""
    _populate()
    tallying.tally()
    with override_settings(ALLOWED_HOSTS=["*"]):
        return [_measured(name, addresses) for name, addresses in _pages().items()]


def _pages() -> dict[str, list[str]]:
    """Addresses by page; each round takes the next, so that no two in turn are answered from the same memory."""
    people = [number * 7919 % PEOPLE + 1 for number in range(ROUNDS)]
    return {
        "list": ["/kontakte/", "/kontakte/?sort=name", "/kontakte/?sort=-created"],
        "list_far": [f"/kontakte/?sort=name&after=0~{n}~{_name_key(n).replace(' ', '%20')}" for n in people],
        "list_filtered": [
            "/kontakte/?stage=mql&stage=sql",
            "/kontakte/?owner=me&stage=lead",
            "/kontakte/?channel=event&active=30d",
            "/kontakte/?tag=Messe+3&sort=name",
            "/kontakte/?consent=confirmed&stage=sql",
            "/kontakte/?next_step=none&owner=none&sort=-created",
            "/kontakte/?silent=90d&stage=customer",
            "/kontakte/?created=30d&consent=none",
        ],
        "board": [
            f"/kontakte/?view=board{narrowed}" for narrowed in ("", "&owner=me", "&tag=Messe+3", "&channel=event")
        ],
        "search": [
            f"/kontakte/?q={text}" for n in people for text in (_name(n), f"{_name(n)}.{n}@", f"0761+{n:07d}", *_OFTEN)
        ],
        "firms": ["/firmen/", "/firmen/?q=firma+77"],
        "record": [f"/kontakte/{n}/" for n in people],
        "overview": ["/", "/?channel=event", "/?by=campaign&days=365", "/?days=all"],
        "behind_a_number": ["/kontakte/?reached=mql&reached_in=90d", "/kontakte/?reached=sql&channel=event"],
    }


def _measured(name: str, addresses: list[str]) -> dict[str, Any]:
    client = Client()
    client.force_login(_colleague())
    times, queries = [], []
    for address in (addresses * ROUNDS)[: max(ROUNDS, len(addresses)) + len(addresses)]:
        with _counted() as asked:
            began = time.perf_counter()
            answer = client.get(address)
            times.append((time.perf_counter() - began) * 1000)
        queries.append(len(asked))
        assert answer.status_code == HTTPStatus.OK, f"{address}: {answer.status_code}"
    warm = sorted(times[len(addresses) :])
    p95 = warm[int(len(warm) * 0.95)]
    return {
        "bench": f"pages.{name}",
        "value": round(p95, 1),
        "unit": "ms",
        "limit": BUDGET,
        "ratio": round(p95 / BUDGET, 2),
        "budget": 1,
        "ok": p95 <= BUDGET and max(queries) <= MOST_QUERIES,
        "p50_ms": round(warm[len(warm) // 2], 1),
        "queries": max(queries),
        "people": PEOPLE,
        "touchpoints": TOUCHPOINTS,
    }


@contextmanager
def _counted() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(execute: Any, statement: Any, *rest: Any) -> Any:
        asked.append(str(statement))
        return execute(statement, *rest)

    with connection.execute_wrapper(note):
        yield asked


def _colleague() -> Any:
    return User.objects.order_by("id")[0]


_OFTEN = ("0761", "petra", "m", "firma+12", "lindner+p", "lastspitzen")
FIRST = [
    "Petra",
    "Anja",
    "Tobias",
    "Mehmet",
    "Julia",
    "Ralf",
    "Nina",
    "Christoph",
    "Sabine",
    "Oskar",
    "Melanie",
    "Henrik",
    "Samira",
    "Florian",
    "Katrin",
]
LAST = [
    "Lind",
    "Mau",
    "Top",
    "Reh",
    "Rei",
    "Beck",
    "Os",
    "Ak",
    "Stein",
    "Dorn",
    "Hav",
    "Eng",
    "Rott",
    "Pohl",
    "Fuchs",
    "Brand",
    "Wolf",
    "Krau",
    "Schulz",
    "Zim",
]
ENDS = [
    "ner",
    "rer",
    "mann",
    "ler",
    "er",
    "berg",
    "hoff",
    "feld",
    "bauer",
    "meier",
    "qvist",
    "wald",
    "horst",
    "stedt",
    "ing",
]


def _name(n: int) -> str:
    return f"{LAST[n % len(LAST)]}{ENDS[n // 20 % len(ENDS)]}"


def _name_key(n: int) -> str:
    return f"{_name(n)} {FIRST[n % len(FIRST)]}".lower()


def _populate() -> None:
    """People as years of work leave them; written past the door, which is measured elsewhere."""
    if not User.objects.exists():
        for number in range(COLLEAGUES):
            staff.invite(f"kollege{number}@ahornwerk.example", name=f"Kollege {number}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM contacts_contact")
        if cursor.fetchone()[0] >= PEOPLE:
            return
        given: dict[str, Any] = {
            "people": PEOPLE,
            "each": TOUCHPOINTS // PEOPLE,
            "first": FIRST,
            "last": LAST,
            "ends": ENDS,
        }
        for statement in _STATEMENTS:
            cursor.execute(statement, given)
        cursor.execute("VACUUM ANALYZE")


# Everything is made of the number `n`: shares by its remainders, so that facets cross each other.
_STATEMENTS = (
    """
    INSERT INTO contacts_company (id, street, street_extra, postal_code, city, region, country, name, name_key, domain,
        industry, website, phone, sources, created_at)
    SELECT n, '', '', '', 'Freiburg', '', 'DE', 'Firma ' || n, 'firma ' || n, 'firma' || n || '.example', '', '', '',
        '{}', '2026-01-01'
    FROM generate_series(1, %(people)s / 20) n
    """,
    """
    INSERT INTO contacts_contact (id, kind, salutation, title, first_name, last_name, name_key, position, department,
        email, phone, mobile, website, language, mail_frequency, street, street_extra, postal_code, city, region,
        country, properties, tags, sources, created_at, company_id, owner_id)
    SELECT n, 'person', '', '', first, last, lower(last || ' ' || first), 'Einkauf', '',
        lower(first || '.' || last) || '.' || n || '@firma' || n %% (%(people)s / 20) + 1 || '.example',
        '+49761' || lpad(n::text, 7, '0'), '',
        '', 'de', '', '', '', '', 'Freiburg', '', 'DE', '{}',
        CASE WHEN n %% 7 = 0 THEN ARRAY['Messe ' || n %% 40, 'VIP'] ELSE '{}' END,
        jsonb_build_object('first_name', s, 'last_name', s, 'email', s),
        timestamptz '2026-11-20' - n * interval '1 day' * 700 / %(people)s, n %% (%(people)s / 20) + 1,
        CASE WHEN n %% 3 = 0 THEN (SELECT min(id) FROM staff_user) + n %% 20 END
    FROM generate_series(1, %(people)s) n,
        LATERAL (SELECT jsonb_build_object('by', 'import', 'at', '2026-03-01T09:00:00.000000+00:00', 'tp', n)) AS t (s),
        LATERAL (SELECT (%(first)s::text[])[n %% 15 + 1], (%(last)s::text[])[n %% 20 + 1]
            || (%(ends)s::text[])[n / 20 %% 15 + 1]) AS called (first, last)
    """,
    """
    INSERT INTO contacts_identifier (kind, value, original, contact_id, touchpoint_id, created_at)
    SELECT 'email', email, email, id, id, created_at FROM contacts_contact
    """,
    """
    INSERT INTO timeline_campaign (id, key, name, channel, created_at)
    SELECT n, 'campaign' || n, 'Kampagne ' || n, 'event', '2026-01-01' FROM generate_series(1, 30) n
    """,
    """
    INSERT INTO timeline_touchpoint (contact_id, id, kind, occurred_at, recorded_at, channel, actor_type, payload,
        learned, depth)
    SELECT n, n + t * %(people)s::bigint, kind, at, at, 'email', 'person',
        CASE kind WHEN 'note.written' THEN jsonb_build_object('text',
            CASE WHEN n %% 500 = 0 THEN 'Spricht von Lastspitzen im Winter' ELSE 'Ruft im Mai wieder an, ' || n END)
        ELSE '{}' END, '{}', 0
    FROM generate_series(1, %(people)s) n, generate_series(0, %(each)s - 1) t,
        LATERAL (SELECT CASE WHEN t = 1 AND n %% 5 = 0 THEN 'note.written' ELSE
                (ARRAY['form.submitted', 'mail.sent', 'mail.opened', 'mail.clicked'])[t %% 4 + 1] END,
            timestamptz '2026-11-21' - (n %% 400) * interval '1 day' - t * interval '9 hours') AS did (kind, at)
    """,
    """
    INSERT INTO lifecycle_standing (contact_id, track_id, stage, position, since, decision_id, reached)
    SELECT n, 'customer', (ARRAY['subscriber', 'lead', 'mql', 'sql', 'opportunity', 'customer'])[p - 1], p, at, n,
        array_fill(at, ARRAY[p])
    FROM generate_series(1, %(people)s) n, LATERAL (SELECT
        CASE WHEN n %% 100 < 55 THEN 2 WHEN n %% 100 < 85 THEN 3 WHEN n %% 100 < 94 THEN 4 WHEN n %% 100 < 98 THEN 5
             WHEN n %% 100 < 99 THEN 6 ELSE 7 END,
        timestamptz '2026-11-20' - (n %% 600) * interval '1 day') AS s (p, at)
    """,
    """
    INSERT INTO lifecycle_journey (contact_id, first_at, first_id, first_channel, first_campaign_id, last_at, last_id,
        last_channel, active_at, active_id, active_kind)
    SELECT n, at, n, (ARRAY['search', 'paid_search', 'event', 'email', 'import', 'social', 'referral'])[n %% 7 + 1],
        CASE WHEN n %% 7 = 2 THEN n %% 30 + 1 END, at, n, 'email', CASE WHEN n %% 4 > 0 THEN at END, n, 'form.submitted'
    FROM generate_series(1, %(people)s) n,
        LATERAL (SELECT timestamptz '2026-11-21' - (n %% 400) * interval '1 day' - n * interval '1 ms') AS t (at)
    """,
    "INSERT INTO consent_purpose (key, label, position) VALUES ('newsletter', '{}', 0) ON CONFLICT DO NOTHING",
    """
    INSERT INTO consent_chain (id, channel, address_digest, head, length)
    SELECT n, 'email', sha256(int8send(n)), '', 1 FROM generate_series(1, %(people)s) n WHERE n %% 2 = 0
    """,
    """
    INSERT INTO consent_consent (contact_id, origin_id, touchpoint_id, chain_id, seq, channel, purpose, state,
        legal_basis, at, recorded_at, address, snapshot, confirmation_mail, salt, personal_digest, prev_hash, hash)
    SELECT n, n, n, n, 1, 'email', 'newsletter',
        CASE WHEN n %% 10 = 2 THEN 'withdrawn' WHEN n %% 10 = 4 THEN 'requested' ELSE 'granted' END, 'consent',
        '2026-05-01', '2026-05-01', 'person' || n, '{"form": 1}', '<1@x>', 's', '', '', ''
    FROM generate_series(1, %(people)s) n WHERE n %% 2 = 0
    """,
    """
    INSERT INTO tasks_task (contact_id, reason, title, asked, phone, colleague_id, opened_at, due_at, touchpoint_id)
    SELECT n, 'other', 'Anrufen', '', '', (SELECT min(id) FROM staff_user) + n %% 20, '2026-11-01', '2026-12-01', n
    FROM generate_series(1, %(people)s, 50) n
    """,
    "SELECT setval('contacts_contact_id_seq', %(people)s), setval('contacts_company_id_seq', %(people)s), "
    "setval('timeline_touchpoint_id', %(people)s::bigint * (%(each)s + 1)), setval('timeline_campaign_id_seq', 30), "
    "setval('consent_chain_id_seq', %(people)s)",
)
