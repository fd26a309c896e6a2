"""The reference pages of docs/, written from the code so that they cannot lie: settings, commands, kinds, rules …"""

import os
import re
import sys
from argparse import Action, ArgumentParser, _SubParsersAction
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from textwrap import fill
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import django
import polib
import rulebook
import scorebook
from django.core.management import get_commands, load_command_class
from django.utils import translation
from pydantic.fields import FieldInfo

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
GERMAN = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"
CLI = "trichter.faces.cli"
HEAD = "<!-- Written by `make docs` from the code: change it there. -->\n\n"
# What Django gives to every command: it would drown what is ours.
EVERYWHERE = frozenset(
    ["help", "version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks"]
)

SETTINGS = """\
# Settings / Einstellungen

Everything is set by environment variables; what is not set has the default.

Alles wird über Umgebungsvariablen eingestellt; was nicht gesetzt ist, hat den Standardwert.

"""
SETTINGS_IN_GERMAN = {
    "home": "Ordner der Daten, der Schlüssel und der eingebauten Datenbank",
    "database_url": "PostgreSQL 16 oder neuer statt der eingebauten: postgresql://benutzer:passwort@rechner/name",
    "files_url": "Speicher der Dateien statt eines Ordners bei den Daten: s3://schlüssel:geheimnis@rechner/bucket?"
    "region=name",
    "host": "Adresse, auf der der Webserver Anfragen annimmt",
    "port": "Port, auf dem der Webserver Anfragen annimmt",
    "public_url": "Adresse, unter der man diese Installation erreicht",
    "visitors_url": "Adresse mit eigenem Rechnernamen für die Seiten der Besucher, die es dann nirgends sonst gibt",
    "proxies": "Zahl der eigenen Proxys vor dem Webserver; ihnen wird die Adresse eines Besuchers geglaubt",
    "visitor_limit": "Einsendungen eines Formulars aus einem Teil des Netzes in zehn Minuten, bis weitere als "
    "zweifelhaft gelten",
    "form_limit": "Einsendungen eines Formulars in zehn Minuten, bis weitere als zweifelhaft gelten",
    "mail_url": "Mailserver: smtp://benutzer:passwort@rechner:587 (STARTTLS) oder smtps://…:465; mailbox: behält alle "
    "E-Mails im Produkt; ohne ihn warten E-Mails",
    "time_zone": "Zeitzone der Anzeige, bis jemand eine andere wählt",
    "language": "Sprache, bis jemand eine andere wählt",
    "log_level": "Geringste Schwere, die ins Protokoll kommt",
    "debug": "Fehler im Browser vollständig zeigen; nie auf einem öffentlichen Server",
    "unconfirmed_days": "Tage, nach denen eine unbestätigte Anmeldung gelöscht wird",
    "visit_months": "Monate, für die das Protokoll der Website-Besuche und die Besuche aufbewahrt werden",
    "processes": "Prozesse, in denen der Webserver antwortet",
    "connections": "Höchstzahl der Datenbankverbindungen je Prozess",
    "durable": "Warten, bis die eingebaute Datenbank auf den Datenträger geschrieben hat; false nur für Tests",
    "key_django": "Schlüssel der Sitzungen und Anmeldelinks, 32 Byte in Hex oder Base64, auf jedem Rechner derselbe; "
    "ohne ihn eine Datei im Ordner",
    "key_suppression": "Schlüssel der Sperrliste, 32 Byte in Hex oder Base64, auf jedem Rechner derselbe; "
    "ohne ihn eine Datei im Ordner",
    "key_requests": "Schlüssel der Prüfsummen von Idempotenzschlüsseln, 32 Byte in Hex oder Base64, auf jedem Rechner "
    "derselbe; ohne ihn eine Datei im Ordner",
    "key_secrets": "Schlüssel dessen, was verschlüsselt in der Datenbank liegt, 32 Byte in Hex oder Base64, auf jedem "
    "Rechner derselbe; ohne ihn eine Datei im Ordner",
    "return_address": "Adresse, an die Unzustellbares zurückkommt, etwa bounces@firma.example; vor das „@“ kommen ein "
    "„+“ und ein Zeichen der jeweiligen E-Mail. Ohne sie geht es an die Adresse des Absenders zurück",
    "returns_url": "Postfach, in dem nach Unzustellbarem und Antworten gesehen wird: imaps://benutzer:passwort@rechner/"
    "INBOX",
}

