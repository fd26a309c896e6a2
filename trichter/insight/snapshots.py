"""The form as it looked when somebody answered it, from the snapshot in the ledger, in a form that people can read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from trichter.generation.capture.answers import HOWS
from trichter.kernel.words import Words

_TITLES = ("title", "form")
_TEXTS = ("label", "text", "question", "title")
_TICKS = ("is_ticked", "ticked", "checked")
_ADDRESS = "url"
_KNOWN = {
    "collected_by": Words("Collected by", "Aufgenommen von"),
    "how": Words("Said", "Gesagt"),
    "note": Words("Proof in words", "Beleg in Worten"),
    "paper": Words("Paper, SHA-256 of its photograph", "Papier, SHA-256 seines Fotos"),
    "reason": Words("Reason", "Grund"),
    "advertiser": Words("Advertiser", "Werbender"),
    "button": Words("Button", "Schaltfläche"),
    "fine": Words("Note", "Hinweis"),
    "ip": Words("IP address", "IP-Adresse"),
    "is_exchange": Words("Given in exchange", "Im Tausch gegeben"),
    "language": Words("Language", "Sprache"),
    "notice": Words("Privacy notice, number", "Datenschutzerklärung, Nummer"),
    "notes": Words("Note", "Hinweis"),
    "offer": Words("Offer", "Content-Angebot"),
    "version": Words("Version", "Fassung"),
    "options": Words("Choices", "Auswahl"),
    "hint": Words("Hint", "Hilfetext"),
    "texts": Words("Text", "Text"),
    "type": Words("Type", "Art"),
    "is_required": Words("Required", "Pflichtangabe"),
    "value": Words("Answer", "Antwort"),
}
"""What parts of a snapshot are called; one that nobody named here stands under its technical name."""

_CODED = {("how", key): words for key, words in HOWS.items()}


@dataclass(frozen=True, slots=True)
class Item:
    """A text of the form. `is_ticked` is None where there was no box; `said` tells what else stood there."""

    label: str
    said: str = ""
    is_ticked: bool | None = None

    @property
    def box(self) -> str:
        """The state of the box in words, for whoever hears or prints it."""
        return "" if self.is_ticked is None else gettext("ticked") if self.is_ticked else gettext("not ticked")


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it looked."""

    title: str
    url: str
    items: tuple[Item, ...]


def form_of(snapshot: Any) -> Form | None:
    """The form of a snapshot. Whatever else it holds is shown too, by its name: nothing of a proof is hidden."""
    if not snapshot:
        return None
    if not isinstance(snapshot, Mapping):
        return Form("", "", tuple(_items("", snapshot)))
    title = next((name for name in _TITLES if isinstance(snapshot.get(name), str)), None)
    others = {name: value for name, value in snapshot.items() if name not in (title, _ADDRESS)}
    items = tuple(item for name, value in others.items() for item in _items(name, value))
    return Form(str(snapshot[title]) if title else "", _text(snapshot.get(_ADDRESS)), items)


def _items(name: str, value: Any) -> Iterator[Item]:
    if isinstance(value, list):
        for one in value:
            yield from _items(name, one)
    elif isinstance(value, Mapping):
        yield from _of_mapping(value)
    elif isinstance(value, bool):
        yield Item(_called(name), is_ticked=value)
    elif value not in (None, ""):
        yield Item(_called(name), str(_CODED.get((name, value)) or _text(value)))


def _of_mapping(value: Mapping[str, Any]) -> Iterator[Item]:
    """A field or a box, known by its text; without one, its parts by their names."""
    text = next((name for name in _TEXTS if isinstance(value.get(name), str)), None)
    if text is None:
        for name, part in value.items():
            yield from _items(name, part)
        return
    tick = next((name for name in _TICKS if isinstance(value.get(name), bool)), None)
    # What is empty, or no as most things are, needs no word.
    rest = "; ".join(f"{_called(n)}: {_text(v)}" for n, v in value.items() if n not in (text, tick) and v)
    yield Item(str(value[text]), rest, None if tick is None else bool(value[tick]))


def _called(name: str) -> str:
    return str(_KNOWN.get(name, name))


def _text(value: Any) -> str:
    """A value on one line, in words where JSON has signs."""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_text(part)}" for name, part in value.items())
    return "" if value is None else str(value)
