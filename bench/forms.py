"""Forms through HTTP: 32 visitors at once send theirs to a house that knows a million people, scores them by thirty
rules and has fifty segments (DESIGN §6).

What a browser does beforehand, the proof of work, is done beforehand here too; the mails and other reactions that
follow are the worker's, which does not run.
"""

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import altcha
from django.db import connection

from bench.evaluate import with_rules_and_segments
from trichter.facts.consent import wordings
from trichter.facts.house import services as house
from trichter.generation.forms import tokens, work
from trichter.generation.forms.questions import Ask, Both, Question, Type
from trichter.generation.offers import services as offers
from trichter.generation.offers.content import ConsentChoice, Content, Gives
from trichter.kernel.words import Words

BUDGET = 400
"""Submissions a second (DESIGN §6)."""
PEOPLE = int(os.environ.get("TRICHTER_BENCH_PEOPLE", "1000000"))
VISITORS = 32
EACH = int(os.environ.get("TRICHTER_BENCH_FORMS", "6400")) // VISITORS
SLUG = "zwoelf-hebel"


def run() -> list[dict[str, Any]]:
    """Submissions answered in a second; each has to be on the timeline when its answer is."""
    _populate()
    known = with_rules_and_segments()
    offer = _offer()
    with _serving() as port:
        forms = [[_request(port, offer, visitor * EACH + number) for number in range(EACH)] for visitor in _VISITORS]
        warm = [_request(port, offer, -1 - number) for number in range(VISITORS * 4)]
        _send(port, [warm[visitor::VISITORS] for visitor in _VISITORS])
        before = _recorded()
        seconds, answers = _send(port, forms)
        recorded = _recorded() - before
    taken = sum(status == HTTPStatus.SEE_OTHER for status, _time in answers)
    times = sorted(time for _status, time in answers)
    per_second = taken / seconds
    return [
        {
            "bench": "forms",
            "value": round(per_second),
            "unit": "submissions/s",
            "limit": BUDGET,
            "ratio": round(per_second / BUDGET, 2),
            "budget": 1,
            "ok": per_second >= BUDGET and taken == recorded == VISITORS * EACH,
            "people": PEOPLE,
            **known,
            "visitors": VISITORS,
            "sent": len(answers),
            "answered": taken,
            "recorded": recorded,
            "median_ms": round(times[len(times) // 2] * 1000),
            "p95_ms": round(times[int(len(times) * 0.95)] * 1000),
        }
    ]


_VISITORS = range(VISITORS)


def _populate() -> None:
    """People as an import leaves them; written past the door, which is measured elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM contacts_contact")
        if cursor.fetchone()[0] >= PEOPLE:
            return
        for statement in _PEOPLE:
            cursor.execute(statement, {"people": PEOPLE})
        # A house that has stood for a while: what filling it left to do in the background is done.
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")


_PEOPLE = (
    """
    INSERT INTO contacts_contact (id, kind, salutation, title, first_name, last_name, name_key, position, department,
        email, phone, mobile, website, language, mail_frequency, street, street_extra, postal_code, city, region,
        country, properties, tags, sources, created_at)
    SELECT n, 'person', '', '', 'Petra', 'Lindner ' || n, 'lindner ' || n || ' petra', '', '',
        'person' || n || '@firma' || n %% 997 || '.example', '', '', '', '', '', '', '', '', '', '', '', '{}', '{}',
        jsonb_build_object('first_name', s, 'last_name', s, 'email', s), '2026-03-01'
    FROM generate_series(1, %(people)s) n,
        LATERAL (SELECT jsonb_build_object('by', 'import', 'at', '2026-03-01T09:00:00.000000+00:00', 'tp', n)) AS t (s)
    """,
    """
    INSERT INTO contacts_identifier (kind, value, original, contact_id, touchpoint_id, created_at)
    SELECT 'email', email, email, id, id, created_at FROM contacts_contact WHERE id <= %(people)s
    """,
    """
    INSERT INTO timeline_touchpoint (contact_id, id, kind, occurred_at, recorded_at, channel, actor_type, payload,
        learned, depth)
    SELECT id, id, 'contact.imported', created_at, created_at, 'import', 'import', '{"source": "bench"}',
        jsonb_build_object('first_name', first_name, 'last_name', last_name, 'email', email), 0
    FROM contacts_contact WHERE id <= %(people)s
    """,
    """
    INSERT INTO lifecycle_standing (contact_id, track_id, stage, position, since, decision_id, reached)
    SELECT id, 'customer', 'lead', 2, created_at, id, ARRAY[NULL, created_at, created_at]::timestamptz[]
    FROM contacts_contact WHERE id <= %(people)s
    """,
    """
    INSERT INTO lifecycle_journey (contact_id, first_at, first_id, first_channel, last_at, last_id, last_channel,
        active_at, active_id, active_kind)
    SELECT id, created_at, id, 'import', created_at, id, 'import', created_at, id, 'contact.imported'
    FROM contacts_contact WHERE id <= %(people)s
    """,
    "SELECT setval('contacts_contact_id_seq', %(people)s), setval('timeline_touchpoint_id', %(people)s)",
)


def _offer() -> int:
    house.change(
        name="Ahornwerk", legal_name="Ahornwerk GmbH", legal_form="gmbh", street="Lindenstraße 8", postal_code="79098",
        city="Freiburg", country="DE", phone="+49 761 555010", email="post@ahornwerk.example",
        register_court="Freiburg", register_number="HRB 000000", representatives="Clara Ahorn", vat_id="DE000000000",
    )  # fmt: skip
    house.publish_notice("de", "Wir speichern, was Sie uns sagen.")
    wordings.found_purpose("newsletter", label=Words("Newsletter", "Newsletter"))
    wordings.publish_wording("newsletter", channel="email", language="de", text="Ja, senden Sie mir Tipps.")
    content = Content(
        slug=SLUG,
        title=Both(de="Zwölf Hebel"),
        text=Both(de="Für Betriebe mit 50 bis 500 Beschäftigten."),
        button=Both(de="Anfordern"),
        thanks=Both(de="Danke."),
        gives=Gives.ANSWER,
        consent_choice=ConsentChoice.OPTIONAL,
        asks=(Ask(purpose="newsletter"),),
        questions=(
            Question(key="first_name", label=Both(de="Vorname"), fills="first_name"),
            Question(key="last_name", label=Both(de="Nachname"), fills="last_name"),
            Question(key="email", type=Type.EMAIL, label=Both(de="E-Mail"), is_required=True),
            Question(key="need", label=Both(de="Was beschäftigt Sie?"), means="need"),
        ),
    )
    return int(offers.publish(offers.create(content).pk).offer_id)


def _request(port: int, offer: int, number: int) -> bytes:
    """A whole HTTP request with a form of somebody known, or of somebody new, every other one with the newsletter."""
    origin = f"http://127.0.0.1:{port}"
    token = tokens.issue("work", offer=offer, origin=origin)
    known = number % 2 == 0
    person = abs(number) * 7919 % PEOPLE + 1
    email = f"person{person}@firma{person % 997}.example" if known else f"new{number}@neu.example"
    told = {"first_name": "Anja", "last_name": f"Lindner {person}", "email": email, "need": f"Lastspitzen {number}"}
    ticked = {"consent_email_newsletter": "on"} if number % 4 == 1 else {}
    body = urlencode(told | ticked | {"token": token, "altcha": _solution(token)}).encode()
    head = (
        f"POST /o/{SLUG}/?utm_source=google&utm_medium=cpc HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {origin}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nUser-Agent: Mozilla/5.0 Firefox/140.0\r\n"
        f"Accept-Language: de\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _solution(token: str) -> str:
    """What a browser finds by counting up from 0; we know where it lies."""
    there = work.LEAST
    work.secrets.randbelow = lambda _below: 0  # type: ignore[attr-defined]
    challenge = altcha.Challenge.from_dict(work.challenge(token))
    solution = altcha.solve_challenge(challenge, counter_start=there)
    assert solution is not None
    return b64encode(json.dumps(altcha.Payload(challenge, solution).to_dict()).encode()).decode()


@contextmanager
def _serving() -> Iterator[int]:
    """The web server alone, on the home of this run."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    variables = os.environ | {"TRICHTER_PORT": str(port), "TRICHTER_FORM_LIMIT": str(10**9)}
    command = [str(Path(sys.executable).with_name("trichter")), "web"]
    process = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL)
    try:
        while not _is_ready(port):
            assert process.poll() is None, "the web server has ended"
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


def _send(port: int, forms: list[list[bytes]]) -> tuple[float, list[tuple[int, float]]]:
    """Everybody sends their forms one after the other, all at the same time: seconds, status and seconds of each."""
    answers: list[list[tuple[int, float]]] = [[] for _visitor in forms]
    visitors = [
        threading.Thread(target=_visit, args=(port, requests, told))
        for requests, told in zip(forms, answers, strict=True)
    ]
    began = time.perf_counter()
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    return time.perf_counter() - began, [answer for told in answers for answer in told]


def _visit(port: int, requests: list[bytes], answers: list[tuple[int, float]]) -> None:
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            began = time.perf_counter()
            line.sendall(request)
            answers.append((_status(line), time.perf_counter() - began))


def _status(line: socket.socket) -> int:
    """Reads one answer: its head, and as much after it as it says."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += line.recv(65536)
    head, _end, body = received.partition(b"\r\n\r\n")
    fields = dict(part.lower().split(b": ", 1) for part in head.split(b"\r\n")[1:])
    missing = int(fields.get(b"content-length", b"0")) - len(body)
    while missing > 0:
        missing -= len(line.recv(65536))
    return int(head.split(b" ", 2)[1])


def _recorded() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM timeline_touchpoint WHERE kind = 'form.submitted'")
        return int(cursor.fetchone()[0])