COMMANDS = """\
# Commands / Befehle

After `make env` they are in `.venv/bin`. Each exits with 0 if it did what it should, else with one clear sentence.
Every command also takes `--help`.

Nach `make env` liegen sie in `.venv/bin`. Jeder endet mit 0, wenn er getan hat, was er soll, sonst mit einem klaren
Satz. Zu jedem gibt es `--help`.

"""

KINDS = """\
# Touchpoint kinds / Arten von Kontaktpunkten

Everything that happens to a person, and everything that changes what we know of them, is one of these.
[ARCHITECTURE.md](../ARCHITECTURE.md#how-to-add-a-touchpoint-kind) shows how to add one.

"""
PAYLOADS = """\
Kinds that count as nothing are still facts. *Verdicts* are our own conclusions, and a correction corrects another
touchpoint: neither is an activity of the person.

## Payloads

All fields are personal data and go when the person is erased, but for those that stay: numbers, dates, yes or no,
and codes. A *code* is a word of a fixed form: a stage, a purpose, a currency. Free text can never stay; the registry
refuses it.

"""
POLICY = """\
## What decides a stage

That is policy: data, in versions, of which the last holds. An installation begins with this one, [rules](rules.md) all
of it. It moves people forward only; a rule that *reopens* also leads back those who were set aside as *other*. A
handover that sales has accepted makes an SQL.

"""
COUNTS = {
    "act": "act of the person",
    "attempt": "our attempt",
    "reply": "their reply",
    "consent": "consent",
    "request": "their request",
}

REACTIONS = """\
# Reactions

What the worker does after a touchpoint is recorded. Each runs once, is tried again if it fails, and holds up no other.

"""


def main(action: str) -> int:
    """`write` the pages, or `check` that the committed ones are what would be written; answers the exit code."""
    with translation.override("en"):
        pages = {name: HEAD + text.rstrip() + "\n" for name, text in written()}
    stale = [name for name, text in pages.items() if _committed(name) != text]
    if action == "write":
        for name in stale:
            (DOCS / name).write_text(pages[name], "utf-8")
        return 0
    for name in stale:
        print(f"docs/{name} is not what the code says: run `make docs`.")
    return 1 if stale else 0


def written() -> Iterator[tuple[str, str]]:
    """The pages by name."""
    from trichter.kernel import reactions

    yield "settings.md", SETTINGS + _settings()
    yield "commands.md", COMMANDS + "".join(_commands())
    yield "touchpoints.md", KINDS + _kinds() + PAYLOADS + "".join(_payloads()) + POLICY + _policy()
    yield "rules.md", rulebook.page(_table)
    yield "scoring.md", scorebook.page(_table)
    if reactions.known():
        yield "reactions.md", REACTIONS + _reactions()


def _committed(name: str) -> str:
    path = DOCS / name
    return path.read_text("utf-8") if path.exists() else ""


def _settings() -> str:
    from trichter.kernel.environment import Environment

    rows = (_setting(name, field) for name, field in Environment.model_fields.items())
    return _table("Variable", "Type", "Default", "Meaning", "Bedeutung", rows=rows)


def _setting(name: str, field: FieldInfo) -> tuple[str, ...]:
    variable = str(field.validation_alias or f"TRICHTER_{name.upper()}")
    german = _german(SETTINGS_IN_GERMAN, name, what=f"the setting {variable}")
    return f"`{variable}`", _type(field.annotation), _default(field), field.description or "", german


def _commands() -> Iterator[str]:
    german = {entry.msgid: entry.msgstr for entry in polib.pofile(str(GERMAN))}
    for name in sorted(name for name, app in get_commands().items() if app == CLI):
        command = load_command_class(CLI, name)
        said = _german(german, str(command.help), what=f"the command trichter {name}")
        yield f"## trichter {name}\n\n{_wrapped(str(command.help))}\n\n{_wrapped(f'*{said}*')}\n\n"
        rows = [
            (call, text, german.get(text, "")) for call, text in _arguments(command.create_parser("trichter", name))
        ]
        yield _table("Argument", "Meaning", "Bedeutung", rows=rows) if rows else ""


def _arguments(parser: ArgumentParser, *, below: str = "") -> Iterator[tuple[str, str]]:
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            said = {choice.dest: str(choice.help or "") for choice in action._choices_actions}
            for name, command in action.choices.items():
                yield f"`{below}{name}`", said.get(name, "")
                yield from _arguments(command, below=f"{below}{name} ")
        elif action.dest not in EVERYWHERE:
            yield f"`{below}{_call(action)}`", str(action.help or "")


