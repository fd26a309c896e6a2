"""How a mail begins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trichter.spine.outreach.greeting import greeting

_FIELDS = ("salutation", "title", "first_name", "last_name")


@pytest.mark.parametrize(
    ("person", "german", "english"),
    [
        (("Frau", "Dr.", "Anja", "Reimers"), "Guten Tag Frau Dr. Reimers,", "Hello Dr Reimers,"),
        (("Herr", "", "Jens", "Becker"), "Guten Tag Herr Becker,", "Hello Mr Becker,"),
        (("Mrs.", "", "Ann", "Lee"), "Guten Tag Frau Lee,", "Hello Ms Lee,"),
        (("herr", "Prof. Dr.", "Ole", "van Dyk"), "Guten Tag Herr Prof. Dr. van Dyk,", "Hello Prof Dr van Dyk,"),
        (("", "", "Anja", "Reimers"), "Guten Tag Anja Reimers,", "Hello Anja Reimers,"),
        (("Divers", "", "Kim", "Öztürk-O’Hara"), "Guten Tag Kim Öztürk-O’Hara,", "Hello Kim Öztürk-O’Hara,"),
        (("", "Dr.-Ing.", "", "Wolf"), "Guten Tag Dr.-Ing. Wolf,", "Hello Dr-Ing Wolf,"),
        (("Frau", "", "", "Reimers"), "Guten Tag Frau Reimers,", "Hello Ms Reimers,"),
        (("", "", "", "Reimers"), "Guten Tag,", "Hello,"),
        (("", "", "Anja", ""), "Guten Tag,", "Hello Anja,"),
        (("Frau", "Dr.", "", ""), "Guten Tag,", "Hello,"),
        (("", "", "", ""), "Guten Tag,", "Hello,"),
        (("Frau", "", "Visit", "win.example"), "Guten Tag,", "Hello Visit,"),
        (("Frau", "", "x", "https://win.example"), "Guten Tag,", "Hello x,"),
        (("Frau", "", "", "www.win"), "Guten Tag,", "Hello,"),
        (("Frau", "", "", "a\r\nBcc: b@c.example"), "Guten Tag,", "Hello,"),
        (("Frau", "", "", "R" * 61), "Guten Tag,", "Hello,"),
        (("Frau", "", "", "Call 0900 123456"), "Guten Tag,", "Hello,"),
        (("", "", "Ihr Konto", "wurde gesperrt bitte anrufen"), "Guten Tag,", "Hello Ihr Konto,"),
        (("", "", "J. R.", "Tolkien jr."), "Guten Tag J. R. Tolkien jr.,", "Hello J. R. Tolkien jr.,"),
    ],
)  # fmt: skip
def test_a_mail_begins_with_the_name_we_are_sure_of(person: tuple[str, ...], german: str, english: str) -> None:
    said = dict(zip(_FIELDS, person, strict=True))
    assert greeting(said, "de") == german
    assert greeting(said, "en") == english


def test_a_person_of_whom_nothing_is_known_is_greeted_too() -> None:
    assert greeting({}, "de") == "Guten Tag,"


@given(st.fixed_dictionaries({field: st.text() for field in _FIELDS}), st.sampled_from(["de", "en"]))
def test_whatever_was_typed_as_a_name_brings_no_link_and_no_new_line(person: dict[str, str], language: str) -> None:
    said = greeting(person, language)
    assert "\n" not in said
    assert "\r" not in said
    assert "://" not in said
    assert "@" not in said
    assert said.startswith(("Guten Tag", "Hello"))
