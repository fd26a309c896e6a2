"""After an unmerge both are as if they had never been one: what came since lies where its key says."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import anna, bernd, day, does, form, happen, newsletter, says
from tests.spine.histories import LEARNED, WHEN
from trichter.facts.consent.queries import state_of
from trichter.facts.contacts.models import Contact, Identifier
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import Touch

OURS = ("stage.reached", "contact.merged", "contact.unmerged")
"""Decisions stay as they were taken, on what was one person then."""

EMAILS = ("anna@example.org", "bernd@example.org")
SINCE = st.fixed_dictionaries(
    {
        "who": st.integers(0, 1),
        "learned": LEARNED.map(lambda told: {name: value for name, value in told.items() if name != "email"}),
        "at": WHEN,
        "brings": st.sampled_from([{}, {"visitor": "browser"}, {"external": ("crm", "1")}]),
        "answers": st.none() | st.sampled_from(["granted", "withdrawn"]),
    }
)


def _happens(number: int, who: int, learned: Any, at: int, brings: Any, answers: str | None) -> None:
    keys = {name: f"{value} {who}" if name == "visitor" else ("crm", str(who)) for name, value in brings.items()}
    payload = {"channel": "email", "purpose": "newsletter", "evidence": {"url": "x"}, "address": EMAILS[who]}
    follows = (Touch(f"consent.{answers}", payload, occurred_at=day(at)),) if answers else ()
    when = day(at + number / 100)
    happen(form(EMAILS[who], learned=learned, occurred_at=when, follows=follows, **keys))


def _face(contact: int) -> dict[str, Any]:
    row = Contact.objects.select_related("company").get(id=contact)
    fields = {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}
    facts = EffectiveTouchpoint.objects.filter(contact_id=contact).exclude(kind__in=OURS)
    return fields | {
        "id": None,
        "created_at": None,
        "company": row.company and row.company.name,
        "sources": {name: (source["by"], source["at"]) for name, source in row.sources.items()},
        "keys": sorted(Identifier.objects.filter(contact_id=contact).values_list("kind", "value")),
        "facts": list(facts.order_by("id").values_list("kind", "occurred_at", "payload", "is_void")),
        "answers": sorted((one.address, one.state, one.since, str(one.obstacle)) for one in state_of(contact)),
    }


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(SINCE, max_size=5))
def test_both_are_as_if_they_had_never_been_one(since: list[dict[str, Any]]) -> None:
    faces = []
    for is_merged in (False, True):
        with transaction.atomic():
            newsletter()
            people = (anna(occurred_at=day(1)), bernd(occurred_at=day(1), learned={"first_name": "Bernd"}))
            says(people[0], "granted", occurred_at=day(1))
            if is_merged:
                does(people[0], "contact.merged", {"loser": people[1]})
            for number, one in enumerate(since):
                _happens(number, **one)
            if is_merged:
                does(people[0], "contact.unmerged", {"loser": people[1]})
            faces.append([_face(contact) for contact in people])
            assert rebuild().differing == 0
            transaction.set_rollback(True)
    assert faces[0] == faces[1]
