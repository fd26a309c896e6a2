"""What a person may ask of whoever keeps their data: to have all of it, and that it be erased (LAW 1.12, 1.13)."""

from typing import Any

from trichter.facts.contacts import queries as contacts
from trichter.kernel import persons
from trichter.spine.intake import UnknownContact, record
from trichter.spine.touch import SYSTEM, Actor, Touch


def export(contact: int) -> dict[str, list[dict[str, Any]]]:
    """All that is known of the person, by table, as JSON has it. Raises `UnknownContact`."""
    return persons.export(_survivor(contact))


def erase(contact: int, *, actor: Actor = SYSTEM, requested_by_person: bool = True) -> None:
    """Leave nothing that could lead back to the person. Raises `UnknownContact` and `ContactErased`."""
    said = {"requested_by_person": requested_by_person}
    record([Touch("contact.erased", said, contact=_survivor(contact), actor=actor)])


def _survivor(contact: int) -> int:
    found = contacts.survivor(contact)
    if found is None:
        raise UnknownContact(contact=contact)
    return found
