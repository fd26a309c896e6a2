"""Rows become touches, or a list of all that is wrong with them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.generation.imports.files import HOUSE, profile
from trichter.generation.imports.mapping import compiled
from trichter.generation.imports.reading import Problem, Row
from trichter.spine.touch import Stage, Touch


def mapped(row: dict[str, str], **entries: Any) -> Touch | list[Problem]:
    """What becomes of one row."""
    return compiled(profile(**entries), list(row), HOUSE, run=3)(Row(2, list(row.values())))


def touch(row: dict[str, str], **entries: Any) -> Touch:
    found = mapped(row, **entries)
    assert isinstance(found, Touch), found
    return found


def problems(row: dict[str, str], **entries: Any) -> list[Problem]:
    found = mapped(row, **entries)
    assert isinstance(found, list), found
    return found


def test_a_whole_row_becomes_one_touch() -> None:
    row = {
        "Nr": "A-17", "Vorname": " Zoë ", "Nachname": "Größe", "Mail": "Zoe@Example.org", "Telefon": "040 123456",
        "Firma": "Größe GmbH", "Leute": "1.200", "Ort": "Hamburg", "Land": "Deutschland", "Weg": "Messe",
        "Phase": "warm", "Betreuer": "EVA@firma.example", "Tags": "A, b c ,", "Plätze": "12,5", "Tarif": "gold",
        "Am": "03.04.2026 10:00", "Geburtstag": "1.2.1980",
    }  # fmt: skip
    found = touch(
        row,
        fields={
            "first_name": "Vorname",
            "last_name": "Nachname",
            "email": "Mail",
            "phone": "Telefon",
            "birthday": {"column": "Geburtstag", "formats": ["%d.%m.%Y"]},
            "language": {"constant": "de"},
        },
        identifiers={"external": {"system": "erp", "column": "Nr"}},
        company={"name": "Firma", "employees": "Leute"},
        address={"city": "Ort", "country": "Land"},
        custom={"seats": "Plätze", "plan": "Tarif"},
        channel={"column": "Weg", "values": {"messe": "event"}},
        campaign={"constant": "fair-2026"},
        stage={"column": "Phase", "values": {"warm": "mql"}},
        tags={"always": ["Import"], "columns": ["Tags"]},
        owner="Betreuer",
        occurred_at={"column": "Am", "formats": ["%d.%m.%Y %H:%M"], "zone": "Europe/Berlin"},
    )

    assert found.email == "Zoe@Example.org"
    assert found.external == ("erp", "A-17")
    assert found.occurred_at == datetime(2026, 4, 3, 8, tzinfo=UTC)
    assert (found.channel, found.campaign, found.stage) == ("event", "fair-2026", Stage("mql"))
    assert (found.actor.type, found.actor.id) == ("import", 3)
    assert found.payload == {"run": 3, "line": 2, "source": "a fair", "basis": "customer"}
    assert found.learned == {
        "first_name": "Zoë",
        "last_name": "Größe",
        "email": "Zoe@Example.org",
        "phone": "+4940123456",
        "birthday": "1980-02-01",
        "language": "de",
        "custom:seats": 12.5,
        "custom:plan": "Gold",
        "address": {"city": "Hamburg", "country": "DE"},
        "company": {"name": "Größe GmbH", "employees": 1200},
        "tag:Import": True,
        "tag:A": True,
        "tag:b c": True,
        "owner": 7,
    }


def test_all_problems_of_a_row_are_listed_with_their_columns() -> None:
    row = {
        "Mail": "anna@", "Tel": "1", "Land": "Narnia", "Am": "32.13.2026", "Weg": "Taube", "Phase": "kalt",
        "Wer": "x@firma.example", "Leute": "viele", "Plätze": "eins", "Tarif": "Blech", "Geb": "gestern",
    }  # fmt: skip
    found = problems(
        row,
        fields={"email": "Mail", "phone": "Tel", "birthday": "Geb"},
        address={"country": "Land"},
        occurred_at={"column": "Am", "formats": ["%d.%m.%Y"]},
        channel="Weg",
        stage={"column": "Phase"},
        owner="Wer",
        company={"employees": "Leute"},
        custom={"seats": "Plätze", "plan": "Tarif"},
    )

    assert {problem.column: problem.reason for problem in found} == {
        "Am": "“32.13.2026” is not a day that exists, or it is written in another way than expected",
        "Mail": "“anna@” is not an e-mail address.",
        "Tel": "“1” is not a phone number; write it as +49 40 123456.",
        "Geb": "“gestern” is not a day that exists, or it is written in another way than expected",
        "Plätze": "“eins” is not a number",
        "Tarif": "“Blech” is not one of the choices",
        "Land": "“Narnia” is not a country",
        "Leute": "“viele” is not a whole number",
        "Weg": "there is no channel “Taube”",
        "Phase": "there is no stage “kalt” on the track “customer”",
        "Wer": "no colleague has the e-mail address “x@firma.example”",
    }
    assert len(found) == len(row)


def test_a_row_that_sets_somebody_aside_says_why() -> None:
    row = {"Name": "A", "Phase": "other", "Grund": "Wettbewerber"}
    entries: dict[str, Any] = {"fields": {"last_name": "Name"}}

    assert touch(row, stage={"column": "Phase", "reason": "Grund"}, **entries).stage == Stage(
        "other", reason="Wettbewerber"
    )
    reasonless = problems(row | {"Grund": ""}, stage={"column": "Phase", "reason": "Grund"}, **entries)
    assert [problem.column for problem in reasonless] == ["Grund"]
    assert [problem.column for problem in problems(row, stage={"column": "Phase"}, **entries)] == ["Phase"]


def test_phones_without_country_code_are_read_in_the_region_of_the_profile() -> None:
    entries: dict[str, Any] = {"fields": {"last_name": "Name", "mobile": "Tel"}}

    assert touch({"Name": "A", "Tel": "044 668 18 00"}, region="CH", **entries).learned["mobile"] == "+41446681800"
    assert touch({"Name": "A", "Tel": "0049 (0)40 123456"}, region="CH", **entries).learned["mobile"] == "+4940123456"


def test_empty_cells_say_nothing() -> None:
    row = {"Name": "A", "Mail": " ", "Tel": "", "Ort": ""}
    found = touch(row, fields={"last_name": "Name", "email": "Mail", "phone": "Tel"}, address={"city": "Ort"})

    assert found.learned == {"last_name": "A"}
    assert found.email is None


def test_a_row_that_names_nobody_is_refused() -> None:
    assert problems({"Mail": "", "Land": "", "Rolle": "Chef"}, fields={"email": "Mail", "position": "Rolle"}) == [
        Problem("", "the row names nobody: no e-mail address, phone number, id, name, firm or address")
    ]


def test_a_required_cell_may_not_be_empty() -> None:
    entries: dict[str, Any] = {"fields": {"last_name": "Name", "email": {"column": "Mail", "required": True}}}

    assert problems({"Name": "A", "Mail": ""}, **entries) == [Problem("Mail", "the cell is empty")]


def test_a_time_that_is_mapped_may_not_be_empty_unless_the_profile_allows_it() -> None:
    row = {"Name": "A", "Am": ""}

    assert problems(row, fields={"last_name": "Name"}, occurred_at="Am") == [Problem("Am", "the cell is empty")]
    when = {"column": "Am", "required": False}
    assert touch(row, fields={"last_name": "Name"}, occurred_at=when)


def test_of_rows_that_do_not_say_when_the_later_one_happened_later() -> None:
    mapper = compiled(profile(fields={"last_name": "a"}), ["a"], HOUSE)
    first, second = mapper(Row(2, ["x"])), mapper(Row(3, ["y"]))

    assert isinstance(first, Touch)
    assert isinstance(second, Touch)
    assert first.occurred_at < second.occurred_at  # type: ignore[operator]


def test_the_first_filled_column_counts_or_all_are_joined() -> None:
    row = {"Privat": "", "Büro": "b@example.org", "Straße": "Weg", "Nr": "3 a"}
    found = touch(
        row,
        fields={"email": {"columns": ["Privat", "Büro"]}},
        address={"street": {"columns": ["Straße", "Nr"], "joined_by": " "}},
    )

    assert found.email == "b@example.org"
    assert found.learned["address"] == {"street": "Weg 3 a"}


def test_a_value_that_is_not_translated_stays_or_becomes_what_the_profile_says() -> None:
    way = {"column": "Weg", "values": {"netz": "search", "": "other"}}

    def channel(cell: str, **entries: str) -> str | None:
        return touch({"N": "A", "Weg": cell}, fields={"last_name": "N"}, channel=way | entries).channel

    assert channel("NETZ") == "search"
    assert channel("email") == "email"
    assert channel("") == "other"
    assert channel("?", otherwise="pr") == "pr"
    assert problems({"N": "A", "Weg": "?"}, fields={"last_name": "N"}, channel=way)[0].column == "Weg"
    # An empty cell is not an unknown value: only "" in `values` translates it.
    way = {"column": "Weg"}
    assert channel("", otherwise="pr") is None


def test_a_purchase_carries_its_payload() -> None:
    row = {"Mail": "a@example.org", "Produkt": "Stuhl", "Beleg": "R-1", "Betrag": "1.299,90 €"}
    found = touch(
        row,
        kind="purchase.made",
        fields={"email": "Mail"},
        payload={
            "product": "Produkt",
            "external_id": "Beleg",
            "amount_cents": {"column": "Betrag", "type": "money"},
            "currency": {"constant": "EUR"},
        },
    )

    assert found.payload == {"product": "Stuhl", "external_id": "R-1", "amount_cents": 129990, "currency": "EUR"}
    assert found.channel is None


def test_a_payload_that_its_kind_refuses_is_told_by_its_column() -> None:
    row = {"Mail": "a@example.org", "Währung": "Taler"}
    found = problems(row, kind="deal.won", fields={"email": "Mail"}, payload={"currency": "Währung"})

    assert found == [Problem("Währung", "“Taler” is not in a form that is possible here")]
    missing = problems({"Mail": "a@example.org"}, kind="note.written", fields={"email": "Mail"})
    assert missing == [Problem("payload.text", "the cell is empty")]


def test_what_else_an_imported_row_says_is_kept_with_it() -> None:
    row = {"Mail": "a@example.org", "Größe": "42"}

    assert touch(row, fields={"email": "Mail"}, payload={"size": "Größe"}).payload["row"] == {"size": "42"}


def test_answers_follow_their_row_with_their_proof() -> None:
    row = {"Mail": "A@example.org", "Ja": "ja", "Seit": "2025-01-02", "Beleg": "form 7"}
    answer = {
        "purpose": "newsletter",
        "state": {"column": "Ja", "values": {"ja": "granted", "nein": "refused"}},
        "given_at": {"column": "Seit", "zone": "UTC"},
        "evidence": "Beleg",
        "wording": {"constant": "Yes, please"},
    }
    granted = touch(row, fields={"email": "Mail"}, consent=[answer]).follows[0]

    assert (granted.kind, granted.occurred_at) == ("consent.granted", datetime(2025, 1, 2, tzinfo=UTC))
    assert granted.payload["address"] == "A@example.org"
    assert granted.payload["evidence"] == {"evidence": "form 7", "wording": "Yes, please", "source": "a fair"}
    unproven = touch(row | {"Beleg": ""}, fields={"email": "Mail"}, consent=[answer]).follows[0]
    assert unproven.payload["evidence"] is None
    assert touch(row | {"Ja": ""}, fields={"email": "Mail"}, consent=[answer]).follows == ()
    assert problems(row | {"Ja": "vielleicht"}, fields={"email": "Mail"}, consent=[answer])[0].column == "Ja"
    assert "needs the time" in problems(row | {"Seit": ""}, fields={"email": "Mail"}, consent=[answer])[0].reason
    named = {"email": "Mail", "last_name": "Beleg"}
    assert "needs an address" in problems(row | {"Mail": ""}, fields=named, consent=[answer])[0].reason


def test_a_row_with_a_delimiter_too_many_or_too_few_is_refused() -> None:
    mapper = compiled(profile(fields={"email": "a", "position": "c"}), ["a", "b", "c"], HOUSE)

    assert isinstance(mapper(Row(2, ["x@example.org", "", "y", ""])), Touch)
    assert "has 4 cells, but the header has 3" in mapper(Row(2, ["x@example.org", "", "y", "z"]))[0].reason  # type: ignore[index]
    assert "ends after 2 cells" in mapper(Row(2, ["x@example.org", ""]))[0].reason  # type: ignore[index]


def test_the_key_is_the_mapped_content_or_the_columns_named_for_it() -> None:
    row = {"Mail": "a@example.org", "Rolle": "Chef", "Notiz": "x"}
    fields = {"email": "Mail", "position": "Rolle"}
    key = touch(row, fields=fields).key

    assert touch(row | {"Notiz": "y"}, fields=fields).key == key
    assert touch(row | {"Rolle": "y"}, fields=fields).key != key
    assert touch(row, fields=fields, name="others").key != key
    named = touch(row, fields=fields, key=["Mail"]).key
    assert touch(row | {"Rolle": "y"}, fields=fields, key=["Mail"]).key == named
    assert problems(row | {"Notiz": ""}, fields=fields, key=["Notiz"])[0].reason == "the columns of the key are empty"


@pytest.mark.parametrize("field", ["first_name", "position"])
def test_a_novel_is_no_name(field: str) -> None:
    assert problems({"a": "x" * 2001}, fields={field: "a"})[0].reason == "longer than 2,000 characters"
