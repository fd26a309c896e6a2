"""Memberships after random histories with rules changed in between are those that the facts, the rules and the clock
give: live, gathered, rebuilt and asked of each one alone."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import newsletter
from tests.spine.histories import MOVES, History, Move
from trichter.facts.contacts.models import Contact
from trichter.qualification.rules import asking
from trichter.qualification.rules.checking import check, read
from trichter.qualification.segments import editing
from trichter.qualification.segments.models import Membership, Segment
from trichter.spine import segmenting
from trichter.spine.rebuild import rebuild


def compare(operand: str, operator: str, *values: object) -> dict[str, Any]:
    return {"operand": operand, "operator": operator, "values": list(values)}


def did(*kinds: str, **given: object) -> dict[str, Any]:
    return {"did": {"kinds": list(kinds)}} | given


CONDITIONS: list[dict[str, Any]] = [
    did("form.submitted", values=[2]),
    did("page.viewed", measure="last", operator="after", values=[{"day": "2026-03-04"}]),
    did("call.made", operator="at most", values=[0]),
    did("deal.won", measure="sum", of="amount", operator="at least", values=[2]),
    compare("first_name", "is", "anna"),
    compare("birthday", "is unknown"),
    compare("company.name", "starts with", "fir"),
    compare("tags", "has any of", "Metall"),
    compare("stage", "at least", "mql"),
    compare("stage.reached.mql", "is known"),
    compare("consent.email.newsletter", "is", "confirmed"),
    compare("consent.email", "is none of", "none", "pending"),
    compare("criterion.need", "is not", "yes"),
    compare("channel.any", "has any of", "search"),
    compare("origin", "is not", "print"),
    compare("deals.open", "at least", 1),
    compare("active", "in the last", {"length": 400, "unit": "day"}),
    compare("source.first_name", "is", "import"),
    {"colleague": did("form.submitted")},
]
NODES = st.recursive(
    st.sampled_from(CONDITIONS),
    lambda below: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(below, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(below, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, below),
    ),
    max_leaves=4,
).filter(lambda node: "colleague" not in str(node.get("colleague", "")))
HISTORY = st.lists(MOVES, min_size=2, max_size=6)


def members() -> set[tuple[int, int]]:
    return set(Membership.objects.filter(left_at=None).values_list("segment_id", "contact_id"))


@pytest.mark.django_db
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(NODES, min_size=6, max_size=6), NODES, HISTORY, HISTORY)
def test_live_gathered_rebuilt_and_asked_alone_agree(
    nodes: list[dict[str, Any]], edited: dict[str, Any], before: list[Move], after: list[Move]
) -> None:
    with transaction.atomic():
        newsletter()
        history = History()
        history.play(before)
        made = [editing.create(f"{number}", read({"where": node})) for number, node in enumerate(nodes)]
        nested = {"any": [compare(f"segment.{made[0].pk}", "is", True), {"not": edited}]}
        editing.create("nested", read({"where": nested}))
        segmenting.gather_changed()
        segmenting.gather_changed()
        history.play(after[:2])
        editing.change(made[0].pk, rule=read({"where": edited}))
        history.play(after[2:])
        segmenting.gather_changed()
        segmenting.gather_changed()
        segmenting.ask_colleagues()
        live = members()
        assert live == asked_alone()
        assert rebuild().differing == 0
        assert members() == live
        Segment.objects.update(gathered_version=0)
        segmenting.gather_changed()
        assert members() == live
        transaction.set_rollback(True)


def asked_alone() -> set[tuple[int, int]]:
    """By what explains a rule to whoever asks why."""
    people = Contact.objects.values_list("pk", flat=True)
    rules = {row.pk: check(read(row.rule)).rule for row in Segment.objects.all()}
    found = [(key, one, asking.explain(rule, one)) for key, rule in rules.items() for one in people]
    return {(key, one) for key, one, why in found if why and why[0]}
