"""Finding people and firms by whatever somebody types: names, addresses, numbers in any spelling, firms, tags, notes.

What is typed is taken apart as `contacts_words` takes apart what is stored (contacts, migration 0003); every word must
occur, and each may be a beginning.
"""

import re
from dataclasses import dataclass
from typing import Any, Literal

import phonenumbers
from psycopg import sql

from trichter.kernel.persons import Row, rows_of
from trichter.kernel.text import fold, storable

MOST_WORDS = 8
_BETWEEN = re.compile(r"""[\s,;:/()"'\\_+-]+|\.(?:\s+|$)""")
_NUMBER = re.compile(r"\+?[0-9][0-9 ()./-]{2,}")
_LOCAL = re.compile(r"\S*@")


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody or a firm that was found; `detail` tells them from others of the same name."""

    kind: Literal["person", "firm"]
    id: int
    label: str
    detail: str


def words(text: str) -> list[str]:
    """What has to occur: a number as the digits of its international form, of an address the words before the @ and
    its domain."""
    text = str(storable(text)).strip()[:200]
    if _NUMBER.fullmatch(text):
        return [_digits(text)]
    apart = _LOCAL.sub(lambda local: local[0].replace(".", " ").replace("@", " "), fold(text))
    return [word for word in _BETWEEN.split(apart) if word][:MOST_WORDS]


def matching(text: str) -> tuple[str, dict[str, Any]] | None:
    """The condition that contact `c` is meant by the text, and the values that it names; None if it says nothing."""
    typed = words(text)
    return (f"c.id IN ({_FOUND})", {"words": _query(typed)}) if typed else None


def find(text: str, limit: int = 10) -> list[Hit]:
    """The people and the firms that are meant, those whose name begins with the text first."""
    typed = words(text)
    if not typed:
        return []
    asked = {"words": _query(typed), "start": f"{_escaped(fold(text))}%", "few": limit, "some": limit * 20}
    return [_hit(row) for row in rows_of(_HITS, asked)][:limit]


# Each source is asked by its own index, and what they find is put together: a condition with OR over tables is asked of
# every row. Notes are found by what they say now: whoever took one back is not found by it.
_FOUND = """
    SELECT id FROM contacts_contact
    WHERE contacts_person_words(name_key, email, phone, mobile, tags) @@ %(words)s::tsquery
      AND merged_into_id IS NULL AND erased_at IS NULL
    UNION ALL
    SELECT person.id FROM contacts_company firm JOIN contacts_contact person ON person.company_id = firm.id
    WHERE contacts_firm_words(firm.name_key, firm.domain) @@ %(words)s::tsquery
"""

# `some` are taken as they come: of a million called Petra nobody reads the last.
_HITS = sql.SQL("""
    WITH people AS (
        (SELECT id FROM contacts_contact
         WHERE name_key COLLATE "C" LIKE %(start)s AND merged_into_id IS NULL AND erased_at IS NULL
         ORDER BY name_key COLLATE "C", id LIMIT %(few)s)
        UNION
        (SELECT id FROM contacts_contact
         WHERE contacts_person_words(name_key, email, phone, mobile, tags) @@ %(words)s::tsquery
           AND merged_into_id IS NULL AND erased_at IS NULL LIMIT %(some)s)
    ), firms AS (
        (SELECT id FROM contacts_company WHERE name_key COLLATE "C" LIKE %(start)s
         ORDER BY name_key COLLATE "C", id LIMIT %(few)s)
        UNION
        (SELECT id FROM contacts_company
         WHERE contacts_firm_words(name_key, domain) @@ %(words)s::tsquery LIMIT %(some)s)
    )
    (SELECT 'person' AS kind, c.id, concat_ws(' ', NULLIF(c.title, ''), NULLIF(c.first_name, ''),
            NULLIF(c.last_name, '')) AS name, c.kind AS sort, c.email, c.phone, c.mobile, c.position, firm.name AS firm,
            c.name_key LIKE %(start)s AS is_start, c.name_key
     FROM people JOIN contacts_contact c USING (id) LEFT JOIN contacts_company firm ON firm.id = c.company_id
     ORDER BY c.name_key LIKE %(start)s DESC, c.name_key COLLATE "C", c.id LIMIT %(few)s)
    UNION ALL
    (SELECT 'firm', firm.id, firm.name, '', '', '', '', '', concat_ws(' · ', firm.domain, NULLIF(firm.city, '')),
            firm.name_key LIKE %(start)s, firm.name_key
     FROM firms JOIN contacts_company firm USING (id)
     ORDER BY firm.name_key LIKE %(start)s DESC, firm.name_key COLLATE "C", firm.id LIMIT %(few)s)
    ORDER BY is_start DESC, kind DESC, name_key
""")


def _hit(row: Row) -> Hit:
    if row["kind"] == "firm":
        return Hit("firm", row["id"], row["name"], row["firm"])
    called = row["firm"] if row["sort"] == "organisation" else row["name"]
    label = called or row["email"] or row["phone"] or row["mobile"] or f"#{row['id']}"
    details = (row["position"], row["firm"], row["email"])
    return Hit("person", row["id"], label, " · ".join(detail for detail in details if detail and detail != label))


def _query(typed: list[str]) -> str:
    """As a `tsquery`: all of the words, each perhaps a beginning."""
    return " & ".join(f"'{word}':*" for word in typed)


def _escaped(start: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", start)


def _digits(number: str) -> str:
    """0761 55, 0049 761 55 and +49 (0) 761 55 as 4976155; what is too short for a number as it is."""
    bare = number.replace("(0)", "")
    try:
        read = phonenumbers.parse(bare, "DE")
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", bare)
    return f"{read.country_code}{read.national_number}"
