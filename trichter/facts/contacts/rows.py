"""Contacts as rows: reading them under lock, and writing many at once from their registers."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from trichter.facts.contacts.fields import ADDRESS_PARTS, COLUMNS, DATES
from trichter.facts.contacts.models import ContactKind
from trichter.facts.contacts.registers import Registers
from trichter.kernel import bulk
from trichter.kernel.text import fold

TABLE = "contacts_contact"
GUESSED_FIRM = "guessed_company"
"""The firm to whose domain a business address belongs: it counts as long as nobody says anything else."""
_TYPES = {
    "id": "bigint",
    "kind": "text",
    "name_key": "text",
    **{name: "date" if name in DATES else "text" for name in COLUMNS},
    **dict.fromkeys(ADDRESS_PARTS, "text"),
    "company_id": "bigint",
    "owner_id": "bigint",
    "properties": "jsonb",
    "tags": "text[]",
    "sources": "jsonb",
}
_NEW = _TYPES | {"created_at": "timestamptz"}
_NAME_ORGANISATIONS = """
    UPDATE contacts_contact c SET name_key = left(firm.name_key, 200)
    FROM contacts_company firm WHERE firm.id = c.company_id AND c.id = ANY(%s)
"""


class Row:
    """One contact, in memory while a batch is recorded."""

    __slots__ = ("created_at", "id", "is_erased", "kind", "merged_into", "registers")

    def __init__(self, contact_id: int, *, kind: str, created_at: datetime, registers: Registers) -> None:
        self.id = contact_id
        self.kind = kind
        self.created_at = created_at
        self.registers = registers
        self.merged_into: int | None = None
        self.is_erased = False

    @property
    def numbers(self) -> list[str]:
        """Under which the person can be called."""
        return [number for name in ("phone", "mobile") if (number := self.registers.values.get(name))]

    @property
    def firm(self) -> int | None:
        """Where the person works: as somebody said, else by the domain of their address."""
        firm: int | None = self.registers.values.get("company" if "company" in self.registers.sources else GUESSED_FIRM)
        return firm

    def address_of(self, channel: str) -> str | None:
        """The address by which a consent for the channel is meant, if the caller named none."""
        values = self.registers.values
        if channel == "phone":
            return values.get("phone") or values.get("mobile")
        if channel == "post":
            # With the name: the neighbours in the house have given no answer.
            house = [part for part in (values.get("address") or {}).values() if part]
            return (
                ", ".join(filter(None, (values.get("first_name"), values.get("last_name"), *house))) if house else None
            )
        return values.get("email")


def fresh(contact_id: int, *, kind: str, created_at: datetime) -> Row:
    """A contact of which nothing is known yet."""
    return Row(contact_id, kind=kind, created_at=created_at, registers=Registers())


def lock(ids: Iterable[int]) -> dict[int, Row]:
    """The contacts, locked until the transaction ends."""
    return locking(ids)()


def locking(ids: Iterable[int]) -> Callable[[], dict[int, Row]]:
    """As `lock`, to be fetched later. Locks are taken in the order of ids, so that no two batches deadlock."""
    wanted = sorted(set(ids))
    if not wanted:
        return dict
    names = [*_NEW, "merged_into_id", "erased_at"]
    statement = f"SELECT {', '.join(names)} FROM {TABLE} WHERE id = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE"  # noqa: S608
    rows = bulk.ask(statement, [bulk.array(wanted, "bigint")], prepare=True)
    return lambda: {row[0]: _read(dict(zip(names, row, strict=True))) for row in rows()}


def insert(rows: Sequence[Row]) -> None:
    """Write new contacts."""
    bulk.insert(TABLE, _NEW, [(*_values(row), row.created_at) for row in rows])
    _name_organisations(rows)


def update(rows: Sequence[Row]) -> None:
    """Write contacts over what stands there."""
    bulk.update(TABLE, "id", _TYPES, [_values(row) for row in sorted(rows, key=lambda row: row.id)])
    _name_organisations(rows)


def _name_organisations(rows: Sequence[Row]) -> None:
    """They are sorted and found by their firm's name, which stands folded with the firm."""
    organisations = [row.id for row in rows if row.kind == ContactKind.ORGANISATION]
    if organisations:
        bulk.ask(_NAME_ORGANISATIONS, [organisations])


def name_key(values: dict[str, Any]) -> str:
    """By which a person is sorted and found: last name, first name, folded; else the e-mail address."""
    names = f"{values.get('last_name') or ''} {values.get('first_name') or ''}".strip()
    return fold(names or values.get("email") or "")[:200]


def _values(row: Row) -> tuple[Any, ...]:
    values = row.registers.values
    address = values.get("address") or {}
    return (
        row.id,
        row.kind,
        name_key(values),
        *(values.get(name) or (None if name in DATES else "") for name in COLUMNS),
        *(address.get(part, "") for part in ADDRESS_PARTS),
        row.firm,
        values.get("owner"),
        bulk.json(
            {n.removeprefix("custom:"): v for n, v in values.items() if n.startswith("custom:") and v is not None}
        ),
        bulk.text_array(sorted(n.removeprefix("tag:") for n, v in values.items() if n.startswith("tag:") and v)),
        bulk.json(row.registers.sources),
    )


def _read(stored: dict[str, Any]) -> Row:
    sources = _decoded(stored["sources"])
    values: dict[str, Any] = {name: _iso(stored[name]) for name in COLUMNS if name in sources}
    if "address" in sources:
        values["address"] = {part: stored[part] for part in ADDRESS_PARTS}
    values["company" if "company" in sources else GUESSED_FIRM] = stored["company_id"]
    values["owner"] = stored["owner_id"]
    values |= {f"custom:{key}": value for key, value in _decoded(stored["properties"]).items()}
    values |= {f"tag:{tag}": True for tag in stored["tags"]}
    row = Row(stored["id"], kind=stored["kind"], created_at=stored["created_at"], registers=Registers(values, sources))
    row.merged_into = stored["merged_into_id"]
    row.is_erased = stored["erased_at"] is not None
    return row


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _decoded(value: Any) -> dict[str, Any]:
    return bulk.read_json(value) if isinstance(value, str | bytes) else dict(value)
