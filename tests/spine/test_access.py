"""Access: a person gets everything we know of them, with its sources, as JSON, and nothing of others (LAW 1.13)."""

import json
from typing import Any

import pytest

from tests.factories import anna, bernd, does, form, happen, newsletter, says
from tests.spine.planting import DAY, EMAIL, IP, NUMBER, WORD, planted
from tests.spine.reacting import Declare
from trichter.facts.contacts.fields import STANDARD
from trichter.facts.timeline.models import Touchpoint
from trichter.kernel import persons

pytestmark = pytest.mark.django_db


def export(contact: int) -> dict[str, list[dict[str, Any]]]:
    """Through JSON and back, as whoever receives it reads it."""
    read: dict[str, list[dict[str, Any]]] = json.loads(json.dumps(persons.export(contact), allow_nan=False))
    return read


def test_it_holds_everything_that_was_planted_with_its_sources(declare: Declare) -> None:
    # LAW 1.13
    person, _stranger = planted(declare)
    exported = export(person)
    [contact] = exported["contacts_contact"]
    assert (contact["email"], contact["birthday"], contact["city"]) == (EMAIL, DAY, f"{WORD} city")
    assert contact["tags"] == [WORD]
    assert contact["properties"]["own_number"] == int(NUMBER)
    assert contact["company"]["name"] == "Gemeinsam GmbH"
    assert contact["sources"].keys() >= (STANDARD.keys() - {"owner"})
    assert all({"by", "at", "tp"} <= source.keys() for source in contact["sources"].values())
    assert {EMAIL, f"browser {WORD}", f"{WORD}-17"} <= {row["original"] for row in exported["contacts_identifier"]}
    assert len(exported["timeline_touchpoint"]) == Touchpoint.objects.filter(contact_id=person).count()
    proofs = [row for row in exported["consent_consent"] if row["channel"] == "email" and row["ip"] == IP]
    assert proofs[0]["snapshot"]["more"] == [{"deep": WORD}]
    assert exported["lifecycle_standing"]
    assert exported["contacts_merge"]


def test_a_touchpoint_in_it_can_be_read_by_a_person() -> None:
    contact = anna(campaign="fruehling", channel="search", learned={"first_name": "Anna"})
    [first, *_decisions] = export(contact)["timeline_touchpoint"]
    assert (first["label"], first["campaign"], first["channel"]) == ("Form submitted", "fruehling", "search")
    assert first["payload"] == {"title": "Kontakt"}
    assert first["learned"]["first_name"] == "Anna"


def test_it_holds_nothing_of_anybody_else() -> None:
    newsletter()
    shared: dict[str, Any] = {"visitor": "browser 1", "phone": "+49 40 123456"}
    firm = {"company": {"name": "Gemeinsam GmbH"}}
    contact = anna(learned=firm, **shared)
    other = bernd(learned=firm | {"first_name": "Bernd"}, **shared)
    says(other, "granted")
    does(other, "note.written", {"text": "Bernd will mehr."})
    text = json.dumps(export(contact))
    assert "bernd" not in text.lower()
    assert "anna" not in json.dumps(export(other)).lower()


def test_it_holds_no_keys_of_ours(declare: Declare) -> None:
    """Salts and digests prove something to us; to others they would give something to try out."""
    person, _stranger = planted(declare)
    columns = {column for listed in export(person).values() for row in listed for column in row}
    assert columns.isdisjoint({"salt", "personal_digest", "prev_hash", "hash", "digest", "address_digest"})


def test_after_a_merge_it_holds_what_both_had() -> None:
    winner, loser = anna(), bernd()
    does(winner, "contact.merged", {"loser": loser})
    happen(form("bernd@example.org"))
    exported = export(winner)
    assert {row["value"] for row in exported["contacts_identifier"]} == {"anna@example.org", "bernd@example.org"}
    assert [row["kind"] for row in exported["timeline_touchpoint"]].count("form.submitted") == 3


def test_of_the_erased_it_holds_what_is_left_and_of_strangers_nothing() -> None:
    contact = anna()
    does(contact, "contact.erased")
    exported = export(contact)
    assert [row["kind"] for row in exported["timeline_touchpoint"]] == [
        "form.submitted",
        "stage.reached",
        "contact.erased",
    ]
    assert exported["contacts_contact"][0]["email"] == ""
    assert not any(export(987_654_321).values())
