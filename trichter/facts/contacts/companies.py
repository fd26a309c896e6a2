"""Companies are found by domain or name, made if they are new, and learn like people: value by value, by source."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import connection

from trichter.facts.contacts.fields import ADDRESS_PARTS
from trichter.facts.contacts.freemail import FREEMAIL
from trichter.facts.contacts.models import Company, Contact, ContactKind
from trichter.facts.contacts.registers import Registers, Source
from trichter.kernel import bulk
from trichter.kernel.text import fold

_DETAILS = {
    "industry": "text",
    "employees": "int",
    "website": "text",
    "phone": "text",
    **dict.fromkeys(ADDRESS_PARTS, "text"),
}
_LEARNED = {"id": "bigint", **_DETAILS, "sources": "jsonb"}
_NEW = {
    "name": "text",
    "name_key": "text",
    "domain": "text",
    **_DETAILS,
    "sources": "jsonb",
    "created_at": "timestamptz",
}

Key = tuple[str, str]


@dataclass(frozen=True)
class Firm:
    """What one touchpoint says of a company: name, domain, further `fields.COMPANY_PARTS`, and its source."""

    said: dict[str, Any]
    source: Source

    @cached_property
    def key(self) -> Key | None:
        """By what it is found: the domain, else the name; None if it has neither."""
        if self.said.get("domain"):
            return "domain", self.said["domain"]
        return ("name", fold(self.said["name"])) if self.said.get("name") else None

    @property
    def details(self) -> dict[str, Any]:
        """All but name and domain."""
        return {part: value for part, value in self.said.items() if part in _DETAILS}


def found_or_made(firms: Sequence[Firm], *, at: datetime) -> list[int | None]:
    """The ids of the companies, in the order given; those that were there have yet to `learn` what is said of them.

    Two requests with the same new company make one: the unique keys decide, and whoever loses reads the winner's.
    """
    known = _find(firms)
    for by in ("domain", "name"):  # what is made by its domain may be found by its name
        missing: dict[Key, list[Firm]] = {}
        for firm in firms:
            if firm.key and firm.key[0] == by and firm.key not in known:
                missing.setdefault(firm.key, []).append(firm)
        if missing:
            _make([missing[key] for key in sorted(missing)], at=at)
            known = _find(firms)
    return [known[firm.key] if firm.key else None for firm in firms]


def learn(told: Iterable[tuple[int, Firm]]) -> None:
    """Let companies learn what is said of them. They stay locked until the end of the transaction, and others have more
    to tell of the same ones: best said last."""
    saying: dict[int, list[Firm]] = {}
    for company, firm in told:
        if firm.details:
            saying.setdefault(company, []).append(firm)
    changed = []
    for company, registers in _lock(saying).items() if saying else ():
        for firm in saying[company]:
            registers.learn(firm.details, firm.source)
        if registers.changed:
            changed.append((company, *_details(registers)))
    bulk.update("contacts_company", "id", _LEARNED, changed)


def of_domains(domains: Iterable[str]) -> Callable[[], dict[str, int]]:
    """The companies that have these domains, to be fetched later."""
    wanted = sorted(set(domains))
    if not wanted:
        return dict
    rows = bulk.ask("SELECT domain, id FROM contacts_company WHERE domain = ANY(%s)", [wanted], prepare=True)
    return lambda: dict(rows())


def existing(companies: Iterable[int]) -> set[int]:
    """Those of the companies that are there."""
    wanted = sorted(set(companies))
    return set(Company.objects.filter(id__in=wanted).values_list("id", flat=True)) if wanted else set()


def forget_deserted(companies: Iterable[int]) -> None:
    """Delete those of the companies at which nobody is known any more. They are locked first: only the statement after
    that sees who has joined meanwhile."""
    locked = list(Company.objects.select_for_update().filter(id__in=sorted(companies)).order_by("id"))
    Company.objects.filter(id__in=[firm.pk for firm in locked], contacts=None).delete()


def put(company: int, said: Mapping[str, Any], source: Source) -> None:
    """Write these parts over whatever stands there, name and domain included: a colleague's word on the firm itself.

    The contacts that stand for the firm bear its name; the caller has locked them.
    """
    firm = Company.objects.select_for_update(no_key=True).filter(id=company).first()
    if firm is None or not said:
        return
    for part, value in said.items():
        setattr(firm, part, value)
    firm.name_key = fold(firm.name)
    firm.sources |= dict.fromkeys(said, source)
    firm.save(update_fields=[*said, "name_key", "sources"])
    if "name" in said:
        itself = Contact.objects.filter(company=firm, kind=ContactKind.ORGANISATION)
        itself.update(name_key=firm.name_key[:200])


def domain_of(email: str) -> str | None:
    """The domain of a business address; None for the free mail providers, whose customers are no colleagues."""
    domain = email.rpartition("@")[2].lower()
    return domain if domain and domain not in FREEMAIL else None


def _find(firms: Sequence[Firm]) -> dict[Key, int]:
    keys = {firm.key for firm in firms if firm.key}
    if not keys:
        return {}
    domains = sorted(value for kind, value in keys if kind == "domain")
    names = sorted(value for kind, value in keys if kind == "name")
    with connection.cursor() as cursor:
        # The oldest of a name wins: ordered so that it is written last.
        cursor.execute(
            "SELECT id, domain, name_key FROM contacts_company"
            " WHERE domain = ANY(%s) OR name_key = ANY(%s) ORDER BY id DESC",
            [domains, names],
        )
        found: dict[Key, int] = {}
        for company, domain, name_key in cursor.fetchall():
            found["name", name_key] = company
            if domain:
                found["domain", domain] = company
        return found


def _make(groups: Sequence[Sequence[Firm]], *, at: datetime) -> None:
    rows = []
    for firms in groups:
        learned = Registers()
        for firm in firms:
            learned.learn(firm.details, firm.source)
        name = next((firm.said["name"] for firm in firms if firm.said.get("name")), None) or firms[0].said["domain"]
        rows.append((name, fold(name), firms[0].said.get("domain"), *_details(learned), at))
    bulk.insert("contacts_company", _NEW, rows, then="ON CONFLICT DO NOTHING")


def _lock(companies: Iterable[int]) -> dict[int, Registers]:
    names = ", ".join(["id", "sources", *_DETAILS])
    with connection.cursor() as cursor:
        statement = f"SELECT {names} FROM contacts_company WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"  # noqa: S608
        cursor.execute(statement, [sorted(companies)])
        return {
            row[0]: Registers(dict(zip(_DETAILS, row[2:], strict=True)), bulk.read_json(row[1]))
            for row in cursor.fetchall()
        }


def _details(registers: Registers) -> tuple[Any, ...]:
    blank = {part: None if kind == "int" else "" for part, kind in _DETAILS.items()}
    return (*((blank | registers.values)[part] for part in _DETAILS), bulk.json(registers.sources))
