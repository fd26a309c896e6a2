"""One statement writes a batch of any size, whatever the values are."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trichter.kernel import bulk

COLUMNS = {
    "id": "bigint",
    "small": "smallint",
    "yes": "boolean",
    "word": "text",
    "at": "timestamptz",
    "data": "bytea",
    "body": "jsonb",
    "words": "text[]",
    "times": "timestamptz[]",
}
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=5))])
FIRST, LAST = datetime.fromisoformat("0001-01-02"), datetime.fromisoformat("9999-12-30")
TIMES = st.datetimes(FIRST, LAST, timezones=ZONES)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
ROW = st.tuples(
    st.none() | st.integers(-(2**15), 2**15 - 1),
    st.none() | st.booleans(),
    st.none() | TEXT,
    st.none() | TIMES,
    st.none() | st.binary(max_size=8),
    JSON,
    st.lists(st.none() | TEXT, max_size=3),
    st.lists(st.none() | TIMES, max_size=3),
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _table(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE things ({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())})")
        cursor.execute("ALTER TABLE things ADD PRIMARY KEY (id)")


def written(row: Any) -> tuple[Any, ...]:
    *plain, body, words, times = row
    stamps = [at.isoformat() if at else None for at in times]
    return (*plain, bulk.json(body), bulk.text_array(words), bulk.text_array(stamps))


def read() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM things ORDER BY id")
        return [
            (*plain, None if data is None else bytes(data), bulk.read_json(body), *lists)
            for (*plain, data, body), lists in ((row[:7], row[7:]) for row in cursor.fetchall())
        ]


@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, max_size=6))
def test_what_is_written_can_be_read(rows: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        bulk.insert("things", COLUMNS, [(number, *written(row)) for number, row in enumerate(rows)])
        assert read() == [(number, *row) for number, row in enumerate(rows)]
        turned = rows[::-1]
        bulk.update("things", "id", COLUMNS, [(number, *written(row)) for number, row in enumerate(turned)])
        assert read() == [(number, *row) for number, row in enumerate(turned)]
        transaction.set_rollback(True)


TWO = {"id": "bigint", "word": "text"}


def words() -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, word FROM things")
        return dict(cursor.fetchall())


@pytest.mark.parametrize(
    "word", ["NULL", "null", "", "{}", "a,b", '"', "\\", '\\"', "%s", "%", "'", "${1}", "\n\t", "🙂"]
)
def test_no_word_means_anything_to_the_statement(word: str) -> None:
    bulk.insert("things", TWO, [(1, word), (2, None), (3, word)])
    assert words() == {1: word, 2: None, 3: word}


def test_nothing_takes_no_statement(statements: list[str]) -> None:
    assert bulk.insert("things", TWO, [], then="RETURNING id") == []
    bulk.update("things", "id", TWO, [])
    assert bulk.next_ids("contacts_contact_id_seq", 0)() == []
    assert statements == []


def test_a_thousand_rows_take_one_statement(statements: list[str]) -> None:
    bulk.insert("things", TWO, [(number, f"word {number % 7}") for number in range(1_000)])
    assert len(statements) == 1
    assert len(words()) == 1_000


def test_what_follows_the_statement_answers() -> None:
    bulk.insert("things", TWO, [(1, "one")])
    new = bulk.insert("things", TWO, [(1, "other"), (2, "two")], then="ON CONFLICT DO NOTHING RETURNING id, word")
    assert new == [(2, "two")]
    assert words() == {1: "one", 2: "two"}


def test_an_update_of_what_is_not_there_writes_nothing() -> None:
    bulk.insert("things", TWO, [(1, "one")])
    bulk.update("things", "id", TWO, [(2, "two")])
    assert words() == {1: "one"}


def test_numbers_of_a_sequence_are_new_each_time() -> None:
    first, second = (bulk.next_ids("contacts_contact_id_seq", 3)() for _ in range(2))
    assert len({*first, *second}) == 6
    assert first == sorted(first)
    assert max(first) < min(second)


def test_in_a_pipeline_answers_come_to_those_who_asked() -> None:
    with transaction.atomic(), bulk.pipelined():
        bulk.insert("things", TWO, [(1, "one"), (2, "two")])
        both = bulk.ask("SELECT count(*) FROM things")
        bulk.insert("things", TWO, [(3, "three")])
        three = bulk.ask("SELECT word FROM things WHERE id = %s", [3])
        assert (three(), both()) == ([("three",)], [(2,)])


def test_an_error_in_a_pipeline_is_raised_even_if_nobody_fetches() -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), bulk.pipelined():
        bulk.insert("things", TWO, [(1, "one"), (1, "again")])
    with pytest.raises(DatabaseError), transaction.atomic(), bulk.pipelined():
        bulk.ask("SELECT 1/0")
    assert words() == {}
