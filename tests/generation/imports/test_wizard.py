"""An ugly German file, guessed and imported without a profile: what is good is in, what is not is explained, all can be
taken back."""

from pathlib import Path

import pytest

from tests.generation.imports.ugly import ugly
from trichter.facts.contacts.models import Contact, Identifier
from trichter.facts.staff import services as staff
from trichter.facts.timeline.models import EffectiveTouchpoint, Touchpoint
from trichter.generation.imports.models import Upload
from trichter.generation.imports.wizard import keeping, planning, preview, reports, running, undoing, uploads
from trichter.generation.imports.wizard.choices import Choices
from trichter.generation.imports.wizard.looking import look
from trichter.insight.filtering import Filter
from trichter.insight.selection import Selection, batch
from trichter.spine import longwork
from trichter.spine.intake import record
from trichter.spine.touch import Touch, colleague

pytestmark = pytest.mark.django_db


_NAMES = ("Yıldız", "von Berg", "Müller", "Groß")


@pytest.fixture
def lea(db: None) -> int:
    return staff.invite("lea@ahornwerk.example", name="Lea Hofstetter", password="zwölf Ahornblätter").pk


@pytest.fixture
def upload(tmp_path: Path, lea: int) -> Upload:
    """The ugly file, with its second sheet chosen and every guess believed."""
    path = ugly(tmp_path / "Besucher.xlsx")
    taken = uploads.take([path.read_bytes()], name=path.name, by=lea)
    chosen = Choices(
        sheet="Besucher", source="Besucherliste E-world 2026", basis="legitimate_interest", channel="event"
    )
    seen = look(uploads.path_of(taken), chosen)
    said = {"header": seen.header, "columns": {column.place: column.target for column in seen.columns}}
    uploads.say(taken, chosen.with_said(said))
    return taken


def imported(upload: Upload, by: int) -> Upload:
    running.begin(upload, by=by)
    while longwork.advance():
        pass
    return uploads.found(upload.pk)


def test_titles_below_a_heading_are_found_and_told_apart_by_the_merged_cells_above(upload: Upload) -> None:
    seen = look(uploads.path_of(upload), Choices(sheet="Besucher"))

    assert seen.header == (3, 4)
    assert seen.names[:2] + seen.names[4:8] == [
        "Nr.",
        "Person Name",
        "Person Telefon",
        "E-Mail",
        "Firma Name",
        "Firma Telefon",
    ]


def test_columns_are_guessed_by_their_titles_and_by_what_stands_in_them(upload: Upload) -> None:
    seen = look(uploads.path_of(upload), Choices(sheet="Besucher"))

    assert [column.target for column in seen.columns] == [
        "skip",
        "fields.last_name",
        "fields.first_name",
        "fields.birthday",
        "fields.phone",
        "fields.email",
        "company.name",
        "company.phone",
        "address.postal_code",
        "address.city",
        "keep",
    ]


def test_the_first_rows_are_shown_as_they_will_arrive(upload: Upload) -> None:
    rows = preview.arriving(uploads.path_of(upload), running.plan(upload))

    assert rows[0].values["fields.last_name"] == "Müller"
    assert rows[0].values["fields.phone"] == "+49401234567"
    assert [(row.line, row.state) for row in rows if row.state != "new"] == [
        (9, "known"),
        (10, "refused"),
        (11, "refused"),
        (12, "refused"),
        (15, "refused"),
    ]


def test_an_ugly_german_file_comes_in_right(upload: Upload, lea: int) -> None:
    imported(upload, lea)

    people = {person.last_name: person for person in Contact.objects.order_by("id")}
    assert list(people) == ["Müller", "von Berg", "Yıldız", "Groß", "Reimers"]
    assert [person.phone for person in people.values()] == [
        "+49401234567",
        "+491715550142",
        "+49305550143",
        "+492331555014",
        "",
    ]
    assert [str(person.birthday) for person in people.values()][:4] == [
        "1971-03-17",
        "1984-05-02",
        "1990-03-03",
        "1965-12-24",
    ]
    assert people["von Berg"].company is not None
    assert people["von Berg"].company.name == "Gießerei Berg; Guss & Stahl KG"
    assert people["von Berg"].postal_code == "01067"


def test_every_row_that_is_left_out_is_explained_with_its_line(upload: Upload, lea: int) -> None:
    done = imported(upload, lea)

    assert done.run is not None
    refused = reports.refused(Path(done.run.rejects))
    assert [(row.line, row.reasons) for row in refused] == [
        (10, ["Person Telefon: “siehe Karte” is not a phone number; write it as +49 40 123456"]),
        (11, ["the titles of the columns stand here once more; the line was left out"]),
        (
            12,
            [
                "E-Mail: “udo.lang(at)firma.example” is not an e-mail address",
                "geb.: “31.02.1980” is not a day that exists, or it is written in another way than expected",
            ],
        ),
        (15, ["this is a line of totals, not of a person; it was left out"]),
    ]
    assert (done.run.created, done.run.unchanged, done.run.rejected) == (5, 1, 4)


