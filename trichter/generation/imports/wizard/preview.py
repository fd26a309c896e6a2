"""The first rows as they will arrive: whom they make, what is known of them then, or why they are left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from trichter.facts.contacts.models import FieldDefinition
from trichter.generation.imports import queries
from trichter.generation.imports.house import read as read_house
from trichter.generation.imports.mapping import compiled
from trichter.generation.imports.profiles import Profile
from trichter.generation.imports.reading import Problem, opened
from trichter.generation.imports.sniffing import sniff
from trichter.generation.imports.writing import mapped, tried
from trichter.kernel import clock
from trichter.kernel.words import Words
from trichter.spine.preparing import Prepared, prepare
from trichter.spine.touch import Touch

ROWS = 20


@dataclass(frozen=True, slots=True)
class Arriving:
    """A row: `new`, `known` or `refused`; what will be known by name of the field, in the form in which it is kept."""

    line: int
    state: str
    values: dict[str, str]
    problems: Sequence[Problem] = ()


def arriving(path: Path, profile: Profile, *, rows: int = ROWS) -> list[Arriving]:
    """The first rows. Raises `Unreadable` and `BadProfile`."""
    form = profile.file
    table = sniff(path, sheet=form.sheet or "")
    with opened(table, decimal=form.decimal, header=form.header, tidy=form.tidy) as (header, found):
        first = list(islice(found, rows))
    mapper = compiled(profile, header, read_house())
    touches, origins, refused = mapped(first, mapper)
    prepared, rejected = tried(_prepared, touches, origins, refused)
    known = queries.known([identity for one in prepared for identity in queries.deciding(one)])
    wrong = {one.row.line: one.problems for one in rejected}
    good = [row for row in origins if row.line not in wrong]
    seen: set[queries.Identity] = set()
    arriving = [Arriving(line, "refused", {}, problems) for line, problems in wrong.items()]
    for row, one in zip(good, prepared, strict=True):
        people = set(queries.deciding(one))
        state = "known" if people & (known | seen) else "new"
        seen |= people
        arriving.append(Arriving(row.line, state, _values(one)))
    return sorted(arriving, key=lambda one: one.line)


def _prepared(touches: Sequence[Touch]) -> list[Prepared]:
    return [one for one in prepare(touches, now=clock.now()) if one.parent is None]


def _values(one: Prepared) -> dict[str, str]:
    """Flat, with the names that the wizard gives to its targets."""
    found: dict[str, str] = {}
    for name, value in one.learned.items():
        if isinstance(value, dict):
            found |= {f"{name}.{part}": str(inner) for part, inner in value.items() if inner}
        elif name.startswith("tag:"):
            found["tags"] = ", ".join(part for part in (found.get("tags", ""), name.removeprefix("tag:")) if part)
        elif name.startswith("custom:"):
            found[name.replace(":", ".")] = str(value)
        elif name != "owner":
            found[f"fields.{name}"] = str(value)
    notes = one.payload.get("row") or {}
    return found | ({"keep": "; ".join(map(str, notes.values()))} if notes else {})


def custom_labels() -> dict[str, Words]:
    """What own fields are called."""
    return {f"custom.{row.key}": Words.of(row.label) for row in FieldDefinition.objects.all()}
