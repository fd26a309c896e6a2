"""Two colleagues on one record: neither loses anything silently, and undo takes back one's own and nothing else."""

from functools import partial
from typing import Any

import pytest
from django.db import transaction

from tests.factories import anna, bernd, does, form, happen, known, lea, learns
from tests.threads import at_once, started
from trichter.facts.contacts.models import Company, DuplicateSuggestion, Identifier
from trichter.facts.staff import services as staff
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import Touchpoint
from trichter.spine.editing import BelongsToAnother, ChangedMeanwhile, edit, tag
from trichter.spine.intake import ContactErased, UnknownContact
from trichter.spine.rewording import FirmGone, bring_back
from trichter.spine.taking_back import take_back
from trichter.spine.touch import Recorded, colleague


@pytest.fixture
def leas(db: None) -> int:
    return int(lea().pk)


@pytest.fixture
def bobs(db: None) -> int:
    return int(staff.invite("bob@ahornwerk.example", name="Bob Brandt").pk)


def seen(contact: int, field: str) -> int:
    """The touchpoint that told what stands there."""
    return int(known(contact).sources.get(field, {}).get("tp", 0))


def made(recorded: Recorded | None) -> int:
    assert recorded
    return recorded.touchpoint_id


def leads_to(address: str) -> int | None:
    return Identifier.objects.filter(value=address).values_list("contact_id", flat=True).first()


def test_an_edit_stands_on_the_timeline_under_its_author(leas: int) -> None:
    contact = anna()
    touchpoint = made(edit(contact, "position", "Werkleiterin", seen=0, by=leas))
    told = Touchpoint.objects.get(contact_id=contact, id=touchpoint)
    assert (told.kind, told.actor_id, told.learned) == ("contact.edited", leas, {"position": "Werkleiterin"})
    assert known(contact).position == "Werkleiterin"


def test_whoever_did_not_see_a_change_is_told_and_nothing_is_overwritten(leas: int, bobs: int) -> None:
    # issue 4, must show 4
    contact = anna()
    edit(contact, "position", "Werkleiterin", seen=0, by=bobs)
    with pytest.raises(ChangedMeanwhile):
        edit(contact, "position", "Einkäuferin", seen=0, by=leas)
    assert known(contact).position == "Werkleiterin"

    edit(contact, "position", "Einkäuferin", seen=seen(contact, "position"), by=leas)
    assert known(contact).position == "Einkäuferin"


def test_other_fields_of_the_same_person_are_no_conflict(leas: int, bobs: int) -> None:
    contact = anna()
    edit(contact, "position", "Werkleiterin", seen=0, by=bobs)
    edit(contact, "department", "Produktion", seen=0, by=leas)
    assert (known(contact).position, known(contact).department) == ("Werkleiterin", "Produktion")


SAME: list[tuple[str, Any, Any]] = [
    ("position", "Werkleiterin", " Werkleiterin "),
    ("phone", "+4923315550140", "02331 5550140"),
    ("address", {"city": "Hagen"}, {"city": "Hagen", "street": ""}),
    ("company", {"name": "Wellner GmbH"}, {"name": "WELLNER GmbH"}),
    ("tag:Metall", True, True),
    ("birthday", "1980-04-01", "1980-04-01"),
]


@pytest.mark.parametrize(("field", "first", "again"), SAME)
def test_what_stands_there_already_is_not_recorded_again(leas: int, field: str, first: Any, again: Any) -> None:
    contact = anna()
    edit(contact, field, first, by=leas)
    assert edit(contact, field, again, seen=0, by=leas) is None
    assert Touchpoint.objects.filter(kind="contact.edited").count() == 1


def test_nothing_over_nothing_is_nothing(leas: int) -> None:
    contact = anna()
    assert edit(contact, "company", None, seen=0, by=leas) is None
    assert edit(contact, "position", None, seen=0, by=leas) is None
    assert tag(contact, "Metall", is_on=False, by=leas) is None


def test_a_firm_that_was_only_guessed_can_be_taken_away(leas: int) -> None:
    happen(form("one@wellner.example", learned={"company": {"name": "Wellner", "domain": "wellner.example"}}))
    [other] = happen(form("two@wellner.example"))
    assert known(other.contact_id).company == Company.objects.get()

    edit(other.contact_id, "company", None, seen=0, by=leas)
    assert known(other.contact_id).company is None


def test_undo_takes_back_ones_own_and_leaves_what_came_after(leas: int, bobs: int) -> None:
    # issue 4, must show 4
    contact = anna()
    mine = made(edit(contact, "position", "Werkleiterin", seen=0, by=leas))
    theirs = made(edit(contact, "position", "Einkäuferin", seen=mine, by=bobs))

    take_back(contact, [mine], by=leas)
    assert known(contact).position == "Einkäuferin"
    take_back(contact, [theirs], by=bobs)
    assert known(contact).position == ""


def test_undo_of_a_later_edit_brings_back_what_the_other_had_written(leas: int, bobs: int) -> None:
    contact = anna()
    theirs = made(edit(contact, "position", "Werkleiterin", seen=0, by=bobs))
    mine = made(edit(contact, "position", "Einkäuferin", seen=theirs, by=leas))
    take_back(contact, [mine], by=leas)
    assert (known(contact).position, seen(contact, "position")) == ("Werkleiterin", theirs)


