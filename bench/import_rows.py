"""A file of a million people through the real import, against a bare COPY of the same file (DESIGN §6)."""

import csv
import os
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg import sql

from trichter.facts.consent.services import found_purpose
from trichter.generation.imports import profiles, services
from trichter.kernel.words import Words

ROWS = int(os.environ.get("TRICHTER_BENCH_ROWS", "1000000"))
BUDGET = 150
GROWTH = 64 * 1024
"""KB by which the memory of the last four fifths may exceed that of the first: nothing that grows with the rows."""
_TABLE = "bench_import_copy"
_HEADER = [
    "Kundennummer", "Anrede", "Vorname", "Nachname", "E-Mail", "Telefon", "Firma", "Branche", "Position", "Straße",
    "PLZ", "Ort", "Land", "Kanal", "Erstkontakt", "Newsletter", "Newsletter seit", "Nachweis",
]  # fmt: skip
_FIRST = ["Anna", "Jürgen", "Mehmet", "Sofia", "Björn", "Katarzyna", "Paul", "Zoë", "Ole", "Fatma", "Marie", "Łukasz"]
_LAST = ["Müller", "Schmidt", "Özdemir", "García", "Groß", "Nowak", "Petersen", "Weiß", "Schäfer", "Yılmaz", "Köhler"]
_STREETS = ["Hauptstraße", "Am Deich", "Lindenallee", "Große Gasse", "Bahnhofstr."]
_CITIES = [("20095", "Hamburg", "Deutschland"), ("1010", "Wien", "AT"), ("8001", "Zürich", "Schweiz")]
_CHANNELS = ["search", "paid_search", "social", "event", "referral", "email"]


def profile() -> profiles.Profile:
    """What the columns of the file mean."""
    return profiles.checked(
        {
            "name": "bench",
            "source": "bench",
            "basis": "customer",
            "occurred_at": {"column": "Erstkontakt", "formats": ["%d.%m.%Y %H:%M"], "zone": "Europe/Berlin"},
            "identifiers": {"external": {"system": "erp", "column": "Kundennummer"}},
            "fields": {
                "salutation": "Anrede",
                "first_name": "Vorname",
                "last_name": "Nachname",
                "email": "E-Mail",
                "phone": "Telefon",
                "position": "Position",
            },
            "company": {"name": "Firma", "industry": "Branche"},
            "address": {"street": "Straße", "postal_code": "PLZ", "city": "Ort", "country": "Land"},
            "channel": {"column": "Kanal"},
            "stage": {"stage": "lead"},
            "consent": [
                {
                    "purpose": "newsletter",
                    "state": {"column": "Newsletter", "values": {"ja": "granted", "nein": "refused"}},
                    "given_at": {"column": "Newsletter seit", "formats": ["%d.%m.%Y %H:%M"]},
                    "evidence": "Nachweis",
                }
            ],
        },
        file="bench",
    )


def rows(count: int, *, seed: int = 1) -> Iterator[list[str]]:
    """People as they stand in an ERP: most with an e-mail address, a third with a firm, a fifth with an answer."""
    chance = random.Random(seed)
    for number in range(count):
        first, last = chance.choice(_FIRST), chance.choice(_LAST)
        firm = chance.randrange(count // 20 + 1) if chance.random() < 0.35 else None
        code, city, country = chance.choice(_CITIES)
        day = f"{chance.randint(1, 28):02}.{chance.randint(1, 12):02}.{chance.randint(2019, 2025)}"
        when = f"{day} 10:{chance.randint(0, 59):02}"
        has_mail = chance.random() < 0.9
        has_answer = has_mail and chance.random() < 0.2
        yield [
            f"K{number:08}", "Frau", first, last,
            f"kontakt.{number}@firma-{number % 5000}.example" if has_mail else "",
            f"0{chance.randint(30, 89)} {chance.randint(100000, 99999999)}" if chance.random() < 0.6 else "",
            f"Firma {firm} GmbH" if firm is not None else "", "Handwerk" if firm is not None else "", "Einkauf",
            f"{chance.choice(_STREETS)} {chance.randint(1, 200)}", code, city, country, chance.choice(_CHANNELS), when,
            *(("ja", when, "Formular 12/2019, IP 192.0.2.1") if has_answer else ("", "", "")),
        ]  # fmt: skip


def write(path: Path, count: int) -> None:
    """The file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(_HEADER)
        writer.writerows(rows(count))


def run() -> list[dict[str, Any]]:
    """The import, the bare COPY, their ratio, and the memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        write(path, ROWS)
        found_purpose("newsletter", label=Words("Newsletter", "Newsletter"))
        bare = _copied(path)
        memory: list[int] = []
        began = time.perf_counter()
        report = services.run(path, profile(), tell=lambda _progress: memory.append(_memory()))
        seconds = time.perf_counter() - began
    early, late = max(memory[: len(memory) // 5 + 1]), max(memory[len(memory) // 5 :])
    return [
        {
            "bench": "import",
            "value": round(report.rows / seconds),
            "unit": "rows/s",
            "limit": round(ROWS / bare),
            "ratio": round(seconds / bare, 1),
            "budget": BUDGET,
            "ok": seconds / bare <= BUDGET and late - early <= GROWTH,
            "rows": report.rows,
            "rejected": report.rejected,
            "memory_mb_early": early // 1024,
            "memory_mb_late": late // 1024,
        }
    ]


def _copied(path: Path) -> float:
    """Seconds for a COPY of the file into an unindexed table of texts."""
    table = sql.Identifier(_TABLE)
    columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(name)) for name in _HEADER)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table))
        cursor.execute(sql.SQL("CREATE TABLE {} ({})").format(table, columns))
        began = time.perf_counter()
        statement = sql.SQL("COPY {} FROM STDIN (FORMAT csv, DELIMITER ';', HEADER)").format(table)
        with path.open("rb") as file, cursor.copy(statement) as copy:
            while block := file.read(1 << 20):
                copy.write(block)
        seconds = time.perf_counter() - began
        cursor.execute(sql.SQL("DROP TABLE {}").format(table))
    return seconds


def _memory() -> int:
    """What this process and those it has started have in memory now, shared pages divided among them, in KB."""
    mine = os.getpid()
    started = Path(f"/proc/{mine}/task/{mine}/children").read_text().split()
    return sum(_pss(process) for process in [mine, *map(int, started)])


def _pss(process: int) -> int:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
