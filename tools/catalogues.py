"""The catalogues of texts, German and English: collected from code and templates, checked, compiled.

Django's makemessages needs GNU gettext; this needs nothing but Babel and polib, so a bare checkout can do it.
"""

import os
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import extract

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "trichter"
LANGUAGES = ("de", "en")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Becomes a comment of Python, which would hide all that follows it.
COMMENT = re.compile(r"{%\s*comment\b.*?endcomment\s*%}", re.DOTALL)
PLURALS = "nplurals=2; plural=(n != 1);"

Key = tuple[str | None, str]
"""Context and text."""


def main(action: str) -> int:
    """`collect`, `check` or `compile`; answers the exit code."""
    if action == "compile":
        for language in LANGUAGES:
            _catalogue(language).save_as_mofile(str(_path(language).with_suffix(".mo")))
        return 0
    problems = [problem for language in LANGUAGES for problem in _update(language, write=action == "collect")]
    for problem in problems:
        print(problem)
    return 1 if problems and action == "check" else 0


def _update(language: str, *, write: bool) -> Iterator[str]:
    """Bring a catalogue up to what the sources say; yields what is missing in it."""
    catalogue = _catalogue(language)
    for key in _align(catalogue, _found()):
        if not write:
            yield f"{language}: no longer used: {key[1]!r}"
    if language == "en":
        for entry in catalogue:
            _say_the_same(entry)
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    if write:
        catalogue.save(str(_path(language)))
    for entry in catalogue:
        if problem := _problem(entry):
            yield f"{language}: {problem}: {entry.msgid!r}"


def _align(catalogue: polib.POFile, found: dict[Key, str]) -> list[Key]:
    """Add what is new, take out what is gone; answers the latter."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    for key in found.keys() - known.keys():
        entry = polib.POEntry(msgctxt=key[0], msgid=key[1])
        if found[key]:
            entry.msgid_plural, entry.msgstr_plural = found[key], {0: "", 1: ""}
        catalogue.append(entry)
    gone = sorted(known.keys() - found.keys(), key=str)
    for key in gone:
        catalogue.remove(known[key])
    return gone


def _problem(entry: polib.POEntry) -> str:
    """What is wrong with an entry, or nothing."""
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(texts) or entry.fuzzy:
        return "not translated"
    return "other places than in the source" if _places(texts[-1]) != _places(entry.msgid_plural or entry.msgid) else ""


def _found() -> dict[Key, str]:
    """All texts in the sources: (context, text) → plural or nothing."""
    texts: dict[Key, str] = {}
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix not in (".py", ".html", ".mjml", ".txt") or "migrations" in path.parts:
            continue
        for _line, message, _comments, context in extract("python", BytesIO(_python(path)), keywords=KEYWORDS):
            single, plural = message if isinstance(message, tuple) else (message, "")
            if single:
                texts[context, single] = texts.get((context, single)) or plural
    return texts


def _python(path: Path) -> bytes:
    """The file as Python that says its texts; templates are translated by Django for that purpose."""
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        return text.encode()
    from django.utils.translation.template import templatize

    said = templatize(COMMENT.sub("", text), origin=str(path))
    # On one line: what stands between the texts is indented as the template is, which is no Python.
    return " ".join(said.split("\n")).strip().encode()


def _say_the_same(entry: polib.POEntry) -> None:
    """English is the language of the sources."""
    if entry.msgid_plural:
        entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
    else:
        entry.msgstr = entry.msgid


def _places(text: str) -> set[str]:
    return {part.split(")")[0] for part in text.split("%(")[1:]}


def _path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def _catalogue(language: str) -> polib.POFile:
    path = _path(language)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=0)
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    return catalogue


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trichter.config.settings")
    sys.exit(main(sys.argv[1]))
