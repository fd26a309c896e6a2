"""A colleague changes one field of a person and has seen what stood there: whoever decides on what was changed
meanwhile is told so first, and nobody's word is lost.

Here and not in `record()`: forms and files do not see what they outrank, and their order of arrival never matters.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts import fields, queries, resolving, rows
from trichter.facts.contacts.identifiers import EMAIL
from trichter.facts.contacts.models import Company
from trichter.kernel.errors import DomainError
from trichter.kernel.text import fold
from trichter.spine.intake import ContactErased, UnknownContact, record
from trichter.spine.touch import Recorded, Touch, colleague
from trichter.spine.untying import keys_of

_NOTHING: tuple[Any, ...] = ("", None, [], {})


class ChangedMeanwhile(DomainError):
    sentence = _("This was changed while you were editing it. Nothing is saved yet: which of the two is right?")


class BelongsToAnother(DomainError):
    """`given["other"]` is the contact to which the address leads."""

    sentence = _("This e-mail address leads to another contact. Mails to it, and forms sent from it, go there.")


@transaction.atomic
def edit(
    contact: int, field: str, value: Any, *, seen: int | None = None, by: int, knowingly: bool = False
) -> Recorded | None:
    """Let a field hold this; None if it does already.

    `seen` is the touchpoint that told what the colleague saw there, 0 if it was empty, None where nothing can be lost
    (a tag). Who knows that an e-mail address is another's may still note it: it goes on leading to the other. Raises
    `ChangedMeanwhile`, `BelongsToAnother`, and what `record()` raises.
    """
    known = fields.Definitions()
    learned = fields.clean({field: value}, known=known, held={field: value})
    others = {key: known.contact for key, known in resolving.look_up(key for key, _given in keys_of(learned))().items()}
    person = _locked(contact, beside=set(others.values()))
    if _stands_there(person, field, learned.get(field)):
        return None
    held = {field: person.registers.values.get(field)}
    fields.clean({field: value}, known=known, held=held)  # Only now it shows which choices may stay.
    if seen is not None and person.registers.sources.get(field, {}).get("tp", 0) != seen:
        raise ChangedMeanwhile
    for (kind, _value), other in others.items():
        if kind == EMAIL and other != person.id and not knowingly:
            raise BelongsToAnother(other=other)
    touch = Touch("contact.edited", contact=person.id, learned={field: value}, held=held, actor=colleague(by))
    return record([touch])[0]


def tag(contact: int, name: str, *, is_on: bool, by: int) -> Recorded | None:
    """Put a word at somebody's name or take it away; None if it is so already."""
    return edit(contact, f"tag:{' '.join(name.split())}", is_on, by=by)


def _locked(contact: int, *, beside: set[int]) -> rows.Row:
    """With those whose keys are named, in the one order in which `record()` locks them: else it and we might wait for
    each other."""
    home = queries.survivor(contact)
    if home is None:
        raise UnknownContact(contact=contact)
    person = rows.lock({home} | beside)[home]
    if person.is_erased:
        raise ContactErased(contact=contact)
    return person if person.merged_into is None else _locked(person.merged_into, beside=beside)


def _stands_there(person: rows.Row, field: str, value: Any) -> bool:
    values = person.registers.values
    held = values.get(field)
    if field == "company":
        firm = Company.objects.filter(id=held or values.get(rows.GUESSED_FIRM) or 0).first()
        return fold(firm.name if firm else "") == fold((value or {}).get("name", ""))
    if field == "address":
        held, value = ({part: text for part, text in (one or {}).items() if text} for one in (held, value))
    if field.startswith("tag:"):
        held = bool(held)
    if isinstance(held, list) and isinstance(value, list):
        held, value = sorted(held), sorted(value)
    return bool(held == value) or (held in _NOTHING and value in _NOTHING)
