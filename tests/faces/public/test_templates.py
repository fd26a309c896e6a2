"""What holds for all templates and style sheets of visitors: nothing inline, nothing dead, nothing from elsewhere."""

import re
from itertools import chain
from pathlib import Path

from trichter.faces import public

HERE = Path(public.__file__).parent
TEMPLATES = sorted((HERE / "templates").rglob("*.html"))
STYLES = sorted((HERE / "static").rglob("*.css"))
SYMBOLS = set(re.findall(r'<symbol id="([\w-]+)"', (HERE / "static/public/icons.svg").read_text()))
ALL = "\n".join(path.read_text() for path in TEMPLATES)
CODE = "\n".join(path.read_text() for path in [*HERE.rglob("*.py"), *(HERE / "static").rglob("*.js")])


def test_nothing_is_styled_or_scripted_inline() -> None:  # LAW 4.2
    for path in TEMPLATES:
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|<script(?![^>]*nonce)", path.read_text()), path


def test_nothing_comes_from_elsewhere() -> None:  # LAW 5.1
    for path in chain(TEMPLATES, STYLES):
        assert not re.search(r"(?:src|href|url\(|@import)[=( \"']*(?:https?:)?//", path.read_text()), path


def test_no_page_asks_for_a_token_that_lives_in_a_cookie() -> None:  # LAW 5.1
    assert "csrf_token" not in ALL
    assert not re.search(r"document\.cookie|localStorage|sessionStorage|indexedDB", CODE)


def test_every_icon_that_is_named_is_drawn() -> None:
    named = set(re.findall(r'(?:<c-public\.icon name|icon)="([a-z-]+)"', ALL))
    assert named
    assert named <= SYMBOLS


def test_every_component_that_is_used_is_there() -> None:
    used = {name.replace("-", "_") for name in re.findall(r"<c-public\.([\w-]+)", ALL)}
    there = {path.stem for path in (HERE / "templates/components/public").glob("*.html")}
    assert used <= there


def test_every_class_that_is_styled_is_used() -> None:
    css = "".join(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in STYLES)
    words = set(re.findall(r"[\w-]+", ALL + CODE)) | {"mark-good", "mark-warn"}
    assert set(re.findall(r"\.([a-z][\w-]*)", css)) - words == set()
