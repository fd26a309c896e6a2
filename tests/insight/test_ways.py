"""A list finds its people in several ways, by what the planner expects: each of them finds the same."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories import form, newsletter, says
from trichter.facts.staff import services as staff
from trichter.facts.staff.models import User
from trichter.insight import boards
from trichter.insight.filtering import Filter
from trichter.insight.lists import page, total
from trichter.kernel import clock
from trichter.spine import decisions
from trichter.spine.intake import record
from trichter.spine.touch import Stage

pytestmark = pytest.mark.django_db

WAYS = {
    "fetched": {"ways.FETCHED": 10**9, "boards.MOST_FETCHED": 10**9},
    "walked": {
        "filtering.FEW": 0,
        "ways.FETCHED": 0,
        "ways.FETCHED_OF_HELD": 0,
        "ways.GATHERED": 0,
        "search.FEW": 0,
        "boards.MOST_FETCHED": 0,
        "ways.MOST_HELD": -1,
    },
    "walked among the held": {
        "filtering.FEW": 0,
        "ways.FETCHED": 0,
        "ways.FETCHED_OF_HELD": 0,
        "ways.GATHERED": 0,
        "search.FEW": 0,
        "boards.MOST_FETCHED": 0,
    },
    "gathered": {"filtering.FEW": 0, "ways.FETCHED": 0, "search.FEW": 0, "boards.MOST_FETCHED": 0},
    "given up on the way": {
        "filtering.FEW": 0,
        "ways.FETCHED": 0,
        "ways.FETCHED_OF_HELD": 0,
        "ways.GATHERED": 0,
        "search.FEW": 0,
        "boards.MOST_FETCHED": 0,
        "ways.STEPS": 2,
        "ways.STEPS_BY_WORDS": 2,
    },
}
FILTERS: tuple[dict[str, list[str]], ...] = (
    {},
    {"stage": ["mql"]},
    {"stage": ["mql", "lead"], "owner": ["none"]},
    {"channel": ["event"], "active": ["2d"]},
    {"tag": ["VIP"], "silent": ["1d"]},
    {"consent": ["none"], "stage": ["mql"]},
    {"consent": ["confirmed", "pending"], "stage": ["lead", "mql"]},
    {"next_step": ["none"], "created": ["30d"]},
    {"reached": ["mql"], "reached_in": ["90d"]},
    {"reached": ["lead"], "channel": ["event"]},
    {"owner": ["me"]},
    {"owner": ["me"], "stage": ["mql", "subscriber", "lead"]},
    {"consent": ["pending", "none"], "owner": ["me"]},
    {"imported": ["1"]},
    {"buying": ["need", "purchase"]},
    {"buying": ["none"], "stage": ["mql"]},
)


@pytest.fixture
def crowd() -> None:
    lea = staff.invite("lea@ahornwerk.example", name="Lea").pk
    now = clock.now()
    touches = [
        form(
            f"p{n}@firma{n % 3}.example",
            occurred_at=now - timedelta(hours=2 * n),
            stage=Stage("mql") if n % 3 == 0 else None,
            channel="event" if n % 2 else "search",
            learned={"last_name": f"Ahorn{n % 9}", "owner": lea if n % 4 == 0 else None}
            | ({"tag:VIP": True} if n % 5 == 0 else {}),
        )
        for n in range(36)
    ]
    people = [recorded.contact_id for recorded in record(touches)]
    newsletter()
    for person, answers in zip(people[::2], (["requested"], ["granted"], ["granted", "withdrawn"]) * 3, strict=False):
        for answer in answers:
            says(person, answer)


@pytest.mark.usefixtures("crowd")
def test_each_way_finds_the_same_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = [Filter.chosen(values, me=User.objects.get().pk) for values in FILTERS]
    chosen += [Filter.chosen(values, text="ahorn") for values in FILTERS[:2]]
    # What the lines say is no matter of the ways.
    monkeypatch.setattr("trichter.insight.lists.lines", tuple)
    found = {}
    for way, limits in WAYS.items():
        with monkeypatch.context() as patched:
            for name, value in limits.items():
                patched.setattr(f"trichter.insight.{name}", value)
            found[way] = (
                [_listed(one, sort) for one in chosen for sort in ("-activity", "activity", "-name", "created")],
                [_laned(one) for one in chosen],
            )
    for way, listed in found.items():
        assert listed == found["fetched"], way
    assert sum(map(len, found["fetched"][0])) > 100


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("stages", [[], ["lead", "mql"]])
def test_a_sign_narrows_to_those_who_show_it(stages: list[str]) -> None:
    shown = {line.id: line.consent for line in page(Filter.chosen({"stage": stages})).lines}
    for signs in (["confirmed"], ["pending"], ["revoked"], ["none"], ["pending", "none"]):
        chosen = Filter.chosen({"consent": signs, "stage": stages})
        found = {line.id for line in page(chosen).lines}
        assert found == {person for person, sign in shown.items() if sign in signs} != set()
        assert total(chosen) == len(found)


@pytest.mark.usefixtures("crowd")
def test_who_was_set_back_by_hand_has_reached_what_they_reached() -> None:
    lea = User.objects.get().pk
    for period, stage in ((["90d"], "lead"), ([], "other")):
        reached = Filter.chosen({"reached": ["mql"], "reached_in": period})
        before = total(reached)
        first = page(reached).lines[0].id
        decisions.set_stage(first, stage=stage, reason="Irrtum", by=lea)
        assert total(reached) == before == 12
        assert first in [line.id for line in page(reached).lines]


def _listed(chosen: Filter, sort: str) -> list[Any]:
    first = page(chosen, sort=sort, each=7)
    then = page(chosen, sort=sort, after=first.after, each=7) if first.after else first
    back = page(chosen, sort=sort, before=then.before, each=7) if then.before else first
    assert back.lines == first.lines
    return [*first.lines, *then.lines]


def _laned(chosen: Filter) -> list[tuple[str, list[int]]]:
    lanes = boards.lanes(chosen, boards.tracks()["customer"], each=3)
    return [(lane.key, [card.line.id for card in lane.cards]) for lane in lanes]
