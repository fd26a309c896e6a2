"""Getting at cells: column names become positions once, so that a row costs no look-up by name."""

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter

from django.utils.translation import gettext_lazy as _

from trichter.generation.imports import errors
from trichter.generation.imports.profiles import Cell

Pick = Callable[[Sequence[str]], str]
EMPTY = _("the cell is empty")


class Columns:
    """The header of a file, and which of its columns a profile uses."""

    def __init__(self, header: Sequence[str]) -> None:
        self.header = header
        self._places: dict[str, list[int]] = {}
        for place, name in enumerate(header):
            self._places.setdefault(_same(name), []).append(place)
        self._used: dict[str, int] = {}
        self._missing: list[str] = []
        self._repeated: list[str] = []

    def place(self, name: str) -> int:
        """Where the column stands; what is wrong with it is told by `check`, for all columns together."""
        places = self._places.get(_same(name), [])
        if not places:
            self._missing.append(name)
        elif len(places) > 1:
            self._repeated.append(name)
        self._used[name] = places[0] if places else 0
        return self._used[name]

    def check(self) -> None:
        """Raises `MissingColumns` or `RepeatedColumns`."""
        if self._missing:
            missing, present = dict.fromkeys(self._missing), (name for name in self.header if name)
            raise errors.MissingColumns(missing=_listed(missing), present=_listed(present))
        if self._repeated:
            raise errors.RepeatedColumns(repeated=_listed(dict.fromkeys(self._repeated)))

    def title(self, cell: Cell) -> str:
        """What a cell is called when it is to blame: its columns as the header spells them."""
        places = (self._places.get(_same(name)) for name in cell.names)
        return " / ".join(self.header[found[0]] for found in places if found)

    @property
    def used(self) -> list[int]:
        """The places of all columns asked for, from left to right."""
        return sorted(set(self._used.values()))

    def pick(self, cell: Cell) -> Pick:
        """The function that gets a cell's text out of a row."""
        pick = self._translated(cell, self._raw(cell))
        return _required(pick) if cell.required else pick

    def joined(self, places: Sequence[int]) -> Pick:
        """The function that makes one text of several cells, for a digest."""
        if len(places) == 1:
            return itemgetter(places[0])
        get = itemgetter(*places)
        return lambda cells: "\x1f".join(get(cells))

    def _raw(self, cell: Cell) -> Pick:
        if cell.constant is not None:
            constant = str(cell.constant)
            return lambda _cells: constant
        if cell.column is not None:
            return _stripped(self.place(cell.column))
        picks = [_stripped(self.place(name)) for name in cell.columns]
        if cell.joined_by is None:
            return lambda cells: next((text for pick in picks if (text := pick(cells))), "")
        mark = cell.joined_by
        return lambda cells: mark.join(text for pick in picks if (text := pick(cells)))

    def _translated(self, cell: Cell, pick: Pick) -> Pick:
        if not cell.values and cell.otherwise is None:
            return pick
        table = {_same(name): value for name, value in cell.values.items()}
        otherwise = cell.otherwise

        def translated(cells: Sequence[str]) -> str:
            given = pick(cells)
            found = table.get(_same(given))
            if found is not None:
                return found
            return otherwise if otherwise is not None and given else given

        return translated


def _stripped(place: int) -> Pick:
    def pick(cells: Sequence[str]) -> str:
        cell = cells[place]
        return cell.strip() if type(cell) is str else cell  # a typed cell would lose its value

    return pick


def _required(pick: Pick) -> Pick:
    def required(cells: Sequence[str]) -> str:
        text = pick(cells)
        if not text:
            raise ValueError(EMPTY)
        return text

    return required


def _same(name: str) -> str:
    return " ".join(name.split()).casefold()


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
