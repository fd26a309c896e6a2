"""Replay equals live: whatever happened, computing all anew from the facts finds what live recording had found."""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.factories import anna, bernd, does, newsletter
from tests.spine.dumps import rows, tables
from tests.spine.histories import HISTORIES, MOVES, History, Move
from trichter.facts.consent.verification import verify
from trichter.kernel.reactions import Cause, forget, reaction
from trichter.qualification.lifecycle.models import Standing
from trichter.spine.models import Reaction
from trichter.spine.reactions import drain
from trichter.spine.rebuild import Rebuilt, rebuild
from trichter.spine.segmenting import ask_colleagues


@pytest.mark.django_db
@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(HISTORIES)
def test_a_rebuild_finds_what_live_recording_had_found(moves: list[Move]) -> None:
    with transaction.atomic():
        newsletter()
        History().play(moves)
        ask_colleagues()
        before = rows(*tables())
        assert rebuild().differing == 0
        assert rows(*tables()) == before
        assert verify() == []
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(MOVES, min_size=2, max_size=8), st.integers(0, 9), st.integers(0, 9))
@example([], 0, 1)
def test_after_any_history_a_merge_at_once_undone_is_nothing(moves: list[Move], one: int, other: int) -> None:
    with transaction.atomic():
        newsletter()
        anna(), bernd()
        history = History()
        history.play(moves)
        before = _without_merges()
        refused = len(history.refused)
        history.play([("merges", {"who": one, "other": other})])
        if len(history.refused) == refused and history.merges:
            history.play([("unmerges the last", {})])
        assert history.refused[refused:] in (
            [],
            ["SameContact"],
            ["NotMergeable"],
            ["UnknownContact"],
            ["ContactErased"],
        )
        assert _without_merges() == before
        transaction.set_rollback(True)


def _without_merges() -> dict[str, list[str]]:
    """All rows but those that say that somebody was merged and unmerged."""
    about = ('"kind": "contact.merged"', '"kind": "contact.unmerged"')
    found = rows(*(table for table in tables() if table != "contacts_merge"))
    return {name: [row for row in listed if not any(kind in row for kind in about)] for name, listed in found.items()}


@pytest.mark.django_db
def test_a_rebuild_fires_no_reaction() -> None:
    called: list[Cause] = []
    reaction("test.noticed", on=("form.submitted", "stage.reached"))(called.append)
    try:
        anna()
        drain()
        noticed = len(called)
        rebuild()
        assert not Reaction.objects.filter(state="due").exists()
        assert drain() == 0
    finally:
        forget("test.noticed")
    assert len(called) == noticed == 2


@pytest.mark.django_db
def test_a_rebuild_mends_what_is_wrong_and_counts_whom_it_concerns() -> None:
    first, second = anna(learned={"first_name": "Anna"}), bernd()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE lifecycle_standing SET stage = 'customer' WHERE contact_id = %s", [first])
        cursor.execute("UPDATE contacts_contact SET first_name = 'Falsch' WHERE id = %s", [second])
    assert rebuild() == Rebuilt(contacts=2, differing=2)
    assert set(Standing.objects.values_list("stage", flat=True)) == {"lead"}
    assert rebuild() == Rebuilt(contacts=2, differing=0)


@pytest.mark.django_db
def test_a_rebuild_says_how_far_it_is() -> None:
    anna(), bernd()
    steps: list[tuple[int, int]] = []
    rebuild(progress=lambda done, total: steps.append((done, total)))
    assert steps == [(2, 2)]


@pytest.mark.django_db
def test_the_erased_are_left_as_they_are() -> None:
    gone = anna(channel="search")
    does(gone, "deal.won")
    does(gone, "contact.erased")
    before = rows(*tables())
    assert rebuild().contacts == 0
    assert rows(*tables()) == before
