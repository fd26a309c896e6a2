"""What import contracts cannot say about the house. Each test names the files that break its rule."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
SOURCES = [path for path in sorted((ROOT / "trichter").rglob("*.py")) if "migrations" not in path.parts]
PYTHON = [*SOURCES, *(path for folder in ("tests", "bench", "tools") for path in sorted((ROOT / folder).rglob("*.py")))]
TEMPLATES = sorted((ROOT / "trichter").rglob("templates/**/*.html"))
MIGRATIONS = sorted((ROOT / "trichter").rglob("migrations/0*.py"))

THE_DOOR_OUT = "trichter/spine/outreach/transports.py"
ASKS_THE_DATABASE_CLOCK = {"trichter/faces/cli/doctor.py"}
"""The doctor compares both clocks."""


def test_no_file_is_longer_than_400_lines() -> None:
    assert [_name(path) for path in PYTHON if len(path.read_text("utf-8").splitlines()) > 400] == []


def test_every_module_says_in_a_sentence_why_it_exists() -> None:
    filled = [path for path in SOURCES if path.read_text("utf-8").strip()]
    assert [_name(path) for path in filled if not ast.get_docstring(_tree(path))] == []


def test_http_stays_in_the_faces() -> None:
    below = [path for path in SOURCES if "faces" not in path.parts]
    assert [_name(path) for path in below if {"django.http", "django.shortcuts"} & set(_imported(path))] == []


def test_there_are_no_signals_no_admin_and_no_mail_past_the_one_door() -> None:
    banned = ("django.db.models.signals", "django.contrib.admin", "django.core.mail")
    assert [(_name(path), name) for path in SOURCES for name in _imported(path) if name.startswith(banned)] == []
    assert {_name(path) for path in SOURCES if "smtplib" in _imported(path)} == {THE_DOOR_OUT}
    assert "django.contrib.admin" not in settings.INSTALLED_APPS


def test_sql_takes_the_time_as_a_parameter() -> None:
    clocks = re.compile(r"\b(now\(\)|current_timestamp|clock_timestamp|localtimestamp)", re.IGNORECASE)
    asking = {_name(path) for path in SOURCES if any(clocks.search(sql) for sql in _statements(path))}
    assert asking - ASKS_THE_DATABASE_CLOCK == set()


def test_migrations_are_named_and_import_no_app_code() -> None:
    assert [_name(path) for path in MIGRATIONS if re.search(r"_(auto|initial)\b", path.stem)] == []
    foreign = [(_name(path), name) for path in MIGRATIONS for name in _imported(path) if name.startswith("trichter.")]
    assert [found for found in foreign if not found[1].startswith("trichter.kernel.append_only")] == []


def test_templates_are_short_and_carry_no_inline_style_or_script() -> None:
    inline = re.compile(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\ssrc=)")
    assert [_name(path) for path in TEMPLATES if inline.search(path.read_text("utf-8"))] == []
    assert [_name(path) for path in TEMPLATES if len(path.read_text("utf-8").splitlines()) > 80] == []


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _statements(path: Path) -> Iterator[str]:
    texts = (node.value for node in ast.walk(_tree(path)) if isinstance(node, ast.Constant))
    return (text for text in texts if isinstance(text, str) and re.search(r"\b(SELECT|INSERT|UPDATE|DELETE)\b", text))
