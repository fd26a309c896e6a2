"""The privacy notice by version: what was once published stays as it was."""

import threading
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from trichter.facts.house.models import HouseRow, PrivacyNotice
from trichter.facts.house.queries import notice, notices
from trichter.facts.house.services import EmptyNotice, NoSuchLanguage, declare_notice, publish_notice
from trichter.kernel.declaring import Declared


@pytest.mark.django_db
def test_another_text_is_the_next_version_and_the_first_stays() -> None:  # LAW 1.15
    with time_machine.travel(datetime(2026, 3, 1, 9, tzinfo=UTC), tick=False):
        publish_notice("de", "Alt")
    with time_machine.travel(datetime(2026, 4, 1, 9, tzinfo=UTC), tick=False):
        publish_notice("de", "Neu")

    assert [(one.version, one.text, one.published_at.month) for one in notices("de")] == [(2, "Neu", 4), (1, "Alt", 3)]
    in_force = notice("de")
    assert in_force is not None
    assert in_force.version == 2


@pytest.mark.django_db
def test_the_same_text_is_no_version_of_its_own_whatever_its_line_ends() -> None:
    publish_notice("de", "Wer\n\nWas")
    assert publish_notice("de", "Wer  \r\n\r\nWas\r\n").version == 1
    assert declare_notice("de", "Wer\n\nWas") is Declared.SAME
    assert declare_notice("de", "Anders") is Declared.CHANGED
    assert declare_notice("en", "Who") is Declared.MADE


@pytest.mark.django_db
def test_each_language_counts_for_itself() -> None:
    publish_notice("de", "Eins")
    publish_notice("de", "Zwei")
    assert publish_notice("en", "One").version == 1
    assert notice("fr") is None


@pytest.mark.django_db
def test_an_empty_notice_and_an_unknown_language_are_refused() -> None:
    with pytest.raises(EmptyNotice):
        publish_notice("de", " \n ")
    with pytest.raises(NoSuchLanguage, match="fr"):
        publish_notice("fr", "Bonjour")


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE house_privacynotice SET text = 'x'", "DELETE FROM house_privacynotice"])
def test_what_was_published_cannot_be_changed(change: str) -> None:  # LAW 1.15
    publish_notice("de", "Alt")
    with (
        pytest.raises(IntegrityError, match="the table only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert PrivacyNotice.objects.get().text == "Alt"


@pytest.mark.django_db
def test_there_is_one_firm() -> None:
    HouseRow.objects.create(id=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseRow.objects.create(id=2)


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_make_two_versions() -> None:
    together = threading.Barrier(2)

    def publish(text: str) -> None:
        together.wait()
        try:
            publish_notice("de", text)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=[text]) for text in ("Eins", "Zwei")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.version for one in notices("de")] == [2, 1]
