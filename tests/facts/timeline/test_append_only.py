"""The database itself refuses to change what was recorded; merge and erasure pass a door that closes behind them."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories import anna, newsletter, says
from trichter.facts.timeline.models import Touchpoint
from trichter.kernel import append_only

GROWING = ("timeline_touchpoint", "consent_consent", "consent_wording")
HARM = {
    "timeline_touchpoint": "UPDATE timeline_touchpoint SET payload = '{}'",
    "consent_consent": "UPDATE consent_consent SET state = 'granted'",
    "consent_wording": "UPDATE consent_wording SET text = 'Ja'",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _something_is_there() -> None:
    newsletter()
    says(anna(), "granted")


def run(statement: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)


@pytest.mark.parametrize("table", GROWING)
def test_update_and_delete_are_refused(table: str) -> None:
    # LAW 1.1
    for statement in (HARM[table], f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="the table only grows"):
            run(statement)


@pytest.mark.parametrize("table", GROWING)
def test_truncate_is_refused_outside_of_test_databases(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT pg_get_functiondef('trichter_append_only'::regproc)")
        [guard] = cursor.fetchone()
        # The guard lets test databases through, so it is asked here as if this were none.
        cursor.execute(guard.replace("current_database()", "'trichter'"))
    with pytest.raises(DatabaseError, match=r"TRUNCATE on .* is refused"):
        run(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("name", ["open", "", "MERGE", "merge "])
def test_nothing_but_merge_and_erasure_opens_the_door(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('trichter.door', %s, true)", [name])
    with pytest.raises(DatabaseError):
        run("DELETE FROM timeline_touchpoint")


@pytest.mark.parametrize("door", ["merge", "erasure"])
def test_merge_and_erasure_pass_and_the_door_closes_behind_them(door: append_only.Door) -> None:
    with append_only.opened(door):
        assert run(HARM["timeline_touchpoint"]) == Touchpoint.objects.count()
    with pytest.raises(DatabaseError):
        run(HARM["timeline_touchpoint"])


def test_the_door_closes_behind_an_exception_too() -> None:
    with pytest.raises(LookupError), append_only.opened("merge"):
        raise LookupError
    with pytest.raises(DatabaseError):
        run(HARM["timeline_touchpoint"])


def test_the_door_closes_behind_a_failed_statement_and_undoes_what_was_done_within() -> None:
    before = list(Touchpoint.objects.values_list("payload", flat=True))
    with pytest.raises(DatabaseError), append_only.opened("merge"):
        assert run(HARM["timeline_touchpoint"]) + run("SELECT 1/0")
    assert before == list(Touchpoint.objects.values_list("payload", flat=True))
    with pytest.raises(DatabaseError):
        run(HARM["timeline_touchpoint"])


@pytest.mark.django_db(transaction=True)
def test_the_door_is_open_for_one_transaction_and_no_other() -> None:
    with append_only.opened("erasure"):
        pass
    with pytest.raises(DatabaseError):
        run("DELETE FROM timeline_touchpoint")
