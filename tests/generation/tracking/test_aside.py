"""A bad line holds up nobody: it is set aside, told, and tried again; what says nothing of the line is no reason."""

from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connection

from tests.generation.tracking.visitors import Browser, site, work
from tests.threads import started
from trichter.facts.timeline.hits.models import Visit
from trichter.facts.timeline.models import Touchpoint
from trichter.generation.tracking import aside, keeping
from trichter.generation.tracking.digest import digest
from trichter.kernel import clock
from trichter.spine import rights
from trichter.spine.intake import record
from trichter.spine.touch import Touch


def _known(email: str = "anna@firma.example") -> tuple[Browser, int]:
    browser = Browser(site()).agree()
    [recorded] = record([Touch("form.submitted", {"title": "Anfrage"}, email=email, visitor=browser.id)])
    work()
    return browser, recorded.contact_id


def _names() -> list[str]:
    return [row.payload["name"] for row in Touchpoint.objects.filter(kind="web.tracked").order_by("id")]


def _write(properties: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE hits_hit SET properties = %s WHERE name = %s", [properties, name])


def _bad_among_good() -> Browser:
    """Three events of a known browser; of the second the log holds what nobody expects there."""
    browser, _anna = _known()
    for name in ("eins", "zwei", "drei"):
        browser.do("track", name=name, url="https://www.ahornwerk.example/")
    _write("[1]", "zwei")
    return browser


@pytest.mark.django_db
def test_a_line_that_cannot_be_digested_holds_up_no_other() -> None:
    _bad_among_good()
    work()
    assert _names() == ["eins", "drei"]
    assert Visit.objects.get().events == 2
    assert (aside.aside().number, "AttributeError" in aside.aside().reason) == (1, True)


@pytest.mark.django_db
def test_what_was_set_aside_is_tried_again_after_a_day() -> None:
    _bad_among_good()
    work()
    _write("{}", "zwei")  # what was wrong is mended
    keeping.try_again()
    work()
    assert "zwei" not in _names()
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        keeping.try_again()
        work()
    assert _names() == ["eins", "drei", "zwei"]
    assert aside.aside().number == 0


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["withdrawn", "erased"])
def test_of_whom_nothing_may_be_kept_nothing_is_set_aside_either(how: str) -> None:  # LAW 1.12, 5.1
    browser = _bad_among_good()
    work()
    if how == "withdrawn":
        browser.withdraw()
    else:
        rights.erase(Touchpoint.objects.filter(kind="web.tracked")[0].contact_id)
    assert aside.aside().number == 0


@pytest.mark.django_db(transaction=True)
def test_while_others_are_quicker_lines_wait_and_are_not_set_aside() -> None:
    browser, anna = _known()
    browser.do("track", name="eins", url="https://www.ahornwerk.example/")
    with _elsewhere() as other, connection.cursor() as cursor:
        other.execute("SELECT FROM contacts_contact WHERE id = %s FOR UPDATE", [anna])
        cursor.execute("SET lock_timeout = '50ms'")
        with pytest.raises(OperationalError):
            digest()
        cursor.execute("SET lock_timeout = 0")
    assert (_names(), aside.aside().number) == ([], 0)
    work()
    assert _names() == ["eins"]


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_a_digest_of_the_same_visitor_never_wait_for_each_other() -> None:
    browser, anna = _known()
    browser.do("track", name="eins", url="https://www.ahornwerk.example/")
    with _elsewhere() as digesting:
        digesting.execute("DELETE FROM hits_waiting")  # as it begins
        withdrawn = started(browser.withdraw)
        digesting.execute("SET lock_timeout = '5s'")
        digesting.execute("SELECT FROM contacts_contact WHERE id = %s FOR NO KEY UPDATE", [anna])  # as it ends
    withdrawn()
    assert Touchpoint.objects.filter(contact_id=anna, kind="consent.withdrawn").exists()


def _elsewhere() -> "psycopg.Connection[tuple[object, ...]]":
    told = connection.get_connection_params()
    return psycopg.connect(host=told["host"], user=told["user"], dbname=told["dbname"])
