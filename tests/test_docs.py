"""The docs say what is true: examples run, links lead somewhere, what they name exists, references are current."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.utils import translation

from trichter.facts.timeline import registry
from trichter.facts.timeline.models import Touchpoint
from trichter.insight import record as records
from trichter.kernel import persons
from trichter.kernel.environment import Environment
from trichter.spine.intake import record
from trichter.spine.touch import Recorded, Touch

ROOT = Path(__file__).resolve().parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
CODE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_reference_pages_are_what_the_code_says() -> None:
    # In a process of its own: other tests declare kinds and reactions that are nobody else's.
    command = [sys.executable, "tools/reference.py", "check"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_every_link_leads_somewhere() -> None:
    broken = [(page.name, link) for page in PAGES for link in _links(page) if not _leads_somewhere(page, link)]
    assert broken == []


def test_every_file_that_the_architecture_names_is_there() -> None:
    named = set(re.findall(r"[\w/]+\.(?:py|svg)\b", ARCHITECTURE)) - {"trichter/facts/timeline/kinds/samples.py"}
    there = [
        f"/{path.relative_to(ROOT).as_posix()}"
        for folder in ("trichter", "tests")
        for path in (ROOT / folder).rglob("*.*")
    ]
    assert {name for name in named if not any(path.endswith(f"/{name}") for path in there)} == set()


def test_every_test_that_the_architecture_names_is_there() -> None:
    written = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert {name for name in re.findall(r"`(test_\w+)`", ARCHITECTURE) if f"def {name}(" not in written} == set()


def test_every_command_in_the_docs_exists() -> None:
    known = {*get_commands(), "help"}
    said = {(page.name, name) for page in PAGES for name in _commands(page)}
    assert {(page, name) for page, name in said if name not in known} == set()


def test_every_make_target_in_the_docs_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    said = {name for page in PAGES for name in re.findall(r"(?:`|^)make ([a-z]+)", _text(page), re.MULTILINE)}
    assert said - targets == set()


def test_every_setting_in_the_docs_exists() -> None:
    known = {f"TRICHTER_{name.upper()}" for name in Environment.model_fields}
    said = {(page.name, name) for page in PAGES for name in re.findall(r"TRICHTER_[A-Z_]*[A-Z]", _text(page))}
    assert {(page, name) for page, name in said if name not in known} == set()


@pytest.mark.parametrize(("english", "german"), [("README.md", "README.de.md"), ("docs/guide.md", "docs/guide.de.md")])
def test_both_languages_say_the_same_commands(english: str, german: str) -> None:
    pages = [(ROOT / name).read_text("utf-8") for name in (english, german)]
    commands = [
        [line.split("#")[0].strip() for _kind, block in CODE.findall(page) for line in block.splitlines()]
        for page in pages
    ]
    assert commands[0] == commands[1]
    assert len(re.findall(r"^#+ ", pages[0], re.MULTILINE)) == len(re.findall(r"^#+ ", pages[1], re.MULTILINE))


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[str]:
    """The new kind of ARCHITECTURE.md, in a file as the page says; answers the page's example of recording one."""
    kind, use = [block for language, block in CODE.findall(ARCHITECTURE) if language == "python"]
    path = tmp_path / "samples.py"
    path.write_text(kind, "utf-8")
    spec = spec_from_file_location("samples", path)
    assert spec
    assert spec.loader
    spec.loader.exec_module(module_from_spec(spec))
    yield use
    registry.forget("sample.ordered")


@pytest.mark.django_db
def test_a_new_touchpoint_kind_is_one_file_as_the_architecture_shows(sample: str) -> None:
    said: dict[str, Recorded] = {}
    exec(compile(sample, "ARCHITECTURE.md", "exec"), said)
    recorded = said["recorded"]

    assert _shown(recorded.contact_id, "en") == ("Sample ordered", "Messkopf A-4")
    assert _shown(recorded.contact_id, "de") == ("Muster bestellt", "Messkopf A-4")
    assert "Messkopf A-4" in str(persons.export(recorded.contact_id))

    record([Touch("contact.erased", contact=recorded.contact_id)])
    assert Touchpoint.objects.get(id=recorded.touchpoint_id).payload == {"quantity": 2}


@pytest.mark.django_db
def test_a_new_kind_refuses_what_it_does_not_know(sample: str) -> None:
    with pytest.raises(registry.BadPayload, match="quantity"):
        record([Touch("sample.ordered", {"product": "Messkopf A-4", "quantity": "many"})])


def _shown(contact: int, language: str) -> tuple[str, str]:
    with translation.override(language):
        seen = records.record(contact)
        assert seen
        entry = seen.timeline[0]
        return entry.label, entry.summary


def _text(page: Path) -> str:
    return page.read_text("utf-8")


def _commands(page: Path) -> list[str]:
    return re.findall(r"(?:^|[`/])trichter ([a-z_]+)", _text(page), re.MULTILINE)


def _links(page: Path) -> list[str]:
    prose = CODE.sub("", _text(page))
    return [link for link in re.findall(r"!?\[[^\]]*\]\(([^)\s]+)\)", prose) if not re.match(r"https?:|mailto:", link)]


def _leads_somewhere(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    return target.exists() and (not anchor or anchor in _anchors(target))


def _anchors(page: Path) -> set[str]:
    """As GitHub and most others make them of headings."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", _text(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
