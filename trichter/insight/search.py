"""Finding people and firms by whatever somebody types: names, addresses, numbers in any spelling, firms, tags, notes.

What is typed is taken apart as `contacts_words` takes apart what is stored (contacts, migration 0003); every word must
occur, and each may be a beginning.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import phonenumbers
from psycopg import sql

from trichter.insight import grades
from trichter.insight.grades import Grade
from trichter.kernel import clock
from trichter.kernel.persons import Row, rows_of
from trichter.kernel.text import fold, storable
from trichter.qualification.lifecycle.prospects import is_prospect

MOST_WORDS = 8
MOST_MIXED = 5
"""Of more words none is sought in the name and the rest in the firm: each way to share them out is a question."""
FEW = 5_000
"""So many are found first and put in order then; of more, the list walks along its order and asks each."""
REMEMBERED = timedelta(minutes=10)
"""So long a text that more had is taken to be one still: the walk finds the same people either way."""
MOST_REMEMBERED = 1_000
SHORTEST_NOTED = 3
"""Of fewer letters nearly every note has a word that begins so."""
_many: dict[tuple[str, int], datetime] = {}
_BETWEEN = re.compile(r"""[\s,;:/()"'\\_+-]+|\.(?=\s|$)|(?:^|(?<=\s))\.+""")
_NUMBER = re.compile(r"\+?[0-9][0-9 ()./-]{2,}")
_LOCAL = re.compile(r"\S*@")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody or a firm that was found; `detail` tells them from others of the same name."""

    kind: Literal["person", "firm"]
    id: int
    label: str
    detail: str
    grade: Grade | None = None
    is_prospect: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What is searched for: words, each a `tsquery`, or the beginning of a number; `start` is that of a name, and
    `longest` stands in whatever has the words."""

    each: tuple[str, ...]
    number: str
    start: str
    longest: str = ""

    @property
    def words(self) -> str:
        """All of them as one `tsquery`."""
        return _all(self.each)

    @property
    def values(self) -> dict[str, Any]:
        """As the statements name them."""
        shared = {
            f"part{place}": _all(part) for place, part in enumerate(part for pair in self.shares for part in pair)
        }
        return shared | {
            "words": self.words,
            "number": f"{self.number}%",
            "start": f"{_escaped(self.start)}%",
            "longest": f"%{_escaped(self.longest)}%",
        }

    @property
    def is_noted(self) -> bool:
        """Whether notes are searched, too."""
        return len(self.longest) >= SHORTEST_NOTED

    @property
    def shares(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """The words of a person and those of their firm, where both may have been typed, in either order."""
        words = self.each if len(self.each) <= MOST_MIXED else ()
        halves = [(words[:place], words[place:]) for place in range(1, len(words))]
        return [pair for first, last in halves for pair in ((first, last), (last, first))]


def asked(text: str) -> Asked | None:
    """What the text asks for; None if it says nothing."""
    text = str(storable(text)).strip()[:_LONGEST]
    if _NUMBER.fullmatch(text) and (number := _international(text)):
        return Asked((), number, fold(text))
    apart = _LOCAL.sub(lambda local: local[0].replace(".", " ").replace("@", " "), fold(text))
    words = [word for word in _BETWEEN.split(apart) if word.strip(".")][:MOST_WORDS]
    parts = [part for word in words for part in word.split(".")]
    return Asked(tuple(map(_beginning, words)), "", fold(text), max(parts, key=len)) if words else None


def found(text: str, *, most: int | None = None) -> list[int] | None:
    """The ids of all who are meant, in no order; None if they are more than `most`."""
    if (wanted := asked(text)) is None or (most is not None and _is_frequent(wanted, most)):
        return None
    rows = rows_of(_few(wanted, "LIMIT %(most)s"), wanted.values | {"most": None if most is None else most + 1})
    if most is None or len(rows) <= most:
        return [row["id"] for row in rows]
    _remember(wanted, most)
    return None


def _is_frequent(wanted: Asked, most: int) -> bool:
    """Whether more than `most` were found a short while ago: to count them again costs as much as a page."""
    since = _many.get((wanted.words or wanted.number, most))
    return since is not None and timedelta() <= clock.now() - since < REMEMBERED


def _remember(wanted: Asked, most: int) -> None:
    if len(_many) >= MOST_REMEMBERED:
        _many.clear()
    _many[wanted.words or wanted.number, most] = clock.now()


def matching(text: str) -> tuple[str, dict[str, Any]] | None:
    """The condition that contact `c` is meant by the text, and the values that it names; None if it says nothing."""
    wanted = asked(text)
    return (f"c.id IN ({_source(wanted)})", wanted.values) if wanted else None


def meant(text: str) -> tuple[str, dict[str, Any]] | None:
    """The same, to be asked of one contact after the other: for words that many have."""
    wanted = asked(text)
    if wanted is None:
        return None
    if wanted.number:
        return _HAS_NUMBER, wanted.values
    firms = f"SELECT id FROM contacts_company WHERE {_FIRM}"  # noqa: S608 our own words
    mixed = "".join(
        f" OR c.company_id IN ({_FIRMS.format(firm)}) AND {_PERSON.format(own)}" for own, firm in _places(wanted)
    )
    condition = f"({_GLIMPSED} AND {_HAS_WORDS} OR c.company_id IN ({firms}) OR c.id = ANY(%(written)s){mixed})"
    return condition, wanted.values | {"written": _written(wanted) if wanted.is_noted else []}


def find(text: str, limit: int = 10) -> list[Hit]:
    """The people and the firms that are meant, those whose name begins with the text first."""
    wanted = asked(text)
    if wanted is None:
        return []
    people = _NUMBERED if wanted.number else _union(_WORDED, *_mixed(wanted))
    statement = sql.SQL(_HITS).format(people=sql.SQL(people), firm=sql.SQL("false" if wanted.number else _FIRM))
    rows = rows_of(statement, wanted.values | {"few": limit, "some": limit * 20})
    return [_hit(row) for row in rows][:limit]


_ALIVE = "c.merged_into_id IS NULL AND c.erased_at IS NULL"
_HAS_WORDS = "contacts_person_words(c.name_key, c.email, c.tags) @@ %(words)s::tsquery"
# To take somebody's words apart costs ten times as much as to see that the longest word of a text is none of them.
_GLIMPSED = r"""(c.tags <> '{}' OR octet_length(c.email) <> length(c.email)
    OR c.name_key || ' ' || lower(c.email) LIKE %(longest)s)"""
_FIRM = "contacts_firm_words(name_key, domain) @@ %(words)s::tsquery"
_HAS_NUMBER = """(c.phone <> '' AND c.phone COLLATE "C" LIKE %(number)s
    OR c.mobile <> '' AND c.mobile COLLATE "C" LIKE %(number)s)"""
_WORDED = f"SELECT c.id FROM contacts_contact c WHERE {_HAS_WORDS} AND {_ALIVE}"  # noqa: S608 our own words
_PERSON = "contacts_person_words(c.name_key, c.email, c.tags) @@ {}::tsquery"
_FIRMS = "SELECT id FROM contacts_company WHERE contacts_firm_words(name_key, domain) @@ {}::tsquery"
# Mostly no firm is called so: asked first and once, for to gather all who have the other words costs much more.
_MIXED = f"""
    (WITH firm AS MATERIALIZED ({_FIRMS.format("{firm}")})
     SELECT c.id FROM contacts_contact c JOIN firm ON firm.id = c.company_id
     WHERE contacts_person_words(c.name_key, c.email, c.tags) @@ {{own}}::tsquery AND {_ALIVE}
        AND EXISTS (SELECT FROM firm))
"""  # noqa: S608 our own words
# OFFSET 0: by its index; to take the words of all firms apart would look cheaper to several workers at once.
_OF_FIRMS = f"""
    SELECT c.id FROM (SELECT id FROM contacts_company WHERE {_FIRM} OFFSET 0) firm
    JOIN contacts_contact c ON c.company_id = firm.id WHERE {_ALIVE}
"""  # noqa: S608 our own words
_SAYS = "to_tsvector('simple', contacts_folded(left({}->>'text', 10000))) @@ %(words)s::tsquery"
# What somebody wrote (a note, a call, a mail by hand), unless it was taken back or says something else by now; and what
# says so only since it was corrected.
_WRITTEN = f"""
    SELECT t.contact_id FROM timeline_touchpoint t
    WHERE t.payload->>'text' <> '' AND {_SAYS.format("t.payload")}
      AND NOT EXISTS (SELECT FROM timeline_effective e WHERE e.contact_id = t.contact_id AND e.id = t.id
                      AND (e.is_void OR e.is_edited AND ({_SAYS.format("e.payload")}) IS NOT TRUE))
    UNION ALL SELECT now.contact_id FROM timeline_touchpoint now
    WHERE now.kind = 'touchpoint.edited' AND now.payload->'payload'->>'text' <> ''
      AND {_SAYS.format("now.payload->'payload'")}
      AND EXISTS (SELECT FROM timeline_effective e WHERE e.contact_id = now.contact_id AND e.id = now.target_id
                  AND NOT e.is_void AND {_SAYS.format("e.payload")})
"""  # noqa: S608 our own words
_NUMBERED = f"""
    SELECT c.id FROM contacts_contact c WHERE {_HAS_NUMBER} AND {_ALIVE}
    UNION ALL SELECT contact_id FROM contacts_identifier
    WHERE kind = 'phone' AND value LIKE %(number)s AND value >= left(%(number)s, -1)
"""  # noqa: S608 our own words


def _written(wanted: Asked) -> list[int]:
    """Those who are found by what was written: fetched first, for the planner would look each of them up again for
    each person on the way."""
    statement = sql.SQL(f"{_WRITTEN} LIMIT {FEW}")
    return [row["contact_id"] for row in rows_of(statement, wanted.values)]


def _source(wanted: Asked) -> str:
    """Each source is asked by its own index, and what they find is put together: a condition with OR over tables would
    be asked of every row."""
    noted = (_WRITTEN,) if wanted.is_noted else ()
    return _NUMBERED if wanted.number else _union(_WORDED, _OF_FIRMS, *_mixed(wanted), *noted)


def _union(*sources: str) -> str:
    return " UNION ALL ".join(sources)


def _mixed(wanted: Asked) -> Iterator[str]:
    """Petra at Ahornwerk: some words are the person's, the others the firm's."""
    for own, firm in _places(wanted):
        yield _MIXED.format(own=own, firm=firm)


def _places(wanted: Asked) -> list[tuple[str, str]]:
    """What the values call the words of the person and of the firm."""
    return [(f"%(part{2 * pair})s", f"%(part{2 * pair + 1})s") for pair in range(len(wanted.shares))]


def _few(wanted: Asked, limit: str) -> sql.SQL:
    return sql.SQL(f"SELECT DISTINCT id FROM (SELECT id FROM ({_source(wanted)}) f {limit}) few")  # noqa: S608


# `some` are taken as they come: of a million called Petra nobody reads the last.
_HITS = f"""
    WITH people AS (
        (SELECT c.id FROM contacts_contact c
         WHERE name_key COLLATE "C" LIKE %(start)s AND merged_into_id IS NULL AND erased_at IS NULL
         ORDER BY name_key COLLATE "C", id LIMIT %(few)s)
        UNION (SELECT id FROM ({{people}}) also LIMIT %(some)s)
    ), firms AS (
        (SELECT id FROM contacts_company WHERE name_key COLLATE "C" LIKE %(start)s
         ORDER BY name_key COLLATE "C", id LIMIT %(few)s)
        UNION (SELECT id FROM contacts_company WHERE {{firm}} LIMIT %(some)s)
    )
    SELECT hit.*, to_jsonb(worth) AS score, hit.kind = 'person' AND {is_prospect("hit.id")} AS prospect FROM (
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
    ) hit LEFT JOIN scoring_score worth ON hit.kind = 'person' AND worth.contact_id = hit.id
    ORDER BY is_start DESC, kind DESC, name_key
"""  # noqa: S608 our own words


def _hit(row: Row) -> Hit:
    if row["kind"] == "firm":
        return Hit("firm", row["id"], row["name"], row["firm"])
    called = row["firm"] if row["sort"] == "organisation" else row["name"]
    label = called or row["email"] or row["phone"] or row["mobile"] or f"#{row['id']}"
    details = (row["position"], row["firm"], row["email"])
    detail = " · ".join(one for one in details if one and one != label)
    return Hit("person", row["id"], label, detail, grades.read(row["score"]), is_prospect=row["prospect"])


def _all(words: tuple[str, ...]) -> str:
    return " & ".join(words)


def _beginning(word: str) -> str:
    """What stands between dots may be a domain, or the words of an address without its @."""
    parts = [part for part in word.split(".") if part]
    whole = f"'{word}':*"
    apart = " & ".join(f"'{part}':*" for part in parts)
    return whole if whole == apart else f"({whole} | {apart})"


def _escaped(start: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", start)


def _international(number: str) -> str:
    """0761 55, 0049 761 55 and +49 (0) 761 55 as +4976155; nothing for what is no number."""
    try:
        read = phonenumbers.parse(number.replace("(0)", ""), "DE")
    except phonenumbers.NumberParseException:
        return ""
    return f"+{read.country_code}{read.national_number}"
