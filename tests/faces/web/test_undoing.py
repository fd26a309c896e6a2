"""What was done is said on the next page, and undone by a button: exactly one's own, and once."""

import re
from html import unescape

import pytest
from django.core import signing
from django.test import Client

from tests import factories as make
from trichter.faces.web.undoing import TooLate, Undo, carry_out, sign, undoable
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.spine.intake import record
from trichter.spine.taking_back import NothingToTakeBack, take_back
from trichter.spine.touch import Touch, colleague

UNDO = "/rueckgaengig/"


def note(contact: int, by: User) -> int:
    """A note of this colleague."""
    return record([Touch("note.written", {"text": "Ofen"}, contact=contact, actor=colleague(by.pk))])[0].touchpoint_id


def is_void(touchpoint: int) -> bool:
    return EffectiveTouchpoint.objects.get(id=touchpoint).is_void


def offered(contact: int, *ids: int, by: User) -> str:
    """What a page carries that offers to undo these touchpoints."""
    return sign(Undo("touchpoints", {"contact": contact, "ids": list(ids)}), by=by.pk)


def toasts(client: Client, path: str = "/aufgaben/") -> list[str]:
    """What the toasts of a page say."""
    page = client.get(path).content.decode()
    return [unescape(text) for text in re.findall(r"<t-toast.*?<span>(.*?)</span>", page, re.DOTALL)]


def test_undo_takes_back_what_one_has_recorded_oneself(client_of_lea: Client, lea: User, anja: int) -> None:
    ours = note(anja, lea)
    answer = client_of_lea.post(UNDO, {"undo": offered(anja, ours, by=lea), "next": f"/kontakte/{anja}/"})
    assert answer.headers["Location"] == f"/kontakte/{anja}/"
    assert is_void(ours)
    assert toasts(client_of_lea) == ["Rückgängig gemacht."]
    assert toasts(client_of_lea) == [], "it is said once"


def test_undo_leaves_alone_what_somebody_else_has_recorded(lea: User, bob: User, anja: int) -> None:
    ours, theirs = note(anja, lea), note(anja, bob)
    carry_out(offered(anja, ours, theirs, by=lea), by=lea.pk)
    assert (is_void(ours), is_void(theirs)) == (True, False)
    with pytest.raises(NothingToTakeBack):
        carry_out(offered(anja, ours, theirs, by=lea), by=lea.pk)


def test_undo_finds_what_was_merged_meanwhile(lea: User, anja: int) -> None:
    ours = note(anja, lea)
    other = make.anna()
    merge = Touch("contact.merged", {"loser": anja}, contact=other, actor=colleague(lea.pk))
    record([merge])
    take_back(anja, [ours], by=lea.pk)
    assert is_void(ours)


def test_the_button_of_a_colleague_works_for_nobody_else(
    client: Client, client_of_lea: Client, lea: User, bob: User, anja: int
) -> None:
    ours = note(anja, lea)
    client.force_login(bob)
    client.post(UNDO, {"undo": offered(anja, ours, by=lea)})
    assert not is_void(ours)
    assert toasts(client) == ["This cannot be undone any more."]


@pytest.mark.parametrize(
    "token", ["", "made:up", signing.dumps({"kind": "touchpoints", "facts": {}, "by": 1}, salt="else")]
)
def test_what_we_have_not_signed_undoes_nothing(token: str) -> None:
    with pytest.raises(TooLate):
        carry_out(token, by=1)


def test_a_kind_is_undone_in_one_way() -> None:
    with pytest.raises(ValueError, match="touchpoints"):
        undoable("touchpoints")(lambda facts, *, by: None)


def test_a_link_undoes_nothing(client_of_lea: Client) -> None:
    assert client_of_lea.get(UNDO).status_code == 405
