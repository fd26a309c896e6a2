"""A colleague merges two records, chooses which values stay, and makes them two again."""

import pytest

from tests.factories import anna, bernd, charlie, does, known, lea, learns, newsletter, says
from trichter.facts.consent.queries import may_write
from trichter.facts.contacts.definitions import change_field, declare_field
from trichter.facts.contacts.models import Contact, DuplicateSuggestion
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.insight.comparing import compare
from trichter.kernel.words import Words
from trichter.spine import duplicates, merging
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import colleague

pytestmark = pytest.mark.django_db


def told(contact: int) -> merging.Told:
    return merging.Told({}, Contact.objects.get(id=contact).sources)


def merge(winner: int, loser: int, *of_loser: str, by: int) -> None:
    merging.merge(winner, loser, of_loser=of_loser, seen=merging.mark(told(winner), told(loser)), by=by)


def test_the_chosen_values_stay_whoever_said_them_later() -> None:
    hers, his, by = anna(), bernd(), lea().pk
    learns(hers, last_name="Größl", position="Leitung")
    learns(his, last_name="Groessl", position="Einkauf", phone="+49 761 5550142")
    merge(hers, his, "last_name", by=by)
    assert (known(hers).last_name, known(hers).position) == ("Groessl", "Leitung")
    assert known(hers).phone == "+497615550142", "what only one of them says stays in any case"
    assert known(hers).email == "anna@example.org"


def test_what_would_stay_anyhow_is_not_said_again() -> None:
    hers, his, by = anna(), bernd(), lea().pk
    learns(his, last_name="Groessl")
    merge(hers, his, "email", by=by)  # his is the later one
    assert known(hers).email == "bernd@example.org"
    assert not EffectiveTouchpoint.objects.filter(
        contact_id=hers, kind="contact.edited", actor_type="colleague"
    ).exists()


def test_unmerging_restores_both_exactly_with_what_was_chosen() -> None:
    hers, his, by = anna(), bernd(), lea().pk
    firm = {"name": "Wellner GmbH", "domain": "wellner.example"}
    learns(hers, last_name="Größl", company={"name": "Größl"}, owner=by, **{"tag:Metall": True})
    learns(his, last_name="Groessl", company=firm)
    before = list(Contact.objects.filter(id__in=[hers, his]).order_by("id").values())
    merge(hers, his, "company", "email", by=by)
    assert known(hers).company.name == "Wellner GmbH"  # type: ignore[union-attr]
    assert known(his).merged_into_id == hers
    merging.unmerge(hers, his, by=by)
    assert list(Contact.objects.filter(id__in=[hers, his]).order_by("id").values()) == before
    assert rebuild().differing == 0
    with pytest.raises(merging.NotMerged):
        merging.unmerge(hers, his, by=by)


def test_a_choice_that_is_offered_no_more_can_be_the_one_that_stays() -> None:
    label = Words("Interest", "Interesse")
    declare_field("interest", kind="choice", label=label, options=["Messen", "Spitzen"])
    winner, loser = anna(), bernd()
    learns(winner, **{"custom:interest": "Messen"})
    learns(loser, **{"custom:interest": "Spitzen"})
    change_field("interest", label=label, options=["Spitzen"], is_personal=True)
    merging.merge(winner, loser, seen=merging.mark(told(winner), told(loser)), by=lea().pk)
    assert known(winner).properties["interest"] == "Messen"


def test_who_was_changed_since_they_were_compared_is_not_merged() -> None:
    hers, his, by = anna(), bernd(), lea().pk
    seen = merging.mark(told(hers), told(his))
    learns(his, last_name="Kaltenbach")
    with pytest.raises(merging.ChangedSince):
        merging.merge(hers, his, seen=seen, by=by)
    assert known(his).merged_into_id is None


def test_nobody_is_merged_with_themselves_or_with_who_is_gone() -> None:
    hers, his, by = anna(), bernd(), lea().pk
    with pytest.raises(merging.SameContact):
        merging.merge(hers, hers, seen="", by=by)
    does(his, "contact.erased")
    with pytest.raises(merging.NotMergeable):
        merging.merge(hers, his, seen="", by=by)


@pytest.mark.parametrize(
    ("ours", "theirs", "sign"), [("granted", "withdrawn", "revoked"), ("granted", None, "confirmed")]
)
def test_the_preview_tells_what_may_be_sent_after_the_merge(ours: str, theirs: str | None, sign: str) -> None:
    newsletter()
    hers, his, by = anna(), bernd(), lea().pk
    says(hers, ours)
    if theirs:
        says(his, theirs)
    shown = compare(hers, his)
    assert shown is not None
    assert [answer.sign for answer in shown.answers] == [sign]
    merge(hers, his, by=by)
    assert may_write(hers, channel="email", purpose="newsletter").allowed is (sign == "confirmed")


def test_the_preview_tells_which_value_would_stay() -> None:
    hers, his = anna(), bernd()
    learns(hers, last_name="Größl", first_name="Anna", actor=colleague(lea().pk))
    learns(his, last_name="Groessl", first_name="Anna")
    shown = compare(hers, his)
    assert shown is not None
    fields = {field.name: field for field in shown.fields}
    assert fields["last_name"].can_choose
    assert fields["last_name"].of_loser
    assert not fields["first_name"].can_choose
    does(hers, "contact.merged", {"loser": his})
    assert known(hers).last_name == "Groessl"


def test_a_dismissed_pair_is_dismissed_wherever_they_live_on_until_that_is_undone() -> None:
    hers, his, survivor = anna(), bernd(), charlie()
    suggestion = DuplicateSuggestion.objects.create(
        contact_id=hers, other_id=his, reason="name", touchpoint_id=1, suggested_at=known(hers).created_at
    )
    does(survivor, "contact.merged", {"loser": his})
    by = lea().pk
    ids = duplicates.dismiss(survivor, hers, by=by)
    assert ids == [suggestion.pk]
    assert duplicates.dismiss(survivor, hers, by=by) == []
    duplicates.suggest_again(ids)
    assert DuplicateSuggestion.objects.filter(dismissed_at=None).count() == 1
