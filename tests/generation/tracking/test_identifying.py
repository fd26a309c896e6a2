"""Whom another system knows by its own number: they become known by `identify`, and all with that number is theirs."""

import pytest
from django.db import connection

from tests.generation.tracking.visitors import Browser, site, work
from trichter.facts.timeline.hits import sources
from trichter.facts.timeline.hits.models import Ground, Hit, Visit
from trichter.facts.timeline.models import Touchpoint
from trichter.spine import rights

pytestmark = pytest.mark.django_db

ANNA = {"email": "anna@firma.example"}


def _system(*, may_identify: bool = True) -> Browser:
    """One that tells of people without any browser."""
    return Browser(site(Ground.ASSURED, may_identify=may_identify))


def _titles() -> list[str]:
    return list(Touchpoint.objects.filter(kind="page.viewed").order_by("id").values_list("payload__title", flat=True))


def test_what_is_told_of_a_number_before_and_after_it_is_identified_is_theirs() -> None:
    system = _system()
    system.see("/vorher", person="4711")
    system.see("/fremd", person="4712")
    work()
    assert (_titles(), Visit.objects.count()) == ([], 2)
    system.do("identify", person="4711", properties=ANNA)
    work()
    system.see("/nachher", person="4711")
    work()
    assert _titles() == ["/vorher", "/nachher"]


def test_a_number_that_is_told_with_a_browser_is_known_without_it_too() -> None:
    system = _system()
    system.do("identify", visitor="browser-1", person="4711", properties=ANNA)
    system.see("/vom-server", person="4711")
    work()
    assert _titles() == ["/vom-server"]


def test_a_number_of_one_source_is_nobody_at_another() -> None:
    system, other = _system(), _system()
    system.do("identify", person="4711", properties=ANNA)
    other.see("/anderswo", person="4711")
    work()
    assert _titles() == []


def test_of_a_source_that_may_no_longer_say_who_somebody_is_numbers_are_nobodys() -> None:
    system = _system()
    system.do("identify", person="4711", properties=ANNA)
    work()
    source = system.source
    sources.change(source.id, name="x", hosts=[], ground=Ground.ASSURED, may_identify=False)
    system.see("/danach", person="4711")
    work()
    assert _titles() == []


def test_with_a_person_all_goes_that_was_told_of_their_number() -> None:  # LAW 1.12
    system = _system()
    system.do("identify", person="4711", properties=ANNA)
    system.see("/preise", person="4711")
    work()
    contact = Touchpoint.objects.get(kind="visitor.identified").contact_id
    assert "/preise" in str(rights.export(contact)["hits_hit"])
    rights.erase(contact)
    assert (Hit.objects.count(), Visit.objects.count()) == (0, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM hits_waiting")
        assert cursor.fetchone() == (0,)
