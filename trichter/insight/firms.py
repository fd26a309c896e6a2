"""The list of firms, by name."""

from dataclasses import dataclass
from typing import Any

from psycopg import sql

from trichter.insight.search import asked
from trichter.kernel.persons import rows_of

EACH = 50
TONES = 7


@dataclass(frozen=True, slots=True)
class Firm:
    """A line of the list."""

    id: int
    name: str
    name_key: str
    domain: str
    city: str
    industry: str
    people: int

    @property
    def initials(self) -> str:
        """For the square beside the name."""
        return "".join(word[0] for word in self.name.split()[:2] if word[0].isalnum()).upper() or "?"

    @property
    def tone(self) -> int:
        """The ground of the square."""
        return self.id % TONES + 1

    @property
    def place(self) -> str:
        """Where it stands in the list."""
        return f"{self.id}~{self.name_key}"


@dataclass(frozen=True, slots=True)
class Page:
    """Firms, and whether there are others before and after."""

    firms: tuple[Firm, ...]
    before: str
    after: str


# A page of firms is found along the index by name, or by their words; only then are their people counted.
_FIRMS = """
    SELECT firm.id, firm.name, firm.name_key, coalesce(firm.domain, '') AS domain, firm.city, firm.industry,
        (SELECT count(*) FROM contacts_contact c
         WHERE c.company_id = firm.id AND c.merged_into_id IS NULL AND c.erased_at IS NULL) AS people
    FROM (
        SELECT * FROM contacts_company WHERE {searched} AND {beyond}
        ORDER BY name_key COLLATE "C" {run}, id {run} LIMIT %(wanted)s
    ) firm ORDER BY firm.name_key COLLATE "C" {run}, firm.id {run}
"""


def page(*, text: str = "", after: str = "", before: str = "") -> Page:
    """The firms after a place, or before one, or the first."""
    place, is_back = (before, True) if before else (after, False)
    contact, _tilde, name = place.partition("~")
    is_place = contact.isdecimal() and len(contact) < 19 and "\x00" not in name
    wanted = asked(text) if text else None
    values: dict[str, Any] = wanted.values if wanted else {}
    searched = "contacts_firm_words(name_key, domain) @@ %(words)s::tsquery" if wanted and wanted.words else "true"
    words = {
        "searched": "false" if text and not (wanted and wanted.words) else searched,
        "beyond": f'(name_key COLLATE "C", id) {"<" if is_back else ">"} (%(name)s, %(id)s)' if is_place else "true",
        "run": "DESC" if is_back else "ASC",
    }
    statement = sql.SQL(_FIRMS).format(**{key: sql.SQL(word) for key, word in words.items()})
    given = values | {"name": name, "id": int(contact) if is_place else 0, "wanted": EACH + 1}
    found = [Firm(**row) for row in rows_of(statement, given)]
    has_more, firms = len(found) > EACH, found[:EACH]
    if is_back:
        firms.reverse()
    if not firms:
        return Page((), "", "")
    return Page(
        tuple(firms),
        before=firms[0].place if (has_more if is_back else is_place) else "",
        after=firms[-1].place if is_back or has_more else "",
    )
