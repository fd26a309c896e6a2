"""Whole files through the one door in: twice changes nothing, and a crash loses and doubles nothing."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.generation.imports.files import PEOPLE, counts, people, profile, sheet, table
from trichter.facts.consent.models import Consent
from trichter.facts.consent.queries import may_write
from trichter.facts.consent.services import found_purpose, suppress
from trichter.facts.contacts.models import Contact
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import Touchpoint
from trichter.generation.imports import errors, services
from trichter.generation.imports.models import ImportRun
from trichter.generation.imports.profiles import load
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.models import Journey, Standing

pytestmark = pytest.mark.django_db


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    path = people(tmp_path / "a.csv", 30)

    assert counts(services.run(path, PEOPLE)) == {
        "rows": 30,
        "created": 30,
        "matched": 0,
        "unchanged": 0,
        "rejected": 0,
    }
    before = Touchpoint.objects.count()
    assert counts(services.run(path, PEOPLE)) == {
        "rows": 30,
        "created": 0,
        "matched": 0,
        "unchanged": 30,
        "rejected": 0,
    }
    assert (Contact.objects.count(), Touchpoint.objects.count()) == (30, before)


def test_known_people_are_matched_and_learn(tmp_path: Path) -> None:
    services.run(people(tmp_path / "a.csv", 3), PEOPLE)
    later = table(tmp_path / "b.csv", [["mail", "name", "phone"], ["P1@EXAMPLE.org", "Paula", "040 123456"]])

    assert counts(services.run(later, PEOPLE))["matched"] == 1
    paula = Contact.objects.get(email__iexact="p1@example.org")
    assert (paula.first_name, paula.phone) == ("Paula", "+4940123456")


def test_a_row_that_stands_twice_in_a_file_counts_once(tmp_path: Path) -> None:
    row = ["anna@example.org", "Anna", ""]
    path = table(tmp_path / "a.csv", [["mail", "name", "phone"], row, row])

    assert counts(services.run(path, PEOPLE)) == {"rows": 2, "created": 1, "matched": 0, "unchanged": 1, "rejected": 0}


def test_a_spreadsheet_is_imported_like_a_text(tmp_path: Path) -> None:
    when = {"column": "at", "zone": "Europe/Berlin"}
    moment = datetime(2026, 3, 1, 10, 30)  # noqa: DTZ001 sheets know no zone
    path = sheet(tmp_path / "a.xlsx", [["mail", "zip", "at"], ["anna@example.org", 20095, moment]])
    services.run(path, profile(fields={"email": "mail"}, address={"postal_code": "zip"}, occurred_at=when))

    assert Contact.objects.get().postal_code == "20095"
    assert Touchpoint.objects.get(kind="contact.imported").occurred_at == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def test_where_a_row_came_from_stands_on_its_touchpoint(tmp_path: Path) -> None:
    report = services.run(people(tmp_path / "a.csv", 1), PEOPLE)
    touchpoint = Touchpoint.objects.get(kind="contact.imported")

    assert touchpoint.payload == {"run": report.run, "line": 2, "source": "a fair", "basis": "customer"}
    assert (touchpoint.actor_type, touchpoint.actor_id, touchpoint.channel) == ("import", report.run, "import")


def test_refused_rows_lie_in_a_file_and_the_good_ones_are_in(tmp_path: Path) -> None:
    rows = [
        ["mail", "name", "phone"],
        ["anna@", "Anna", "040 123456"],
        ["b@example.org", "Bernd", "1"],
        ["c@example.org", "=Carla", ""],
    ]
    report = services.run(table(tmp_path / "a.csv", rows), PEOPLE)

    assert counts(report) == {"rows": 3, "created": 1, "matched": 0, "unchanged": 0, "rejected": 2}
    file = Path(report.rejects)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert file.read_text("utf-8-sig").splitlines() == [
        "mail;name;phone;Trichter: line;Trichter: column;Trichter: reason",
        "anna@;Anna;040 123456;2;mail;mail: “anna@” is not an e-mail address",
        'b@example.org;Bernd;1;3;phone;"phone: “1” is not a phone number; write it as +49 40 123456"',
    ]
    assert report.problems[0] == {"line": 2, "column": "mail", "reason": "“anna@” is not an e-mail address."}


def test_a_mended_file_of_refused_rows_can_be_imported(tmp_path: Path) -> None:
    given = profile(fields={"email": "mail", "phone": "phone"}, file={"encoding": "cp1252", "delimiter": ";"})
    rows = [["mail", "phone", "note"], ["müller@", "+49 40 123456", "größer"], ["b@", "1", ""]]
    path = table(tmp_path / "a.csv", rows, encoding="cp1252")
    report = services.run(path, given)
    refused = Path(report.rejects)
    assert "'+49 40 123456" in refused.read_text("utf-8-sig")
    refused.write_bytes(refused.read_bytes().replace("müller@;".encode(), "müller@example.org;".encode()))

    again = services.run(refused, given)

    assert counts(again) == {"rows": 2, "created": 1, "matched": 0, "unchanged": 0, "rejected": 1}
    assert Contact.objects.get().phone == "+4940123456"
    header = Path(again.rejects).read_text("utf-8-sig").splitlines()[0]
    assert header == "mail;phone;note;Trichter: line;Trichter: column;Trichter: reason"


def test_what_only_the_spine_refuses_costs_its_neighbours_nothing(tmp_path: Path) -> None:
    found_purpose("newsletter", label=Words("Newsletter", "Newsletter"))
    answer = {"purpose": "newsletter", "channel": "post", "state": "yes", "given_at": "at"}
    rows = [[f"p{n}@example.org", "granted" if n == 7 else "", "2026-01-01"] for n in range(20)]
    path = table(tmp_path / "a.csv", [["mail", "yes", "at"], *rows])

    report = services.run(path, profile(fields={"email": "mail"}, consent=[answer]))

    assert (report.created, report.rejected) == (19, 1)
    assert report.problems == [
        {"line": 9, "column": "", "reason": "A consent needs the address for which it was given."}
    ]


def test_a_dry_run_writes_nothing_and_knows_what_would_happen(tmp_path: Path, home: Path) -> None:
    services.run(people(tmp_path / "a.csv", 3), PEOPLE)
    tables = [name for name in connection.introspection.table_names() if not name.startswith("django_")]
    rows = [
        ["p0@example.org", "Person 0", ""],
        ["p1@example.org", "New", ""],
        ["n@example.org", "N", ""],
        ["N@example.org", "M", ""],
        ["x@", "", ""],
    ]
    path = table(tmp_path / "b.csv", [["mail", "name", "phone"], *rows])
    before = [_rows_in(name) for name in tables]

    report = services.check(path, PEOPLE)

    assert counts(report) == {"rows": 5, "created": 1, "matched": 2, "unchanged": 1, "rejected": 1}
    assert [_rows_in(name) for name in tables] == before
    assert not (home / "imports").exists()
    assert services.check(path, PEOPLE, rejects=tmp_path / "wrong.csv").rejects
    assert len((tmp_path / "wrong.csv").read_text().splitlines()) == 2


def _rows_in(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{name}"')
        return int(cursor.fetchone()[0])


def test_a_purchase_that_stands_in_two_files_counts_once(tmp_path: Path) -> None:
    given = profile(
        kind="purchase.made",
        key=["order"],
        fields={"email": "mail"},
        payload={"external_id": "order", "product": "what", "amount_cents": {"column": "price", "type": "money"}},
    )
    header, order = ["order", "mail", "what", "price"], ["R-1", "anna@example.org", "Chair", "99,90"]
    services.run(table(tmp_path / "may.csv", [header, order]), given)

    report = services.run(
        table(tmp_path / "june.csv", [header, ["R-1", *order[1:3], "99.90"], ["R-2", *order[1:]]]), given
    )

    assert (report.unchanged, report.matched) == (1, 1)
    assert Touchpoint.objects.filter(kind="purchase.made").count() == 2
    assert Standing.objects.get().stage == "customer"


NEWSLETTER: dict[str, Any] = {
    "purpose": "newsletter",
    "state": {"column": "yes", "values": {"ja": "granted", "nein": "refused"}},
    "given_at": "at",
    "evidence": "proof",
}


def test_people_without_proof_of_their_consent_cannot_be_mailed(tmp_path: Path) -> None:  # LAW 1.6
    found_purpose("newsletter", label=Words("Newsletter", "Newsletter"))
    rows = [
        ["a@example.org", "ja", "form 7, 2026-01-01"],
        ["b@example.org", "ja", ""],
        ["c@example.org", "", ""],
        ["d@example.org", "nein", "x"],
    ]
    path = table(tmp_path / "a.csv", [["mail", "yes", "proof", "at"], *([*row, "2026-01-01"] for row in rows)])
    services.run(path, profile(fields={"email": "mail"}, consent=[NEWSLETTER]))

    allowed = {
        contact.email: may_write(contact.pk, channel="email", purpose="newsletter").allowed
        for contact in Contact.objects.all()
    }
    assert allowed == {"a@example.org": True, "b@example.org": False, "c@example.org": False, "d@example.org": False}
    assert Consent.objects.count() == 3


def test_a_suppressed_address_cannot_be_mailed_in_another_spelling_either(tmp_path: Path) -> None:  # LAW 1.12
    found_purpose("newsletter", label=Words("Newsletter", "Newsletter"))
    suppress(["anna@example.org"], channel="email", reason="erased", everywhere=True)  # type: ignore[arg-type]
    path = table(
        tmp_path / "a.csv", [["mail", "yes", "proof", "at"], [" ANNA@Example.ORG", "ja", "form", "2026-01-01"]]
    )
    services.run(path, profile(fields={"email": "mail"}, consent=[NEWSLETTER]))

    assert not may_write(Contact.objects.get().pk, channel="email", purpose="newsletter").allowed


def test_a_colleague_is_found_by_address(tmp_path: Path) -> None:
    eva = User.objects.create_user("eva@firma.example", name="Eva", joined_at=datetime(2026, 1, 1, tzinfo=UTC))
    path = table(tmp_path / "a.csv", [["mail", "who"], ["a@example.org", "Eva@firma.example"]])
    services.run(path, profile(fields={"email": "mail"}, owner="who"))

    assert Contact.objects.get().owner == eva


@pytest.mark.parametrize(
    ("content", "error"),
    [("", errors.EmptyFile), ("mail;name;phone\n", errors.NoRows), ("mail;name\na;b\n", errors.MissingColumns)],
)
def test_a_file_that_cannot_be_used_leaves_no_run(tmp_path: Path, content: str, error: type[Exception]) -> None:
    (tmp_path / "a.csv").write_text(content)

    with pytest.raises(error):
        services.run(tmp_path / "a.csv", PEOPLE)
    assert not ImportRun.objects.exists()


def test_refused_rows_never_go_into_the_file_that_is_read(tmp_path: Path) -> None:
    path = people(tmp_path / "a.csv", 2)

    with pytest.raises(errors.SameFile):
        services.run(path, PEOPLE, rejects=tmp_path / "." / "a.csv")
    assert len(path.read_text().splitlines()) == 3


def test_a_run_holds_nothing_about_a_person(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.csv", [["mail", "name", "phone"], ["sentinel@example.org", "Sentinel", ""], ["sentinel@", "", ""]]
    )
    services.run(path, PEOPLE)

    with connection.cursor() as cursor:
        cursor.execute("SELECT imports_importrun::text FROM imports_importrun")
        assert "entinel" not in cursor.fetchone()[0]


def test_leads_and_deals_of_a_marketplace_meet_by_their_id(tmp_path: Path) -> None:
    # The shape of docs/examples/olist_*.toml, in numbers of our own.
    origins = [
        "organic_search",
        "paid_search",
        "social",
        "email",
        "referral",
        "direct_traffic",
        "display",
        "other",
        "other_publicities",
        "unknown",
        "",
    ]
    leads = [[f"{n:032x}", f"{n % 12 + 1}/{n % 28 + 1}/2018", origins[n % 11]] for n in range(110)]
    deals = [
        [f"{n:032x}", f"s{n}", "x", "y", "2018-12-31 23:58:54", "pet", "online", "", "", ""] for n in range(0, 110, 10)
    ]
    first = table(tmp_path / "mql.csv", [["mql_id", "first_contact_date", "origin"], *leads], delimiter=",")
    header = ["mql_id", "seller_id", "sdr_id", "sr_id", "won_date", "business_segment", "lead_type", "a", "b", "c"]
    second = table(tmp_path / "deals.csv", [header, *deals], delimiter=",")
    mql, closed = load(Path("docs/examples/olist_mql.toml")), load(Path("docs/examples/olist_closed_deals.toml"))

    assert counts(services.run(first, mql)) == {
        "rows": 110,
        "created": 110,
        "matched": 0,
        "unchanged": 0,
        "rejected": 0,
    }
    assert counts(services.run(second, closed)) == {
        "rows": 11,
        "created": 0,
        "matched": 11,
        "unchanged": 0,
        "rejected": 0,
    }
    assert services.run(first, mql).unchanged == 110
    assert services.run(second, closed).unchanged == 11
    stages = dict.fromkeys(Standing.objects.values_list("contact_id", flat=True))
    assert len(stages) == 110
    assert Standing.objects.filter(stage="customer").count() == 11
    channels = sorted(set(Journey.objects.values_list("first_channel", flat=True)), key=str)
    assert channels == ["direct", "display", "email", "other", "paid_search", "pr", "referral", "search", "social"]