def test_an_address_that_leads_to_somebody_else_is_asked_about_first(leas: int) -> None:
    contact, other = anna(), bernd()
    with pytest.raises(BelongsToAnother) as told:
        edit(contact, "email", "Bernd@Example.org", seen=seen(contact, "email"), by=leas)
    assert told.value.given["other"] == other
    assert not DuplicateSuggestion.objects.exists()

    edit(contact, "email", "Bernd@Example.org", seen=seen(contact, "email"), by=leas, knowingly=True)
    assert (known(contact).email, leads_to("bernd@example.org")) == ("Bernd@Example.org", other)
    assert DuplicateSuggestion.objects.count() == 1


def test_an_address_taken_back_leads_to_nobody_again(leas: int) -> None:
    contact = anna()
    mine = made(edit(contact, "email", "a.weiss@example.org", seen=seen(contact, "email"), by=leas))
    assert leads_to("a.weiss@example.org") == contact

    take_back(contact, [mine], by=leas)
    assert known(contact).email == "anna@example.org"
    assert (leads_to("a.weiss@example.org"), leads_to("anna@example.org")) == (None, contact)
    [other] = happen(form("a.weiss@example.org"))
    assert other.created


def test_an_address_by_which_somebody_wrote_meanwhile_stays_theirs(leas: int) -> None:
    contact = anna()
    mine = made(edit(contact, "email", "a.weiss@example.org", seen=seen(contact, "email"), by=leas))
    happen(form("a.weiss@example.org"))

    take_back(contact, [mine], by=leas)
    assert leads_to("a.weiss@example.org") == contact


def test_an_edit_brought_back_leads_to_the_person_again(leas: int) -> None:
    contact = anna()
    mine = made(edit(contact, "mobile", "+49 170 1234567", seen=0, by=leas))
    take_back(contact, [mine], by=leas)
    assert leads_to("+491701234567") is None

    does(contact, "touchpoint.restored", target=mine, actor=colleague(leas))
    assert (known(contact).mobile, leads_to("+491701234567")) == ("+491701234567", contact)


def test_the_double_suggested_by_an_edit_goes_with_it(leas: int) -> None:
    contact, _other = anna(), bernd()
    mine = made(edit(contact, "email", "bernd@example.org", by=leas, knowingly=True))
    take_back(contact, [mine], by=leas)
    assert not DuplicateSuggestion.objects.exists()
    assert leads_to("bernd@example.org") != contact


def test_a_firm_that_was_a_slip_of_the_pen_goes_with_the_edit(leas: int) -> None:
    contact, other = anna(), bernd()
    learns(other, company={"name": "Wellner"})
    known_firm = made(edit(contact, "company", {"name": "Wellner"}, seen=0, by=leas))
    slip = made(edit(contact, "company", {"name": "Welner"}, seen=known_firm, by=leas))
    take_back(contact, [slip], by=leas)
    with pytest.raises(FirmGone):
        bring_back(contact, slip, by=leas)
    assert [firm.name for firm in Company.objects.all()] == ["Wellner"]
    assert known(contact).company == Company.objects.get()

    slip = made(edit(contact, "company", {"name": "Welner"}, seen=known_firm, by=leas))
    learns(other, company={"name": "Welner", "city": "Hagen"})
    learns(other, company={"name": "Wellner"})
    take_back(contact, [slip], by=leas)
    assert Company.objects.filter(name="Welner").exists(), "somebody has said more of it since"


def test_nobody_who_was_erased_or_never_was_is_edited(leas: int) -> None:
    contact = anna()
    does(contact, "contact.erased")
    with pytest.raises(ContactErased):
        edit(contact, "position", "x", seen=0, by=leas)
    with pytest.raises(UnknownContact):
        edit(999_999, "position", "x", seen=0, by=leas)


def test_whoever_was_merged_meanwhile_is_edited_where_they_live_on(leas: int) -> None:
    winner, loser = anna(), bernd()
    learns(winner, position="Werkleiterin", actor=colleague(leas))
    does(winner, "contact.merged", {"loser": loser})
    with pytest.raises(ChangedMeanwhile):
        edit(loser, "position", "Einkäuferin", seen=0, by=leas)
    edit(loser, "department", "Produktion", seen=0, by=leas)
    assert known(winner).department == "Produktion"


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_instant_one_is_told() -> None:
    # issue 4, must show 4: two connections
    contact, users = anna(), [lea().pk, staff.invite("bob@ahornwerk.example", name="Bob Brandt").pk]

    def write(value: str, by: int) -> str:
        try:
            edit(contact, "position", value, seen=0, by=by)
        except ChangedMeanwhile:
            return "told"
        return value

    answers = at_once(partial(write, "Werkleiterin", users[0]), partial(write, "Einkäuferin", users[1]))
    assert sorted(answers)[1] == "told" or sorted(answers)[0] == "told"
    assert known(contact).position in answers
    assert Touchpoint.objects.filter(kind="contact.edited").count() == 1
    _waiting_for_another(contact, users)


def _waiting_for_another(contact: int, users: list[int]) -> None:
    """Whoever waits for the lock decides on what the other has written, and not on what was there before."""
    before = seen(contact, "position")
    with transaction.atomic():
        edit(contact, "position", "Prokuristin", seen=before, by=users[0])
        theirs = started(partial(edit, contact, "position", "Einkäuferin", seen=before, by=users[1]))
    with pytest.raises(ChangedMeanwhile):
        theirs()
    assert known(contact).position == "Prokuristin"
    assert User.objects.count() == 2
