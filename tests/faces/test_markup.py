"""What is wrong with a page is found, and nothing else."""

import pytest

from tests.faces.markup import faults

PAGE = '<!doctype html><html lang="en"><head><title>A</title></head><body>{}</body></html>'
RIGHT = '<label for="a">A</label><input id="a"><ul><li><a href="/">B</a></li></ul><t-news><p>C</p></t-news>'
WRONG = {
    "<p><div>A</div></p>": "unexpected-end-tag",
    "<p>A</b></p>": "unexpected-end-tag",
    '<p id="a" id="b">A</p>': "duplicate-attribute",
    '<p id="a">A</p><p id="a">B</p>': "twice: #a",
    '<label for="nobody">A</label>': "<label for> points to #nobody, which is not there",
    "<button><a href='/'>A</a></button>": "<a> within html>body>button",
    "<span><div>A</div></span>": "<div> within <span>",
    "<ul><p>A</p></ul>": "<p> straight within <ul>",
}


def test_a_valid_page_has_no_faults() -> None:
    assert faults(PAGE.format(RIGHT)) == []


@pytest.mark.parametrize(("html", "told"), WRONG.items())
def test_each_fault_is_told(html: str, told: str) -> None:
    assert any(told in fault for fault in faults(PAGE.format(html)))
