"""Columns as array literals: what goes in comes out."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from trichter.kernel import bulk

pytestmark = pytest.mark.django_db

TEXTS = [
    "plain",
    "",
    'a "quoted" word',
    "back\\slash",
    "line\nbreak\tand tab",
    "NULL",
    "null",
    "{a,b}",
    "Größe, ’“€ 🎺",
    None,
]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("text", TEXTS),
        ("text", ["only", "plain", None]),
        ("bigint", [1, -(2**62), None, 0]),
        ("boolean", [True, False, None]),
        ("timestamptz", [datetime(2026, 3, 29, 1, 30, tzinfo=UTC), None]),
        ("bytea", [b"\x00\xff'\\\"", b"", None]),
    ],
)
def test_every_value_comes_back_as_it_was(kind: str, values: list[Any]) -> None:
    assert _through(kind, values) == values


def test_json_comes_back_with_its_quotes_and_control_characters() -> None:
    values = [{"a": 'x"y\\z\n\u0001', "ü": [1, None, "null"]}, {}, "text"]
    assert [bulk.read_json(row) for row in _through("jsonb", [bulk.json(value) for value in values])] == values


def test_arrays_of_texts_come_back_with_their_commas_and_braces() -> None:
    values = [["a,b", "{c}", 'd"e', "f\\g"], []]
    assert _through("text[]", [bulk.text_array(value) for value in values]) == values


def _through(kind: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE kept (place int, value {kind}) ON COMMIT DROP")
        bulk.insert("kept", {"place": "int", "value": kind}, [(place, value) for place, value in enumerate(values)])
        cursor.execute("SELECT value FROM kept ORDER BY place")
        answered = [row[0] for row in cursor.fetchall()]
    return [bytes(value) if isinstance(value, memoryview) else value for value in answered]
