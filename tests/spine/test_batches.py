"""A batch is recorded as if its touches came one after the other: an import and a form know people alike."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import anna, bernd, charlie, does, form, happen, known, newsletter, stage
from tests.spine.histories import FACTS_OF_A_BATCH
from trichter.facts.contacts.models import Contact, DuplicateSuggestion, Identifier, SharedDevice
from trichter.facts.timeline.models import Touchpoint
from trichter.qualification.lifecycle.models import Journey, Standing
from trichter.spine.intake import UnknownContact
from trichter.spine.touch import SYSTEM, Recorded, Touch


def face(recorded: list[Recorded]) -> dict[str, Any]:
    """What became of a batch, with people by their place in it and without the numbers of rows."""
    people: dict[int, int] = {}
    for one in recorded:
        people.setdefault(one.contact_id, len(people))
    return {
        "people": [people[one.contact_id] for one in recorded],
        "created": [one.created for one in recorded],
        "fields": [_fields(contact) for contact in people],
        "keys": sorted((key.kind, key.value, people[key.contact_id]) for key in Identifier.objects.all()),
        "suggested": sorted(
            (*sorted((people[one.contact_id], people[one.other_id])), one.reason)
            for one in DuplicateSuggestion.objects.all()
        ),
        "shared": sorted(
            (people[one.contact_id], people[one.other_id], one.visitor) for one in SharedDevice.objects.all()
        ),
        "kinds": [
            sorted(Touchpoint.objects.filter(contact_id=contact).values_list("kind", "occurred_at"))
            for contact in people
        ],
        "standings": [
            list(
                Standing.objects.filter(contact_id=contact)
                .order_by("track_id")
                .values_list("stage", "since", "reached")
            )
            for contact in people
        ],
        "journeys": [
            list(
                Journey.objects.filter(contact_id=contact).values_list(
                    "first_at", "first_channel", "last_at", "active_at"
                )
            )
            for contact in people
        ],
    }


def _fields(contact: int) -> dict[str, Any]:
    row = Contact.objects.select_related("company").get(id=contact)
    fields = {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}
    sources = {name: (source["by"], source["at"]) for name, source in row.sources.items()}
    firm = row.company and (row.company.name, row.company.domain, row.company.city)
    return fields | {"id": None, "created_at": None, "company": firm, "sources": sources}


@pytest.mark.django_db
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(FACTS_OF_A_BATCH, min_size=2, max_size=6))
def test_a_batch_is_as_good_as_one_after_the_other(facts: list[dict[str, Any]]) -> None:
    touches = [Touch(**fact) for fact in facts]
    faces = []
    for batches in ([touches], [[touch] for touch in touches]):
        with transaction.atomic():
            newsletter()
            faces.append(face([one for batch in batches for one in happen(*batch)]))
            transaction.set_rollback(True)
    assert faces[0] == faces[1]


@pytest.mark.django_db
@pytest.mark.parametrize("is_batch", [False, True], ids=["one by one", "in one batch"])
def test_what_rewrites_history_is_seen_by_what_comes_after_it(is_batch: bool) -> None:
    winner, loser, gone = anna(), bernd(), charlie()
    won = does(winner, "deal.won")
    touches = [
        Touch("touchpoint.retracted", contact=winner, target=won, actor=SYSTEM),
        Touch("deal.opened", contact=winner),
        Touch("contact.merged", {"loser": loser}, contact=winner, actor=SYSTEM),
        Touch("deal.won", email="bernd@example.org", key="row 1"),
        Touch("contact.unmerged", {"loser": loser}, contact=winner, actor=SYSTEM),
        Touch("contact.erased", contact=gone, actor=SYSTEM),
        form("charlie@elsewhere.example"),
        Touch("deal.won", email="bernd@example.org", key="row 1"),
    ]
    answers = happen(*touches) if is_batch else [happen(touch)[0] for touch in touches]
    assert (stage(winner), stage(loser)) == ("opportunity", "customer")
    assert answers[3].contact_id == winner
    assert (answers[7].contact_id, answers[7].repeated) == (loser, True)
    assert answers[6].created
    assert answers[6].contact_id != gone


@pytest.mark.django_db
def test_a_batch_that_ends_badly_rewrites_nothing() -> None:
    winner, loser = anna(), bernd()
    with pytest.raises(UnknownContact):
        happen(
            Touch("contact.merged", {"loser": loser}, contact=winner, actor=SYSTEM),
            Touch("note.written", {"text": "x"}, contact=987_654_321),
        )
    assert known(loser).merged_into is None


@pytest.mark.django_db
def test_a_firm_named_in_a_batch_is_that_of_its_later_addresses() -> None:
    firm = {"company": {"name": "Wellner", "domain": "wellner.example"}}
    first, second = happen(form("anna@wellner.example", learned=firm), form("bernd@wellner.example"))
    people = Contact.objects.in_bulk([first.contact_id, second.contact_id])
    assert people[first.contact_id].company_id == people[second.contact_id].company_id is not None
