"""Who is a prospect: five things known and met. An attempt to speak is no conversation."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.factories import anna, bernd, day, does, form, happen
from trichter.facts.timeline.registry import BadPayload
from trichter.qualification.lifecycle.kinds import CRITERIA
from trichter.qualification.lifecycle.models import Qualification
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import Touch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _replay_equals_live() -> Iterator[None]:
    """Whatever these tests do, computing all anew finds the same."""
    yield
    assert rebuild().differing == 0


def judged(contact: int, criterion: str, answer: str = "yes", **given: Any) -> int:
    return does(
        contact, "criterion.judged", {"criterion": criterion, "answer": answer, "evidence": "Gespräch"}, **given
    )


def known(contact: int) -> Qualification:
    return Qualification.objects.get(contact_id=contact)


def test_a_prospect_has_all_five_known_and_met() -> None:
    contact = anna()
    for place, criterion in enumerate(CRITERIA, start=1):
        judged(contact, criterion, occurred_at=day(place))
    assert known(contact).met_at is None
    does(contact, "call.made", {"outcome": "not_reached"}, occurred_at=day(6))
    assert known(contact).met_at is None
    does(contact, "mail.received", {"title": "Re: Ihr Anruf"}, occurred_at=day(8))
    assert known(contact).met_at == day(8)


def test_of_two_judgements_the_later_counts_and_one_taken_back_never_was() -> None:
    contact = anna()
    judged(contact, "need", "yes", occurred_at=day(5))
    judged(contact, "need", "no", occurred_at=day(3))
    assert known(contact).need == "yes"
    last = judged(contact, "need", "unknown", occurred_at=day(7))
    assert known(contact).need == "unknown"
    does(contact, "touchpoint.retracted", target=last)
    assert known(contact).need == "yes"


@pytest.mark.parametrize(
    ("kind", "said", "attempted", "conversed"),
    [
        ("call.made", {"direction": "out", "outcome": "not_reached"}, True, False),
        ("call.made", {"direction": "out", "outcome": "voicemail"}, True, False),
        ("call.made", {"direction": "out", "outcome": "reached"}, True, True),
        ("call.made", {"direction": "in", "outcome": "reached"}, False, True),
        ("meeting.held", {}, True, True),
        ("conversation.held", {}, False, True),
        ("mail.sent", {"template": "letter"}, True, False),
    ],
)
def test_an_attempt_is_told_apart_from_a_conversation(
    kind: str, said: dict[str, Any], attempted: bool, conversed: bool
) -> None:
    contact = anna()
    does(contact, kind, said, occurred_at=day(2))
    found = known(contact)
    assert (found.attempted_at, found.conversed_at) == (day(2) if attempted else None, day(2) if conversed else None)


def test_what_machines_send_is_no_attempt_and_who_writes_first_has_not_reacted() -> None:
    contact = anna()
    does(contact, "mail.sent", {"template": "optin"}, occurred_at=day(1))
    does(contact, "mail.received", {"title": "Frage"}, occurred_at=day(2))
    assert not Qualification.objects.exists()
    does(contact, "mail.sent", {"template": "letter"}, occurred_at=day(3))
    assert known(contact).reacted_at is None


def test_nobody_says_yes_or_no_without_evidence() -> None:
    contact = anna()
    for answer in ("yes", "no"):
        with pytest.raises(BadPayload):
            does(contact, "criterion.judged", {"criterion": "need", "answer": answer})
    does(contact, "criterion.judged", {"criterion": "need", "answer": "unknown"})
    assert known(contact).need == "unknown"


def test_the_survivor_of_a_merge_is_qualified_by_what_both_have_said() -> None:
    hers, his = anna(), bernd()
    judged(hers, "need")
    judged(his, "market_fit", "no")
    does(hers, "contact.merged", {"loser": his})
    assert (known(hers).need, known(hers).market_fit) == ("yes", "no")
    does(hers, "contact.unmerged", {"loser": his})
    assert (known(hers).market_fit, known(his).market_fit) == (None, "no")


def test_a_batch_tells_of_each_of_its_people() -> None:
    happen(form("anna@example.org"), form("bernd@example.org"))
    calls = [Touch("call.made", {"outcome": "reached"}, email=f"{who}@example.org") for who in ("anna", "bernd")]
    happen(*calls)
    assert Qualification.objects.exclude(conversed_at=None).count() == 2
