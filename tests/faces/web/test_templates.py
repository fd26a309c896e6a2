"""What holds for all templates and style sheets: nothing inline, nothing dead, nothing from elsewhere."""

import re
from itertools import chain
from pathlib import Path

from trichter.faces import web
from trichter.facts.timeline.registry import kinds

HERE = Path(web.__file__).parent
TEMPLATES = sorted((HERE / "templates").rglob("*.html"))
STYLES = sorted((HERE / "static").rglob("*.css"))
SPRITE = (HERE / "static/trichter/icons.svg").read_text()
SYMBOLS = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))
WRITTEN = [*TEMPLATES, HERE / "templatetags/lines.py"]
ALL = "\n".join(path.read_text() for path in WRITTEN)


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def test_nothing_is_styled_or_scripted_inline() -> None:
    for path in TEMPLATES:
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|<script(?![^>]*nonce)", path.read_text()), path


def test_nothing_comes_from_elsewhere() -> None:
    for path in chain(TEMPLATES, STYLES):
        assert not re.search(r"(?:src|href|url\(|@import)[=( \"']*(?:https?:)?//", path.read_text()), path


def test_every_icon_that_is_named_is_drawn() -> None:
    named = set(re.findall(r'(?:<c-icon name|icon)="([a-z-]+)"', ALL))
    assert named
    assert named <= SYMBOLS


def test_every_kind_of_touchpoint_has_its_sign() -> None:
    assert {kind.icon for kind in kinds()} <= SYMBOLS


def test_every_stage_and_every_state_of_a_consent_has_its_sign() -> None:
    states = {"confirmed", "pending", "revoked", "none"}
    assert {f"st{number}" for number in range(9)} | {f"consent-{state}" for state in states} <= SYMBOLS


def test_every_style_sheet_is_linked_once() -> None:
    entry = next(path for path in STYLES if path.name == "trichter.css")
    imported = re.findall(r'@import url\("([\w-]+\.css)"\)', entry.read_text())
    assert sorted(imported) == sorted(path.name for path in STYLES if path != entry)


def test_every_class_that_is_styled_is_used() -> None:
    css = "".join(without_comments(path.read_text()) for path in STYLES if path.name != "trichter.css")
    words = set(re.findall(r"[\w-]+", ALL)) | {"avatar-m", "avatar-l", "avatar-organisation"}
    assert set(re.findall(r"\.([a-z][\w-]*)", css)) - words == set()


def test_every_style_stands_in_a_layer_and_needs_no_force() -> None:
    for path in STYLES:
        css = without_comments(path.read_text())
        assert "!important" not in css, path
        outside = re.sub(
            r"@layer[^{;]*(?:;|(\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\})*\}))|@import[^;]*;",
            "",
            css,
        )
        assert not outside.strip(), path
