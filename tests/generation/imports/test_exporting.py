"""An export tells all that is known, runs nothing in a spreadsheet, and can be imported again."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from tests.factories import anna, lea, learns, newsletter, says
from tests.generation.imports.files import profile, table
from trichter.facts.consent.services import found_purpose
from trichter.facts.contacts.definitions import declare_field
from trichter.facts.contacts.models import Contact, FieldDefinition
from trichter.facts.staff.models import User
from trichter.facts.timeline.channels import UnknownChannel
from trichter.generation.imports import errors, exporting, services
from trichter.generation.imports.exporting import Chosen
from trichter.generation.imports.profiles import load
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.tracks import UnknownStage, UnknownTrack
from trichter.spine import editing
from trichter.spine.intake import record
from trichter.spine.touch import SYSTEM, Stage, Touch

pytestmark = pytest.mark.django_db

WHEN = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def people() -> None:
    found_purpose("newsletter", label=Words("Newsletter", "Newsletter"))
    FieldDefinition.objects.create(key="seats", type="number", label={"en": "Seats", "de": "Plätze"}, created_at=WHEN)
    eva = User.objects.create_user("eva@firma.example", name="Eva", joined_at=WHEN)
    yes = {"channel": "email", "purpose": "newsletter"}
    anna = {
        "first_name": '=HYPERLINK("http://x")',
        "last_name": "Müller",
        "mobile": "+4940123456",
        "birthday": "1980-02-01",
        "address": {"city": "Köln", "country": "DE"},
        "company": {"name": "@Firma", "domain": "firma.example"},
        "tag:VIP": True,
        "tag:a, b": True,
        "owner": eva.pk,
        "custom:seats": -2.5,
    }
    phone = {"channel": "phone", "purpose": "newsletter", "address": "+4940123456"}
    record([
        Touch(
            "contact.captured",
            email="anna@firma.example",
            external=("erp", "+17"),
            channel="event",
            learned=anna,
            stage=Stage("mql"),
            follows=(
                Touch("consent.granted", payload=yes | {"evidence": {"form": "7"}}),
                Touch("consent.granted", payload=phone),
            ),
        ),
        Touch("contact.captured", learned={"last_name": "Bernd"}, channel="search"),
    ])  # fmt: skip


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


@pytest.mark.usefixtures("people")
def test_all_that_is_known_is_in_the_table(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"

    assert exporting.write(path, Chosen()) == 2
    anna, bernd = rows(path)
    told = {name: value for name, value in anna.items() if value and name != "id"}
    assert told == {
        "kind": "person",
        "first_name": '\'=HYPERLINK("http://x")',
        "last_name": "Müller",
        "email": "anna@firma.example",
        "mobile": "'+4940123456",
        "birthday": "1980-02-01",
        "address.city": "Köln",
        "address.country": "DE",
        "company.name": "'@Firma",
        "company.domain": "firma.example",
        "owner": "eva@firma.example",
        "tags": "VIP; a, b",
        "channel": "event",
        "stage.customer": "mql",
        "external.erp": "'+17",
        "custom.seats": "-2.5",
        "consent.newsletter.email": "yes",
        "consent.newsletter.phone": "no",
    }
    assert (bernd["last_name"], bernd["channel"], bernd["consent.newsletter.email"]) == ("Bernd", "search", "")
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("people")
def test_a_spreadsheet_holds_texts_and_no_formulas(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    exporting.write(path, Chosen())
    with CalamineWorkbook.from_path(path) as book:
        header, anna, _bernd = book.get_sheet_by_index(0).to_python()

    told = dict(zip(header, anna, strict=True))
    assert told["first_name"] == '=HYPERLINK("http://x")'
    assert told["mobile"] == "+4940123456"
    assert told["custom.seats"] == -2.5


@pytest.mark.usefixtures("people")
def test_people_are_chosen_by_stage_and_by_channel(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"

    assert exporting.write(path, Chosen(stage="mql")) == 1
    assert exporting.write(path, Chosen(stage="customer")) == 0
    assert exporting.write(path, Chosen(stage="applied", track="hr")) == 0
    assert exporting.write(path, Chosen(channel="search")) == 1
    assert [row["last_name"] for row in rows(path)] == ["Bernd"]


@pytest.mark.parametrize(
    ("chosen", "error"),
    [
        (Chosen(stage="nonsense"), UnknownStage),
        (Chosen(stage=""), UnknownStage),
        (Chosen(stage="mql", track="hr"), UnknownStage),
        (Chosen(track="nonsense"), UnknownTrack),
        (Chosen(channel="nonsense"), UnknownChannel),
    ],
)
def test_what_nobody_knows_chooses_nobody_and_makes_no_file(
    tmp_path: Path, chosen: Chosen, error: type[Exception]
) -> None:
    with pytest.raises(error):
        exporting.write(tmp_path / "people.csv", chosen)
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("name", ["people.csv", "people.xlsx"])
def test_what_was_exported_can_be_imported_again(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    exporting.write(path, Chosen())
    columns = [column.name for column in Contact._meta.concrete_fields if column.name != "sources"]
    before = list(Contact.objects.order_by("id").values(*columns))
    given = load(Path("docs/examples/trichter_export.toml"))
    seats = profile(**given.model_dump(exclude_unset=True) | {"custom": {"seats": "custom.seats"}})

    report = services.run(path, seats)

    assert (report.created, report.matched, report.rejected) == (0, 2, 0)
    assert services.check(path, seats).unchanged == 2
    assert list(Contact.objects.order_by("id").values(*columns)) == before


@pytest.mark.usefixtures("people")
def test_who_was_merged_away_or_erased_is_not_exported(tmp_path: Path) -> None:
    anna, bernd = Contact.objects.order_by("id")
    record([Touch("contact.merged", contact=anna.pk, payload={"loser": bernd.pk}, actor=SYSTEM)])
    assert exporting.write(tmp_path / "people.csv", Chosen()) == 1

    record([Touch("contact.erased", contact=anna.pk)])
    assert exporting.write(tmp_path / "people.csv", Chosen()) == 0


def test_a_large_export_asks_little_of_the_database(tmp_path: Path, django_assert_max_num_queries: object) -> None:
    mails = [[f"p{n}@example.org"] for n in range(2_500)]
    services.run(table(tmp_path / "a.csv", [["mail"], *mails]), profile(fields={"email": "mail"}))

    with django_assert_max_num_queries(25):  # type: ignore[operator]
        assert exporting.write(tmp_path / "b.csv", Chosen()) == 2_500


def test_a_name_without_a_known_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.BadExportName, match=r"must end in \.csv or \.xlsx"):
        exporting.write(tmp_path / "people.txt", Chosen())
    with pytest.raises(errors.CannotWrite, match=r"“people\.csv” cannot be written: there is none"):
        exporting.write(tmp_path / "nowhere" / "people.csv", Chosen())


def test_an_export_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    class Failed(Exception):
        pass

    def fail(_rows: int) -> None:
        raise Failed

    path = tmp_path / "people.csv"
    path.write_text("the old one")
    with pytest.raises(Failed):
        exporting.write(path, Chosen(), tell=fail)
    assert path.read_text() == "the old one"
    assert list(tmp_path.glob("*.csv")) == [path]


def test_a_yes_stands_beside_no_address_that_never_agreed(tmp_path: Path) -> None:  # LAW 1.6
    newsletter()
    contact, by = anna(), lea().pk
    says(contact, "granted")
    says(contact, "granted", channel="phone", address="+4923315550142", actor=SYSTEM)

    def row() -> dict[str, str]:
        exporting.write_people(tmp_path / "people.csv", [[contact]])
        return next(csv.DictReader((tmp_path / "people.csv").read_text("utf-8-sig").splitlines()))

    learns(contact, phone="+4923315550142", actor=SYSTEM)
    assert (row()["consent.newsletter.email"], row()["consent.newsletter.phone"]) == ("yes", "yes")
    editing.edit(contact, "email", "anna.neu@example.org", by=by)
    editing.edit(contact, "mobile", "+491715550142", by=by)
    assert (row()["email"], row()["consent.newsletter.email"]) == ("anna.neu@example.org", "no")
    assert row()["consent.newsletter.phone"] == "no"


def test_where_semicolons_part_the_columns_a_comma_parts_the_decimals(tmp_path: Path) -> None:
    for key, kind in (("share", "number"), ("budget", "money"), ("seats", "number")):
        declare_field(key, kind=kind, label=Words(key, key))
    contact, path = anna(), tmp_path / "people.csv"
    learns(contact, actor=SYSTEM, **{"custom:share": 1.234, "custom:budget": 125_050, "custom:seats": 12_000})

    def told(language: str, delimiter: str) -> list[str]:
        with translation.override(language):
            exporting.write_people(path, [[contact]])
        row = next(csv.DictReader(path.read_text("utf-8-sig").splitlines(), delimiter=delimiter))
        return [row[f"custom.{key}"] for key in ("share", "budget", "seats")]

    assert told("de", ";") == ["1,234", "1250,5", "12000"]
    assert told("en", ",") == ["1.234", "1250.5", "12000"]
