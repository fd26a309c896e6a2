"""Months of the log go when they have been kept long enough, and stop nobody who writes."""

from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from django.db import connection

from tests.generation.tracking.visitors import Browser, site
from trichter.faces.cli.doctor import examine
from trichter.facts.timeline.hits import partitions
from trichter.facts.timeline.hits.models import Hit
from trichter.generation.tracking import retention
from trichter.kernel import clock
from trichter.kernel.environment import environment

LONG_AGO = datetime(2025, 3, 15, 12, tzinfo=UTC)


def _see(at: datetime, path: str) -> None:
    with clock.at(at):
        Browser(site()).agree().see(path)


@pytest.mark.django_db
def test_what_fell_beside_the_months_goes_in_its_time_too() -> None:
    _see(LONG_AGO, "/alt")
    _see(LONG_AGO + timedelta(days=60), "/neu")
    assert partitions.drop_before(date(2025, 5, 1)) == []
    assert [hit.title for hit in Hit.objects.all()] == ["/neu"]


@pytest.mark.django_db(transaction=True)
def test_a_month_that_somebody_reads_is_left_to_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partitions, "PATIENCE", "50ms")
    with clock.at(LONG_AGO):
        partitions.see_to()
    told = connection.get_connection_params()
    told = {name: told[name] for name in ("dbname", "user", "password", "host", "port") if told.get(name)}
    with psycopg.connect(**told) as reader:
        reader.execute("SELECT FROM hits_hit_2025_03")
        assert partitions.drop_before(date(2025, 5, 1)) == ["hits_hit_2025_04"]
        _see(clock.now(), "/meanwhile")
    assert partitions.drop_before(date(2025, 5, 1)) == ["hits_hit_2025_03"]
    assert [hit.title for hit in Hit.objects.all()] == ["/meanwhile"]
    partitions.drop_before(date(2025, 6, 1))


@pytest.mark.django_db
def test_a_month_that_stays_too_long_is_told_of_by_the_doctor() -> None:
    with clock.at(LONG_AGO):
        partitions.see_to()
    assert retention.overdue() == [date(2025, month, 1) for month in (3, 4, 5)]
    [finding] = [one for one in examine(environment()) if one.check == "visits"]
    assert (finding.status, "2025-03" in finding.detail) == ("warn", True)
    partitions.drop_before(retention.oldest(retention.months()))
    assert retention.overdue() == []
