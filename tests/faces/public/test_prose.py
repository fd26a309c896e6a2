"""Simple marks become headings, paragraphs, lists, bold and links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trichter.faces.public.prose import blocks


def shape(text: str) -> list[tuple[str, list[str]]]:
    return [(block.kind, list(block.lines)) for block in blocks(text)]


def test_headings_paragraphs_and_lists_follow_from_the_lines() -> None:
    assert shape("# Wer\nWir.\nUnd Sie.\n\nNoch einer\n- eins\n- zwei\n\n### Klein") == [
        ("h2", ["Wer"]),
        ("p", ["Wir.", "Und Sie."]),
        ("p", ["Noch einer"]),
        ("ul", ["eins", "zwei"]),
        ("h3", ["Klein"]),
    ]


def test_two_headings_in_a_row_are_two() -> None:
    assert shape("# Eins\n## Zwei") == [("h2", ["Eins"]), ("h2", ["Zwei"])]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**fett**", "<b>fett</b>"),
        ("[wir](https://a.example/b?c=d)", '<a class="link" href="https://a.example/b?c=d" rel="noopener">wir</a>'),
        ("[Impressum](/impressum/)", '<a class="link" href="/impressum/" rel="noopener">Impressum</a>'),
        (
            "siehe https://a.example/b.",
            'siehe <a class="link" href="https://a.example/b" rel="noopener">https://a.example/b</a>.',
        ),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("[x](//evil.example)", "[x](//evil.example)"),
        ("[x](/\\evil.example)", "[x](/\\evil.example)"),
        ("<b>", "&lt;b&gt;"),
        ("2 * 3 * 4", "2 * 3 * 4"),
    ],
)
def test_only_bold_and_harmless_links_are_more_than_text(written: str, shown: str) -> None:  # LAW 4.4
    assert shape(written) == [("p", [shown])]


@given(st.text())
def test_no_text_brings_a_tag_of_its_own(text: str) -> None:  # LAW 4.4
    shown = "".join(line for block in blocks(text) for line in block.lines)
    for ours in ("<b>", "</b>", "</a>", '<a class="link" href="', '" rel="noopener">'):
        shown = shown.replace(ours, "")
    assert "<" not in shown
    assert '"' not in shown