def test_bought_addresses_need_day_contract_and_seller(upload: Upload, lea: int) -> None:  # LAW 1.10
    uploads.say(upload, uploads.choices_of(upload).with_said({"basis": "purchased", "purchased_seller": "Adress AG"}))
    with pytest.raises(planning.NoPurchase):
        running.begin(upload, by=lea)

    bought = {"purchased_on": "2026-03-01", "purchased_contract": "4711"}
    uploads.say(upload, uploads.choices_of(upload).with_said(bought))
    imported(upload, lea)
    assert Touchpoint.objects.filter(kind="contact.imported", payload__basis="purchased").count() == 5


def test_the_file_is_let_go_when_it_is_imported(upload: Upload, lea: int) -> None:  # LAW 1.12
    imported(upload, lea)
    with pytest.raises(uploads.FileGone):
        uploads.path_of(upload)


def test_a_waiting_file_goes_with_a_person_who_is_erased(upload: Upload) -> None:  # LAW 1.12
    person = record([Touch("note.written", {"text": "Hallo"}, email="J.Mueller@hafen.example")])[0].contact_id
    record([Touch("contact.erased", {}, contact=person)])
    with pytest.raises(uploads.FileGone):
        uploads.path_of(upload)


def test_an_import_that_is_undone_leaves_others_as_they_were(upload: Upload, lea: int) -> None:
    known = record(
        [Touch("note.written", {"text": "Alt"}, email="b.gross@walzwerk.example", learned={"first_name": "B."})]
    )
    done = imported(upload, lea)
    later = Contact.objects.get(last_name="Yıldız").pk
    record([Touch("note.written", {"text": "Ruft an"}, contact=later, actor=colleague(lea))])

    undoing.undo(done, by=lea)
    while longwork.advance():
        pass

    left = {person.pk: person for person in Contact.objects.filter(erased_at=None)}
    assert set(left) == {known[0].contact_id, later}
    assert (left[known[0].contact_id].first_name, left[known[0].contact_id].last_name) == ("B.", "")
    told = EffectiveTouchpoint.objects.filter(subject_type="import", is_void=False, contact_id__in=left)
    assert set(told.values_list("contact_id", flat=True)) == {later}
    assert not Identifier.objects.filter(value__contains="hafen.example").exists()
    assert not undoing.can_be_undone(uploads.found(upload.pk))


def test_an_undone_import_keeps_whom_somebody_has_worked_with_since_and_says_why(upload: Upload, lea: int) -> None:
    done = imported(upload, lea)
    called, mistaken, merged, other = (Contact.objects.get(last_name=name).pk for name in _NAMES)
    record([Touch("note.written", {"text": "Ruft an"}, contact=called, actor=colleague(lea))])
    [slip] = record([Touch("note.written", {"text": "Falsch"}, contact=mistaken, actor=colleague(lea))])
    record([Touch("touchpoint.retracted", {}, contact=mistaken, target=slip.touchpoint_id, actor=colleague(lea))])
    record([Touch("contact.merged", {"loser": other}, contact=merged, actor=colleague(lea))])
    assert done.run_id
    assert set(keeping.worked_on(done.run_id)) == {called, merged}

    task = undoing.undo(done, by=lea)
    while longwork.advance():
        pass

    left = Contact.objects.filter(erased_at=None, merged_into=None)
    assert set(left.values_list("id", "last_name")) == {(called, "Yıldız"), (merged, "Groß")}
    task.refresh_from_db()
    assert task.report == {"removed": 2, "restored": 0, "kept": 2, "why": {"note.written": 1, "contact.merged": 1}}
    here = Selection(filter=Filter.exactly({"imported": [str(done.run_id)]}))
    assert set(batch(here)) == {called, merged}  # LAW 1.10: they can be found, and erased


def test_what_was_undone_can_be_imported_again(upload: Upload, lea: int, tmp_path: Path) -> None:
    known = record([Touch("note.written", {"text": "Alt"}, email="b.gross@walzwerk.example")])[0].contact_id
    chosen = uploads.choices_of(upload)
    undoing.undo(imported(upload, lea), by=lea)
    while longwork.advance():
        pass
    again = uploads.take([(tmp_path / "Besucher.xlsx").read_bytes()], name="Besucher.xlsx", by=lea)
    uploads.say(again, chosen)
    done = imported(again, lea)

    assert done.run is not None
    assert (done.run.created, done.run.matched) == (4, 1)
    assert Contact.objects.get(pk=known).last_name == "Groß"


def test_the_same_file_twice_changes_nothing_by_the_wizard_either(upload: Upload, lea: int, tmp_path: Path) -> None:
    chosen = uploads.choices_of(upload)
    imported(upload, lea)
    again = uploads.take([(tmp_path / "Besucher.xlsx").read_bytes()], name="Besucher.xlsx", by=lea)
    uploads.say(again, chosen)
    done = imported(again, lea)

    assert done.run is not None
    assert (done.run.created, done.run.matched, done.run.unchanged) == (0, 0, 6)
