"""What an offer brought, by the way on which people came to it, and who stands behind each number."""

from typing import Any

import pytest

from tests.factories import anna, bernd, day, does, happen, newsletter
from trichter.insight import offers
from trichter.insight.offers import NOWHERE, Results
from trichter.spine.touch import Stage, Touch

pytestmark = pytest.mark.django_db

HEBEL, RUECKRUF = ("offer", 1), ("offer", 2)


def takes(email: str, number: float, offer: tuple[str, int] = HEBEL, **given: Any) -> tuple[int, int]:
    """Somebody sends the form of an offer: their contact, and the touchpoint."""
    sent = Touch("form.submitted", {"title": "12 Hebel"}, email=email, occurred_at=day(number), subject=offer, **given)
    [recorded] = happen(sent)
    return recorded.contact_id, recorded.touchpoint_id


def fetches(contact: int, cause: int) -> int:
    """They take the file that they asked for."""
    return does(contact, "asset.downloaded", {"title": "12 Hebel"}, subject=("asset", 7), caused_by=cause)


def agrees(contact: int, cause: int, **answer: Any) -> int:
    """They answer about the newsletter, because of something."""
    return does(contact, "consent.granted", {"channel": "email", "purpose": "newsletter", **answer}, caused_by=cause)


def test_each_step_of_the_way_is_counted_for_its_offer() -> None:
    newsletter()
    hers, cause = takes("anna@example.org", 3, channel="search")
    asked = does(hers, "consent.requested", {"channel": "email", "purpose": "newsletter"}, caused_by=cause)
    agrees(hers, asked)
    fetches(hers, cause)
    fetches(hers, cause)
    does(hers, "deal.won", {"title": "22 Messpunkte"}, stage=Stage("customer", reason="Auftrag"), occurred_at=day(9))
    takes("bernd@example.org", 5, channel="search")
    takes("bernd@example.org", 6, RUECKRUF)
    assert offers.results([1, 2, 3]) == {
        1: Results(submissions=2, people=2, opt_ins=1, downloads=2, downloaders=1, leads=2, customers=1),
        2: Results(submissions=1, people=1),
        3: Results(),
    }


def test_what_another_offer_caused_is_not_counted_here() -> None:
    newsletter()
    hers, _cause = takes("anna@example.org", 3)
    _hers, other = takes("anna@example.org", 4, RUECKRUF)
    fetches(hers, other)
    agrees(hers, other)
    found = offers.results([1, 2])
    assert (found[1].downloads, found[1].opt_ins) == (0, 0)
    assert (found[2].downloads, found[2].opt_ins) == (1, 1)


def test_who_was_a_lead_before_is_none_that_the_offer_made() -> None:
    anna(occurred_at=day(1))
    takes("anna@example.org", 3)
    assert offers.results([1])[1] == Results(submissions=1, people=1)


def test_a_yes_on_the_phone_is_no_confirmed_sign_up() -> None:
    newsletter()
    hers, cause = takes("anna@example.org", 3)
    agrees(hers, cause, channel="phone", address="+4930901820")
    assert offers.results([1])[1].opt_ins == 0


def test_what_was_taken_back_or_done_by_a_machine_does_not_count() -> None:  # LAW 2.8
    hers, cause = takes("anna@example.org", 3)
    does(hers, "touchpoint.judged", {"is_bot": True}, target=fetches(hers, cause))
    his = bernd()
    sent = does(his, "form.submitted", {"title": "12 Hebel"}, subject=HEBEL)
    does(his, "touchpoint.retracted", {"reason": "Test"}, target=sent)
    assert offers.results([1])[1] == Results(submissions=1, people=1, leads=1)


def test_people_count_where_they_came_from_first_so_the_ways_add_up() -> None:
    takes("anna@example.org", 3, channel="search", campaign="hebel")
    takes("anna@example.org", 5, channel="email")
    takes("bernd@example.org", 4, channel="search", campaign="hebel")
    takes("charlie@elsewhere.example", 4)
    found = offers.ways(1)
    assert [(way.channel, way.campaign_label, way.results.people, way.results.submissions) for way in found] == [
        ("search", "hebel", 2, 3),
        (NOWHERE, "", 1, 1),
    ]
    assert sum((way.results for way in found), Results()) == offers.results([1])[1]


def test_every_number_names_its_people_the_latest_first() -> None:
    first, _ = takes("anna@example.org", 3, channel="search")
    second, cause = takes("bernd@example.org", 4)
    fetches(second, cause)
    takes("charlie@elsewhere.example", 4, RUECKRUF)
    everybody = offers.behind(1, "people", limit=10)
    assert [person.id for person in everybody.people] == [second, first]
    assert [person.id for person in offers.behind(1, "downloaders", limit=10).people] == [second]
    assert [person.id for person in offers.behind(1, "people", limit=10, channel="search").people] == [first]
    assert [person.id for person in offers.behind(1, "people", limit=10, channel=NOWHERE).people] == [second]
    assert offers.behind(1, "customers", limit=10).total == 0
    short = offers.behind(1, "leads", limit=1)
    assert ([person.id for person in short.people], short.total) == ([second], 2)


def test_a_merge_makes_one_person_of_two() -> None:
    hers, _ = takes("anna@example.org", 3)
    his, cause = takes("bernd@example.org", 4)
    fetches(his, cause)
    does(hers, "contact.merged", {"loser": his})
    assert offers.results([1])[1] == Results(submissions=2, people=1, downloads=1, downloaders=1, leads=1)
    assert [person.id for person in offers.behind(1, "people", limit=10).people] == [hers]


def test_stages_that_a_house_does_not_have_count_nobody() -> None:
    from trichter.qualification.lifecycle.models import Stage as Stages

    takes("anna@example.org", 3)
    Stages.objects.filter(key="customer").update(key="buyer")
    assert offers.results([1])[1].customers == 0
