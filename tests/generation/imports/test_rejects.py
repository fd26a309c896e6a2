"""Erasure reaches the rows that were refused: they are nowhere but in their files (LAW 1.12)."""

from pathlib import Path

import pytest
from django.utils import translation

from tests.generation.imports.files import profile, table
from trichter.facts.contacts.models import Contact
from trichter.generation.imports import services
from trichter.generation.imports.chunks import Lines
from trichter.generation.imports.reading import Problem, Row
from trichter.generation.imports.rejects import Rejected, Rejects, forget, place_of
from trichter.kernel.persons import KnownAs
from trichter.spine.intake import record
from trichter.spine.touch import Touch

HEADER = ["Vorname", "Nachname", "Mail", "Telefon"]
ANNA = ["Anna", "Müller", "anna@", "0049 (0)40 123456"]
CALLED_ANNA = KnownAs(names=frozenset({("Anna", "Müller")}))
BERND = ["Bernd", "Schmidt", "bernd@", '=HYPERLINK("x")']


def refused(run: int, *rows: list[str], delimiter: str = ";") -> Path:
    """A file of refused rows."""
    file = Rejects(place_of(run), header=HEADER, delimiter=delimiter)
    file.append([Rejected(Row(number, row), [Problem("Mail", "wrong")]) for number, row in enumerate(rows, start=2)])
    return file.path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_lines_that_name_a_person_are_taken_out(delimiter: str) -> None:
    path = refused(1, ANNA, BERND, delimiter=delimiter)
    before = path.read_bytes()

    forget(KnownAs(emails=frozenset({"someone@example.org"}), phones=frozenset({"+4940999999"})))
    assert path.read_bytes() == before

    forget(KnownAs(phones=frozenset({"+4940123456"})))
    lines = path.read_text("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(delimiter.join(["Bernd", "Schmidt", "bernd@", "\"'=HYPERLINK("]))
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_names_nobody_else_goes_and_all_runs_are_searched() -> None:
    first, second = refused(1, ANNA), refused(2, BERND, ANNA)

    forget(CALLED_ANNA)

    assert not first.exists()
    assert "Bernd" in second.read_text("utf-8-sig")
    assert "Anna" not in second.read_text("utf-8-sig")


def test_a_run_can_go_on_after_its_file_was_searched() -> None:
    path = refused(1, ANNA, BERND)
    forget(CALLED_ANNA)
    file = Rejects(path, header=HEADER, delimiter=";")

    file.keep(Lines([(1, 3)]))
    file.append([Rejected(Row(9, ["Carla", "", "c@", ""]), [])])

    assert [line.split(";")[0] for line in path.read_text("utf-8-sig").splitlines()] == ["Vorname", "Bernd", "Carla"]


def test_titles_and_delimiter_are_those_of_the_readers_language(tmp_path: Path) -> None:
    with translation.override("de"):
        file = Rejects(tmp_path / "a.csv", header=HEADER)
        file.append([Rejected(Row(2, ANNA), [Problem("Mail", "x"), Problem("Telefon", "y")])])

    lines = file.path.read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("Vorname;Nachname;Mail;Telefon;Trichter: ")
    assert lines[1].endswith(';2;Mail, Telefon;"Mail: x; Telefon: y"')


def test_a_file_elsewhere_is_the_callers_and_left_alone(tmp_path: Path) -> None:
    path = table(tmp_path / "rejected.csv", [HEADER, ANNA])

    forget(CALLED_ANNA)

    assert "Anna" in path.read_text()
    assert not (tmp_path / "lock").exists()


@pytest.mark.django_db
def test_whoever_is_erased_is_in_no_file_any_more(tmp_path: Path) -> None:
    rows = [
        ["anna@firma.example", "Anna", "Müller"],
        ["anna@", "Anna", "Müller"],
        ["Anna@Firma.example ", "A.", "x" * 3000],
    ]
    path = table(tmp_path / "a.csv", [["mail", "first", "last"], *rows, ["bernd@", "Bernd", "Schmidt"]])
    given = profile(fields={"email": "mail", "first_name": "first", "last_name": "last"})
    report = services.run(path, given)
    assert (report.created, report.rejected) == (1, 3)

    record([Touch("contact.erased", contact=Contact.objects.get().pk)])

    text = Path(report.rejects).read_text("utf-8-sig").casefold()
    assert "anna" not in text
    assert "bernd" in text
