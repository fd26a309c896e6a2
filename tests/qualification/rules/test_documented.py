"""The rules of docs/rules.md can be asked."""

import re
from pathlib import Path

import pytest

from trichter.qualification.rules import asking
from trichter.qualification.rules.checking import check
from trichter.qualification.rules.text import parse

PAGE = (Path(__file__).parents[3] / "docs" / "rules.md").read_text("utf-8")
WHOLE, EACH = re.findall(r"^```rule\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.django_db
@pytest.mark.parametrize("text", [WHOLE, *EACH.splitlines()])
def test_every_example_can_be_asked(text: str) -> None:
    assert asking.count(check(parse(text)).rule) == 0