def _call(action: Action) -> str:
    name = str(action.metavar or action.dest)
    value = "{" + ",".join(map(str, action.choices)) + "}" if action.choices else name
    if not action.option_strings:
        return value
    return action.option_strings[-1] + ("" if action.nargs == 0 else f" {value if action.choices else name.upper()}")


def _kinds() -> str:
    from trichter.facts.timeline.registry import kinds

    head = ("Kind", "English", "Deutsch", "Icon", "Team", "Counts as", "Payload")
    return _table(*head, rows=(_kind(kind) for kind in kinds()))


def _kind(kind: Any) -> tuple[str, ...]:
    counts = [COUNTS[name] for name in sorted(kind.counts)]
    counts += ["verdict"] if kind.is_verdict else []
    if not kind.can_be_corrected:
        counts.append("correction" if kind.name.startswith("touchpoint.") else "cannot be corrected")
    payload = kind.payload.__name__
    link = f"[{payload}](#{payload.lower()})" if kind.payload.model_fields else "–"
    return f"`{kind.name}`", kind.label.en, kind.label.de, kind.icon, kind.team, ", ".join(counts), link


def _payloads() -> Iterator[str]:
    from trichter.facts.timeline.registry import kinds

    payloads = {kind.payload for kind in kinds() if kind.payload.model_fields}
    for payload in sorted(payloads, key=lambda payload: payload.__name__):
        users = _listed(kind.name for kind in kinds() if kind.payload is payload)
        yield f"### {payload.__name__}\n\n{_wrapped(f'{_said(payload)} Used by {users}.')}\n\n"
        yield _table("Field", "Type", "Default", "After erasure", rows=_fields(payload))


def _fields(payload: Any) -> Iterator[tuple[str, ...]]:
    from trichter.facts.timeline.registry import KEPT

    for name, field in payload.model_fields.items():
        stays = "stays" if KEPT in field.metadata else "goes"
        yield f"`{name}`", _type(field.annotation, field.metadata), _default(field), stays


def _policy() -> str:
    first = import_module("trichter.qualification.lifecycle.migrations.0008_policies_by_rules")
    rows = (_rule(track, rule) for track, rules in first.POLICIES.items() for rule in rules)
    return _table("Track", "Rule", "Stands at least at", "Leads to", "Reopens", rows=rows)


def _rule(track: str, rule: dict[str, Any]) -> tuple[str, ...]:
    from trichter.qualification.rules.checking import read
    from trichter.qualification.rules.printing import printed

    said = f"`{printed(read(rule['when']))}`"
    return track, said, rule.get("after", ""), rule["stage"], "yes" if rule.get("reopens") else ""


def _reactions() -> str:
    from trichter.kernel import reactions

    known = sorted(reactions.known(), key=lambda reaction: reaction.name)
    rows = ((f"`{one.name}`", _listed(sorted(one.kinds)), _said(one.handle)) for one in known)
    return _table("Reaction", "To", "Does", rows=rows)


def _type(annotation: Any, metadata: Sequence[Any] = ()) -> str:
    """An annotation as a reader of no Python would say it."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(arguments[0], arguments[1:])
    if origin in (Union, UnionType):
        return " or ".join(_type(part, metadata) for part in arguments if part is not NoneType)
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if annotation is str and any(getattr(mark, "pattern", None) for mark in metadata):
        return "code"
    name = getattr(origin or annotation, "__name__", str(annotation))
    return PLAIN.get(name, name)


PLAIN = {
    "str": "text",
    "int": "whole number",
    "bool": "true or false",
    "Path": "folder",
    "SecretStr": "secret text",
    "datetime": "time",
    "dict": "mapping",
}


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    return "–" if value in (None, "", {}) else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _said(documented: Any) -> str:
    """The first paragraph of a docstring, without the numbers of a page that is not ours."""
    paragraph = " ".join((documented.__doc__ or "").strip().split("\n\n")[0].split())
    return re.sub(r" \((LAW|DESIGN) [^)]+\)", "", paragraph)


def _german(texts: dict[str, str], name: str, *, what: str) -> str:
    if name not in texts:
        sys.exit(f"{what} has no German words yet: add them to the catalogue, or a setting's to tools/reference.py.")
    return texts[name]


def _table(*head: str, rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n"


def _wrapped(text: str) -> str:
    return fill(text, 110, break_long_words=False, break_on_hyphens=False)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trichter.config.settings")
    django.setup()
    sys.exit(main(sys.argv[1]))
