"""A profile that is wrong says where and why."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from tests.generation.imports.files import HOUSE, profile
from trichter.facts.timeline.registry import UnknownKind
from trichter.generation.imports import errors
from trichter.generation.imports.mapping import compiled
from trichter.generation.imports.profiles import Profile, checked, load
from trichter.generation.imports.reading import Row
from trichter.spine.touch import Touch

WHOLE = 'name = "a"\nsource = "b"\nbasis = "customer"\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('name = "a"\nbasis = "customer"', "wrong at source: this entry is missing"),
        ('name = "a"\nsource = "b"', "wrong at basis: this entry is missing"),
        ('name = "a"\nsource = "b"\nbasis = "hope"', "wrong at basis: choose one of 'consent', 'customer', "),
        (WHOLE + "key = 3", "wrong at key: “3” is not in a form that is possible here"),
        (WHOLE + 'colour = "red"', "wrong at colour: there is no such entry"),
        (WHOLE + "[fields]\nemail = { columm = 'x' }", r"wrong at fields\.email\.columm: there is no such entry"),
        (WHOLE + "[fields]\nemail = { column = 'x', constant = 'y' }", r"wrong at fields\.email: give exactly one of"),
        (
            WHOLE + "[occurred_at]\ncolumn = 'x'\nzone = 'Mars/Olympus'",
            r"occurred_at\.zone: there is no time zone “Mars",
        ),
        (
            WHOLE + "[occurred_at]\ncolumn = 'x'\nformats = ['%Q']",
            r"occurred_at\.formats\.0: “%Q” is not a form of dates",
        ),
        (WHOLE + "region = 'Deutschland'", "wrong at region: “Deutschland” is not a country code"),
        ('name = "a"\nsource = "b"\nbasis = "purchased"', r"bought addresses need \[purchased\]"),
        (WHOLE + "[[consent]]\npurpose = 'newsletter'\nstate = 'x'", r"\[\[consent\]\] needs given_at"),
    ],
)
def test_the_place_and_the_problem_are_told(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "people.toml"
    path.write_text(text)

    with pytest.raises(errors.BadProfile, match=sentence):
        load(path)


def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "people.toml"
    path.write_text("name = a\n")
    with pytest.raises(errors.NotAProfile, match=r"“people\.toml” cannot be read: .*line 1"):
        load(path)
    with pytest.raises(errors.NotAProfile, match=r"“none\.toml” cannot be read: there is none"):
        load(tmp_path / "none.toml")


def test_bought_addresses_with_date_contract_and_seller_are_accepted() -> None:
    bought = {"on": "2026-01-02", "contract": "No. 7", "seller": "Addresses Ltd"}

    assert profile(basis="purchased", purchased=bought).purchased


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"fields": {"nickname": "a"}}, r"fields\.nickname: there is no such field"),
        ({"custom": {"shoe": "a"}}, r"custom\.shoe: there is no such field"),
        ({"address": {"planet": "a"}}, r"address\.planet: there is no such field"),
        ({"company": {"mood": "a"}}, r"company\.mood: there is no such field"),
        ({"stage": {"stage": "hero"}}, "there is no stage “hero” on the track “customer”"),
        ({"stage": {"track": "hr", "column": "a"}}, "there is no track “hr”"),
        ({"kind": "deal.won", "payload": {"colour": "a"}}, r"payload\.colour: there is no such field"),
        ({"consent": [{"purpose": "spam", "state": "a", "given_at": "a"}]}, "there is no purpose “spam”"),
        ({"fields": {"first_name": {"constant": "Anna"}}}, "it uses no column of the file"),
    ],
)
def test_what_the_house_does_not_know_is_told(entries: dict[str, Any], sentence: str) -> None:
    with pytest.raises(errors.BadProfile, match=sentence):
        compiled(profile(**entries), ["a"], HOUSE)


def test_an_unknown_kind_is_told() -> None:
    with pytest.raises(UnknownKind, match=r"no touchpoint kind “deal\.stolen”"):
        compiled(profile(kind="deal.stolen", fields={"email": "a"}), ["a"], HOUSE)


def test_all_missing_columns_are_told_together() -> None:
    with pytest.raises(errors.MissingColumns, match=r"does not have: Mail, Ort\. The file has: E-Mail, Name\."):
        compiled(
            profile(fields={"email": "Mail", "last_name": "Name"}, address={"city": "Ort"}),
            ["E-Mail", "Name", ""],
            HOUSE,
        )


def test_a_column_that_stands_twice_is_refused_only_if_it_is_used() -> None:
    header = ["E-Mail", "Note", "note"]

    assert compiled(profile(fields={"email": "e-mail"}), header, HOUSE)
    with pytest.raises(errors.RepeatedColumns, match="more than once in the header: Note"):
        compiled(profile(fields={"email": "E-Mail", "position": "Note"}), header, HOUSE)


def test_two_profiles_have_the_same_digest_only_if_they_say_the_same() -> None:
    one, other = profile(fields={"email": "a"}), profile(fields={"email": "b"})

    assert one.digest == profile(fields={"email": {"column": "a"}}).digest
    assert one.digest != other.digest


@pytest.mark.parametrize(
    "path",
    sorted(set(Path("docs/examples").glob("*.toml")) - {Path("docs/examples/setup.toml")}),
    ids=lambda path: path.name,
)
def test_the_examples_are_whole(path: Path) -> None:
    assert load(path).source


def _entries(model: type[BaseModel]) -> Iterator[str]:
    """The names of all entries, those of tables within tables too."""
    for name, field in model.model_fields.items():
        yield name
        for part in _models_in(field.annotation):
            yield from _entries(part)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def test_every_entry_is_explained() -> None:
    text = Path("docs/import.md").read_text()

    assert {name for name in _entries(Profile) if f"`{name}`" not in text} == set()


def test_the_example_in_the_docs_works() -> None:
    example = re.search(r"```toml\n(.*?)```", Path("docs/import.md").read_text(), re.DOTALL)
    assert example
    shop = checked(tomllib.loads(example[1]), file="shop")
    row = ["R-1", "03.04.2026 10:00", "a@example.org", "Anna", "Chair", "1.299,90 €"]

    found = compiled(shop, ["Order", "Date", "E-mail", "Name", "Article", "Total"], HOUSE)(Row(2, row))

    assert isinstance(found, Touch)
    assert found.payload == {"external_id": "R-1", "product": "Chair", "amount_cents": 129990}
