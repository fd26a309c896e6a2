"""Words speak the reader's language."""

import pytest
from django.utils import translation

from trichter.kernel.words import Words

WORDS = Words("Call", "Anruf")


@pytest.mark.parametrize(("language", "word"), [("en", "Call"), ("de", "Anruf"), ("de-at", "Anruf"), ("fr", "Call")])
def test_they_speak_the_active_language(language: str, word: str) -> None:
    with translation.override(language):
        assert str(WORDS) == word


def test_without_an_active_language_they_speak_english() -> None:
    with translation.override(None):
        assert str(WORDS) == "Call"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"en": "Call", "de": "Anruf"}, WORDS),
        ({"en": "Call"}, Words("Call", "Call")),
        ({"de": "Anruf"}, Words("Anruf", "Anruf")),
        ({}, Words("", "")),
    ],
)
def test_a_language_left_out_speaks_with_the_others_words(row: dict[str, str], words: Words) -> None:
    assert Words.of(row) == words


def test_they_are_stored_as_they_are_read() -> None:
    assert Words.of(WORDS.row()) == WORDS
