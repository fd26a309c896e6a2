"""A colleague puts right what we know of a firm. Firms are no fold: undoing it is an edit back to what stood there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts import fields, rows
from trichter.facts.contacts.models import Company, Contact, ContactKind
from trichter.kernel.errors import DomainError
from trichter.kernel.text import fold
from trichter.spine.intake import record
from trichter.spine.touch import Touch, colleague

PARTS = fields.COMPANY_PARTS


class NoSuchCompany(DomainError):
    sentence = _("There is no such company.")


class NobodyThere(DomainError):
    sentence = _("Nobody is known at this company any more, so there is no timeline on which a change could stand.")


class Nameless(DomainError):
    sentence = _("A company needs a name.")


class FreeMail(DomainError):
    sentence = _("“%(domain)s” belongs to a mail provider, where everybody has an address: it is no company's domain.")


class Taken(DomainError):
    """Another firm has the name or the domain already; `other` is its id, if it is known."""

    sentence = _("Another company is found by that already: %(name)s.")

    def __init__(self, *, name: str, other: int | None = None) -> None:
        super().__init__(name=name)
        self.other = other


class ChangedMeanwhile(DomainError):
    """Somebody else was quicker; `theirs` is what stands there now."""

    sentence = _("Somebody else has changed this meanwhile.")

    def __init__(self, theirs: Mapping[str, Any]) -> None:
        super().__init__()
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Edited:
    """What was changed: by which touchpoint, and what stood there before."""

    company: int
    touchpoint: int
    before: dict[str, Any]


def told_in(sources: Mapping[str, Any], parts: Mapping[str, Any]) -> int:
    """The touchpoint that last told one of these parts; 0 if none is known."""
    return max((sources[part]["tp"] for part in parts if part in sources), default=0)


@transaction.atomic
def edit(company: int, said: Mapping[str, Any], *, seen: int | None = None, by: int) -> Edited | None:
    """Let these parts of a firm be this; None if they are already.

    `seen` is the touchpoint that last told them when the colleague looked (`told_in`). Raises `ChangedMeanwhile`,
    `Taken`, `Nameless`, `FreeMail`, `NobodyThere`, `NoSuchCompany`, and what the values themselves may lack.
    """
    anchor = _lock_people(company)
    firm = Company.objects.select_for_update(no_key=True).filter(id=company).first()
    if firm is None:
        raise NoSuchCompany
    before = {part: value if (value := getattr(firm, part)) is not None else "" for part in said}
    if seen is not None and told_in(firm.sources, said) != seen:
        raise ChangedMeanwhile(before)
    cleaned = _clean(said)
    if cleaned == before:
        return None
    _check(firm, cleaned)
    if anchor is None:
        raise NobodyThere
    told = {"company": company, "said": cleaned, "before": before}
    try:
        made = record([Touch("company.edited", told, contact=anchor, actor=colleague(by))])[0]
    except IntegrityError:
        raise Taken(name=str(cleaned.get("domain") or cleaned.get("name"))) from None
    return Edited(company, made.touchpoint_id, before)


def _lock_people(company: int) -> int | None:
    """The contact on whose timeline it will stand: the firm's own, else who was known there first. Contacts are locked
    before firms everywhere; those that bear the firm's name are written with it."""
    there = Contact.objects.filter(company_id=company, merged_into=None, erased_at=None)
    itself = list(there.filter(kind=ContactKind.ORGANISATION).order_by("id").values_list("id", flat=True))
    anchor = itself[0] if itself else there.order_by("id").values_list("id", flat=True).first()
    if anchor is not None:
        rows.lock([anchor, *itself])
    return anchor


def _clean(said: Mapping[str, Any]) -> dict[str, Any]:
    """As it is kept: a part that is emptied is empty, which `fields.clean` takes for nothing said."""
    given = {part: value.strip() if isinstance(value, str) else value for part, value in said.items()}
    kept = fields.clean({"company": given}).get("company") or {}
    if given.get("domain") and "domain" not in kept:
        raise FreeMail(domain=given["domain"])
    return {part: kept.get(part, "") for part in given}


def _check(firm: Company, said: Mapping[str, Any]) -> None:
    """A firm is found by its domain, else by its name: no two may have the same."""
    name, domain = said.get("name", firm.name), said.get("domain", firm.domain)
    if not name:
        raise Nameless
    others = Company.objects.exclude(id=firm.pk)
    same = others.filter(domain=domain) if domain else others.filter(domain=None, name_key=fold(name))
    if other := same.first():
        raise Taken(name=other.name, other=other.pk)
