"""What a colleague said becomes a profile; from there on the import is like any other."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from trichter.generation.imports.models import ImportRun
from trichter.generation.imports.profiles import Profile, checked
from trichter.generation.imports.wizard.choices import Choices
from trichter.generation.imports.wizard.targets import KEEP, SKIP
from trichter.kernel.errors import DomainError

_DAY_FIRST = (
    "%d.%m.%Y",
    "%d.%m.%y",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d-%m-%Y",
    "%d. %B %Y",
    "%d %B %Y",
    "%B %Y",
)
_SLASHED_DAY_FIRST = ("%d/%m/%Y", "%d/%m/%y", "%d/%m/%Y %H:%M")
_SLASHED_MONTH_FIRST = ("%m/%d/%Y", "%m/%d/%y", "%m/%d/%Y %H:%M")
_NAMING = ("fields.email", "fields.phone", "fields.mobile", "fields.first_name", "fields.last_name", "whole_name",
           "company.name", "external")  # fmt: skip
_LANGUAGES = {"deutsch": "de", "german": "de", "d": "de", "englisch": "en", "english": "en", "e": "en",
              "französisch": "fr", "french": "fr", "italienisch": "it", "italian": "it"}  # fmt: skip


class NobodyNamed(DomainError):
    sentence = _("No column says who the people are. Choose at least one for a name, an e-mail address or a phone.")


class NoSource(DomainError):
    sentence = _("Say where the people come from: it stands in the timeline of each of them.")


class NoBasis(DomainError):
    sentence = _("Choose on which ground you may keep these people.")


class NoPurchase(DomainError):
    sentence = _("Bought addresses need the day, the contract and the seller.")


def formats(choices: Choices) -> list[str]:
    """The ways in which a day is read."""
    slashed = _SLASHED_MONTH_FIRST if choices.month_first else _SLASHED_DAY_FIRST
    return [*_DAY_FIRST[:-1], *slashed]


def check_columns(choices: Choices) -> None:
    """Raises `NobodyNamed`."""
    if not set(_NAMING) & set(choices.columns.values()):
        raise NobodyNamed


def check_origin(choices: Choices) -> None:
    """Raises `NoSource`, `NoBasis` or `NoPurchase`, what comes first (LAW 1.10)."""
    if not choices.source.strip():
        raise NoSource
    if not choices.basis:
        raise NoBasis
    bought = (choices.day_of_purchase, choices.purchased_contract.strip(), choices.purchased_seller.strip())
    if choices.basis == "purchased" and not all(bought):
        raise NoPurchase


def profile_of(choices: Choices, header: Sequence[str]) -> Profile:
    """The profile; what was not said yet is filled with what does no harm, for a look at the first rows."""
    entries: dict[str, Any] = {
        "name": _name(),
        "source": choices.source.strip() or "–",
        "basis": choices.basis or "legitimate_interest",
        "region": choices.region,
        "file": {"header": choices.header, "tidy": True} | ({"sheet": choices.sheet} if choices.sheet else {}),
        "tags": {"always": _tags(choices.tags)},
    }
    if choices.basis == "purchased":
        bought = {"contract": choices.purchased_contract.strip(), "seller": choices.purchased_seller.strip()}
        entries["purchased"] = bought | {"on": choices.purchased_on}
    for name in ("channel", "campaign", "owner"):
        if value := getattr(choices, name):
            entries[name] = {"constant": value}
    if choices.stage:
        entries["stage"] = {"stage": choices.stage}
    _add_columns(entries, _by_target(choices, header), choices)
    return checked(entries, file=entries["name"])


def _name() -> str:
    """Rows are known again by the name of the profile and their cells. What was taken back may come again."""
    undone = ImportRun.objects.exclude(undone_at=None).order_by("-pk").values_list("pk", flat=True).first()
    return f"wizard-{undone}" if undone else "wizard"


def _tags(said: str) -> list[str]:
    return [tag for part in said.split(",") if (tag := " ".join(part.split()))]


def _by_target(choices: Choices, header: Sequence[str]) -> dict[str, list[str]]:
    """The columns for each target, from left to right."""
    found: dict[str, list[str]] = {}
    for place, name in enumerate(header):
        target = choices.columns.get(place, SKIP)
        if target != SKIP:
            found.setdefault(target, []).append(name)
    return found


def _add_columns(entries: dict[str, Any], columns: Mapping[str, list[str]], choices: Choices) -> None:
    dates = {"formats": formats(choices)}
    special: dict[str, Any] = {
        "fields.birthday": dates,
        "occurred_at": dates | {"zone": settings.TIME_ZONE, "required": False},
        "fields.language": {"values": _LANGUAGES},
    }
    for target, names in columns.items():
        cell = {"columns": names} | special.get(target, {})
        part, _dot, key = target.partition(".")
        if target == KEEP:
            entries["payload"] = {name: {"column": name} for name in names}
        elif target == "tags":
            entries["tags"]["columns"] = names
        elif target == "external":
            entries["identifiers"] = {"external": {"system": "import", "column": names[0]}}
        elif part == "custom":
            entries.setdefault(part, {})[key] = cell | dates
        elif key:
            entries.setdefault(part, {})[key] = cell
        else:
            entries[part] = cell
