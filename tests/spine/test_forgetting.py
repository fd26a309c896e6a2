"""After an erasure not even the database's own statistics remember."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.factories import anna, bernd, charlie, does
from trichter.kernel import clock, wiping
from trichter.spine import forgetting
from trichter.spine.models import Reaction
from trichter.spine.reactions import drain

WORD = "quittenbaum"
WITH_WORDS = ["company_words", "contact_words", "touchpoint_reworded", "touchpoint_words"]
HOUR = timedelta(hours=1)


def remembered() -> list[str]:
    """The columns in whose statistics the word stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, attname FROM pg_stats s WHERE schemaname = 'public' AND s::text LIKE %s", [f"%{WORD}%"]
        )
        return sorted(".".join(row) for row in cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_statistics_do_not_remember_whom_the_worker_saw_erased() -> None:
    # LAW 1.12
    person = anna(learned={"last_name": WORD, "company": {"name": WORD}})
    bernd(learned={"last_name": "Buche", "company": {"name": "Buche GmbH"}})
    charlie(learned={"company": {"name": "Charlie GmbH"}})
    wiping.wipe()
    assert {"contacts_contact.last_name", "contacts_company.name"} <= set(remembered())
    does(person, "contact.erased")
    assert remembered()
    drain()
    assert remembered() == []


def indexed() -> list[str]:
    """The indexes of words in whose files the word stands."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s)"
            " AND position(%s::bytea IN pg_read_binary_file(pg_relation_filepath(oid))) > 0 ORDER BY 1",
            [WITH_WORDS, WORD.encode()],
        )
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.django_db(transaction=True)
def test_indexes_of_words_do_not_remember_whom_the_worker_saw_erased() -> None:
    # LAW 1.12
    person = anna(learned={"last_name": WORD, "company": {"name": WORD}})
    note = does(person, "note.written", {"text": f"Mag {WORD}"})
    does(person, "touchpoint.edited", {"payload": {"text": f"Mag {WORD} sehr"}}, target=note)
    wiping.wipe()  # what is new waits in a list of its own until the next one
    assert indexed() == WITH_WORDS
    does(person, "contact.erased")
    drain()
    assert indexed() == WITH_WORDS
    forgetting.forget_words()
    assert indexed() == []


@pytest.mark.django_db(transaction=True)
def test_indexes_of_words_are_made_anew_only_after_an_erasure() -> None:
    person = anna()
    assert wiping.wipe_words(gone_since=clock.now())
    later = clock.now()
    assert wiping.wipe_words(gone_since=later - HOUR) == []
    does(person, "contact.erased")
    assert "contact_words" in wiping.wipe_words(gone_since=clock.now())


@pytest.mark.django_db(transaction=True)
def test_of_many_that_wait_the_last_does_it_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    wiped: list[int] = []
    monkeypatch.setattr(forgetting, "wipe", lambda: wiped.append(1))
    for person in (anna(), bernd(), charlie()):
        does(person, "contact.erased")
    drain()
    assert wiped == [1]
    assert set(Reaction.objects.filter(name="erasure.wipe").values_list("state", flat=True)) == {"done"}


@pytest.mark.django_db(transaction=True)
def test_one_that_has_begun_already_is_not_relied_on(monkeypatch: pytest.MonkeyPatch) -> None:
    wiped: list[int] = []
    monkeypatch.setattr(forgetting, "wipe", lambda: wiped.append(1))
    for person in (anna(), bernd()):
        does(person, "contact.erased")
    begun = Reaction.objects.filter(name="erasure.wipe").latest("touchpoint_id")
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT FROM spine_reaction WHERE id = %s FOR UPDATE", [begun.pk])
        drain()
    finally:
        other.close()
    assert wiped == [1]
