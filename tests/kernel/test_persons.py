"""The registry of tables about people: what merges comes apart again, is exported, and is erased last first."""

from typing import Any

import pytest
from django.db import connection

from tests.factories import anna
from trichter.kernel import persons
from trichter.kernel.persons import Across, Derived, Rows, Staying

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _only_for_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(persons, "_tables", dict(persons._tables))
    monkeypatch.setattr(persons, "_files", list(persons._files))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE badges (id bigint, contact_id bigint, made_by bigint, body jsonb, secret text)")
        cursor.execute("CREATE TABLE hits (contact_id bigint, id bigint, body jsonb, PRIMARY KEY (contact_id, id))")
        cursor.execute("CREATE TABLE ties (id bigint, contact_id bigint, other_id bigint)")


def put(table: str, *rows: tuple[Any, ...]) -> None:
    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", row)


def owners(table: str) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, contact_id FROM {table}")
        return dict(cursor.fetchall())


@pytest.mark.parametrize("rows", [Rows("badges"), Across("hits")], ids=["rows", "across"])
def test_rows_go_to_the_winner_and_come_back(rows: Rows) -> None:
    for number, contact in ((1, 10), (2, 20), (3, 20)):
        put(rows.table, *[(number, contact, None, "{}", "") if rows.table == "badges" else (contact, number, "{}")])
    kept = rows.merge(winner=10, loser=20)
    assert sorted(kept) == [2, 3]
    assert set(owners(rows.table).values()) == {10}
    rows.unmerge(winner=10, loser=20, kept=kept, followed=[])
    assert owners(rows.table) == {1: 10, 2: 20, 3: 20}


def test_rows_made_after_the_merge_follow_their_touchpoint() -> None:
    rows = Rows("badges", follows="made_by")
    put("badges", (1, 20, 100, "{}", ""))
    kept = rows.merge(winner=10, loser=20)
    put("badges", (2, 10, 101, "{}", ""), (3, 10, 102, "{}", ""))
    rows.unmerge(winner=10, loser=20, kept=kept, followed=[101])
    assert owners("badges") == {1: 20, 2: 20, 3: 10}


def test_rows_that_went_elsewhere_since_are_left_there() -> None:
    rows = Rows("badges")
    put("badges", (1, 20, None, "{}", ""))
    kept = rows.merge(winner=10, loser=20)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE badges SET contact_id = 30")
    rows.unmerge(winner=10, loser=20, kept=kept, followed=[])
    assert owners("badges") == {1: 30}


def test_an_export_reads_json_and_hides_what_is_hidden() -> None:
    put("badges", (1, 10, None, '{"deep": [1, {"ü": null}]}', "x"), (2, 20, None, "[]", "y"))
    rows = Rows("badges", hidden=frozenset({"secret"}))
    assert rows.export(10) == [{"id": 1, "contact_id": 10, "made_by": None, "body": {"deep": [1, {"ü": None}]}}]


def test_erasing_deletes_the_rows_of_one_person_only() -> None:
    put("badges", (1, 10, None, "{}", ""), (2, 20, None, "{}", ""))
    Rows("badges").erase(10)
    assert owners("badges") == {2: 20}


def test_what_points_from_one_to_another_stays_and_goes_with_either() -> None:
    ties = Staying("ties")
    put("ties", (1, 10, 20), (2, 20, 10), (3, 30, 40))
    ties.merge(winner=10, loser=20)
    assert owners("ties") == {1: 10, 2: 20, 3: 30}
    assert {row["id"] for row in ties.export(20)} == {1, 2}
    ties.erase(20)
    assert owners("ties") == {3: 30}


def test_what_is_derived_is_cleared_for_both_and_computed_anew_by_others() -> None:
    derived = Derived("badges")
    put("badges", (1, 10, None, "{}", ""), (2, 20, None, "{}", ""), (3, 30, None, "{}", ""))
    derived.merge(winner=10, loser=20)
    assert owners("badges") == {3: 30}


def test_what_is_declared_again_replaces_the_earlier_word() -> None:
    persons.register(Rows("badges"))
    persons.register(Rows("badges", key="made_by"))
    assert "badges" in persons.registered()
    put("badges", (1, 20, 100, "{}", ""))
    assert persons._tables["badges"].merge(winner=10, loser=20) == [100]


def test_what_was_declared_last_is_erased_first_and_files_last_of_all() -> None:
    order: list[str] = []

    class Noting(Rows):
        def erase(self, contact: int) -> None:
            order.append(self.table)

    for table in ("badges", "hits"):
        persons.register(Noting(table))
    persons.erases_files(lambda known_as: order.append("files of " + ", ".join(known_as.emails)))
    persons._tables.pop("timeline_touchpoint")
    persons.erase(anna(), known_as=persons.KnownAs(emails=frozenset({"anna@example.org"})))
    assert order[:2] == ["hits", "badges"]
    assert order[-1] == "files of anna@example.org"
