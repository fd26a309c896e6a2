"""Memberships after random histories with rules changed in between are those that the facts, the rules and the clock
give: live, gathered, rebuilt and asked of each one alone."""

import os
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import newsletter
from tests.spine.crossing import BEGINNING, CROSSING, Crossing
from tests.spine.histories import Move
from trichter.facts.contacts.models import Contact
from trichter.kernel import clock
from trichter.qualification.lifecycle import policies
from trichter.qualification.lifecycle.tracks import Rule, ways
from trichter.qualification.rules import asking
from trichter.qualification.rules.checking import check, read
from trichter.qualification.rules.text import parse
from trichter.qualification.segments import editing, gathering
from trichter.qualification.segments.models import Membership, Segment
from trichter.spine import segmenting
from trichter.spine.models import Noted
from trichter.spine.rebuild import rebuild


def compare(operand: str, operator: str, *values: object) -> dict[str, Any]:
    return {"operand": operand, "operator": operator, "values": list(values)}


def did(*kinds: str, **given: object) -> dict[str, Any]:
    return {"did": {"kinds": list(kinds)}} | given


RECENTLY = {"operand": "at", "operator": "in the last", "values": [{"length": 5, "unit": "day"}]}
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
    {"did": {"kinds": ["page.viewed"], "when": RECENTLY}},
]
CROSSING_CONDITIONS: list[dict[str, Any]] = [
    {"colleague": did("page.viewed")},
    {"colleague": compare("stage", "at least", "mql")},
    {"colleague": compare("consent.email.newsletter", "is", "confirmed")},
    {"colleague": compare("owner", "is known")},
    {"colleague": compare("score.fit", "at least", 4)},
    compare("company.employees", "at least", 100),
    compare("company.people", "is any of", 1, 3),
    compare("consent.email.newsletter", "is", "revoked"),
    compare("team", "is known"),
    {"colleague": compare("team", "is known")},
    compare("score.fit", "at least", 4),
    compare("score.engagement", "at least", 5),
    compare("grade.engagement", "at least", "3"),
]
ENTRY = [
    Rule(key=f"b{number}", stage=stage, when=parse(text).json_form())
    for number, (stage, text) in enumerate(
        (
            ("mql", "score.fit at least 5"),
            ("mql", "any colleague (did page.viewed at least 2 times)"),
            ("sql", "team is known and company.employees at least 100"),
            ("sql", "did page.viewed and never did page.viewed in the last 2 days"),
            ("opportunity", "any colleague (never did form.submitted in the last 3 days) and language is unknown"),
            ("opportunity", "consent.email.newsletter is revoked and any colleague (score.fit at least 7)"),
        )
    )
]
LATE = Rule(key="late", stage="customer", when=parse("company.name is Ahorn and did form.submitted").json_form())
"""Comes when there are people already, and is applied to them."""
NODES = st.recursive(
    st.sampled_from(CONDITIONS),
    lambda below: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(below, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(below, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, below),
    ),
    max_leaves=4,
).filter(lambda node: "colleague" not in str(node.get("colleague", "")))
HISTORY = st.lists(CROSSING, min_size=2, max_size=6)


def members() -> set[tuple[int, int]]:
    return set(Membership.objects.filter(left_at=None).values_list("segment_id", "contact_id"))


@pytest.mark.django_db
@settings(
    max_examples=int(os.environ.get("HISTORIES", "10")),
    deadline=None,
    derandomize="HISTORIES" not in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(NODES, min_size=3, max_size=3), NODES, BEGINNING, HISTORY, HISTORY)
def test_live_gathered_rebuilt_and_asked_alone_agree(
    nodes: list[dict[str, Any]], edited: dict[str, Any], begun: list[Move], before: list[Move], after: list[Move]
) -> None:
    with transaction.atomic():
        newsletter()
        history = Crossing()
        policies.publish("customer", rules=[*ways()["customer"].rules, *ENTRY])
        history.play(begun)
        with clock.at(history.now):
            all_nodes = [*nodes, *CROSSING_CONDITIONS]
            made = [editing.create(f"{number}", read({"where": node})) for number, node in enumerate(all_nodes)]
            nested = {"any": [compare(f"segment.{made[0].pk}", "is", True), {"not": edited}]}
            editing.create("nested", read({"where": nested}))
        history.work()
        for move in before:
            history.play([move])
            with clock.at(history.now):
                segmenting.ask_colleagues()
        with clock.at(history.now):
            editing.change(made[0].pk, rule=read({"where": edited}))
        history.apply([LATE])
        history.play(after)
        history.work()
        with clock.at(history.now):
            live = members()
            assert live == asked_alone()
            assert rebuild().differing == 0
            assert members() == live
            gathering.reopen(Segment.objects.values_list("pk", flat=True))
            history.work()
            assert members() == live
            assert not Noted.objects.exists()
        transaction.set_rollback(True)


def asked_alone() -> set[tuple[int, int]]:
    """By what explains a rule to whoever asks why."""
    people = Contact.objects.values_list("pk", flat=True)
    rules = {row.pk: check(read(row.rule)).rule for row in Segment.objects.all()}
    found = [(key, one, asking.explain(rule, one)) for key, rule in rules.items() for one in people]
    return {(key, one) for key, one, why in found if why and why[0]}
