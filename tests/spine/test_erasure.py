"""Erasure: of a person planted everywhere nothing is left anywhere, and what was promised afterwards is kept."""

from typing import Any

import pytest
from django.db import connection

from tests.factories import anna, bernd, day, does, form, happen, known, learns, stage
from tests.spine.dumps import rows, whole_database, whole_home
from tests.spine.planting import PLANTED, planted, spelled_otherwise
from tests.spine.reacting import Declare
from trichter.facts.consent import queries as consents
from trichter.facts.consent.models import Consent
from trichter.facts.consent.queries import Obstacle
from trichter.facts.consent.verification import verify
from trichter.facts.contacts.merging import NotMerged
from trichter.facts.contacts.models import Company, Contact, Identifier
from trichter.facts.timeline.models import Touchpoint
from trichter.generation.imports.rejects import place_of
from trichter.kernel import clock
from trichter.spine.intake import ContactErased, record
from trichter.spine.models import Reaction
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import SYSTEM, Touch

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    """What of the planted stands in a text, with a little of what stands around it."""
    low = text.lower()
    places = [(word, low.find(word)) for word in PLANTED]
    return [f"…{text[max(at - 60, 0) : at + 60]}…" for _word, at in places if at >= 0]


def test_of_a_person_planted_everywhere_nothing_is_left_anywhere(declare: Declare) -> None:
    # LAW 1.12; issue 2, must show 5
    person, _stranger = planted(declare)
    dump = whole_database().lower()
    assert all(word in dump for word in PLANTED)
    assert found(whole_home())
    does(person, "contact.erased")
    assert found(whole_database()) == []
    assert found(whole_home()) == []
    assert verify() == []
    assert rebuild().differing == 0


def test_it_is_planted_in_every_table_that_holds_something_personal(declare: Declare) -> None:
    """Else the test before this one would prove little."""
    planted(declare)
    tables = {name for name, listed in rows(*EXPECTED).items() if found("\n".join(listed))}
    assert tables == EXPECTED


EXPECTED = {
    "contacts_contact",
    "contacts_company",
    "contacts_identifier",
    "contacts_shareddevice",
    "timeline_touchpoint",
    "consent_consent",
}


def test_nothing_of_them_is_ever_logged(declare: Declare, capsys: pytest.CaptureFixture[str]) -> None:
    person, _stranger = planted(declare)
    does(person, "contact.erased")
    logged = capsys.readouterr()
    assert "reaction failed" in logged.err
    assert found(logged.out + logged.err) == []


def test_the_erased_address_cannot_be_mailed_when_it_is_imported_again_in_another_spelling(declare: Declare) -> None:
    # LAW 1.12
    person, _stranger = planted(declare)
    does(person, "contact.erased")
    again = record(spelled_otherwise())
    for one, touch in zip(again, spelled_otherwise(), strict=True):
        assert one.contact_id != person
        said = touch.follows[0].payload
        verdict = consents.may_write(one.contact_id, channel=said["channel"], purpose=said["purpose"])
        assert (verdict.allowed, verdict.obstacle) == (False, Obstacle.SUPPRESSED)
        assert not consents.mailable([one.contact_id], channel=said["channel"], purpose=said["purpose"])


def test_the_shell_that_stays_says_what_happened_and_nothing_of_whom(declare: Declare) -> None:
    person, _stranger = planted(declare)
    standing = stage(person)
    with clock.at(day(31)):
        does(person, "contact.erased")
    stays = {"id", "kind", "created_at", "merged_into", "erased_at"}
    for contact in Contact.objects.exclude(erased_at=None):
        for field in Contact._meta.concrete_fields:
            assert field.name in stays or getattr(contact, field.attname) in ("", None, {}, []), field.name
    assert known(person).erased_at == day(31)
    assert stage(person) == standing
    assert Touchpoint.objects.filter(contact_id=person, kind="deal.won", payload__currency="EUR").exists()
    assert not Identifier.objects.filter(contact_id=person).exists()
    assert not Consent.objects.filter(contact_id=person).exclude(salt=None).exists()


def test_erasure_reaches_whoever_was_merged_into_the_person_and_nobody_who_left_again(declare: Declare) -> None:
    person, _stranger = planted(declare)
    merged = set(Contact.objects.exclude(merged_into=None).values_list("id", flat=True))
    left = Contact.objects.get(email="anna@example.org").pk
    does(person, "contact.erased")
    assert len(merged) >= 2
    assert not Contact.objects.filter(id__in=merged, erased_at=None).exists()
    assert known(left).erased_at is None
    assert known(left).email == "anna@example.org"


def test_nobody_else_loses_anything(declare: Declare) -> None:
    person, stranger = planted(declare)
    about = ("contacts_contact", "contacts_identifier", "timeline_touchpoint", "timeline_recordedkey")

    def theirs() -> list[str]:
        ids = (f'"contact_id": {stranger},', f'"contact_id": {stranger}}}', f'"id": {stranger},')
        return [row for listed in rows(*about).values() for row in listed if any(one in row for one in ids)]

    before = theirs()
    does(person, "contact.erased")
    assert theirs() == before != []
    assert str(known(stranger).company) == "Gemeinsam GmbH"
    assert place_of(77).read_text("utf-8-sig").splitlines()[1:] == ["x@y,Charlie,"]


def test_a_firm_goes_with_its_last_person_even_if_they_had_moved_on() -> None:
    contact = anna(learned={"company": {"name": "Anna Ahorn e.K."}}, occurred_at=day(1))
    learns(contact, company={"name": "Ahornwerk GmbH"}, occurred_at=day(2))
    learns(bernd(), company={"name": "Ahornwerk GmbH"})
    does(contact, "contact.erased")
    assert [firm.name for firm in Company.objects.all()] == ["Ahornwerk GmbH"]


def test_a_firm_only_guessed_by_its_domain_goes_as_well() -> None:
    first = bernd(learned={"company": {"name": "Ahorn e.K.", "domain": "ahorn.example"}}, occurred_at=day(1))
    learns(first, company=None, occurred_at=day(2))
    guessed = record([form("anna@ahorn.example")])[0].contact_id
    assert known(guessed).company is not None
    does(guessed, "contact.erased")
    assert not Company.objects.exists()


def test_whoever_is_erased_cannot_be_unmerged_or_erased_again() -> None:
    winner, loser = anna(), bernd()
    does(winner, "contact.merged", {"loser": loser})
    does(winner, "contact.erased")
    for contact in (winner, loser):
        for kind, payload in (("contact.erased", {}), ("contact.unmerged", {"loser": loser})):
            with pytest.raises((ContactErased, NotMerged)):
                does(contact, kind, payload)


def test_what_waits_to_be_done_names_nobody_even_if_it_failed(declare: Declare) -> None:
    planted_, _stranger = planted(declare)
    assert Reaction.objects.filter(contact_id=planted_).exclude(error="").exists()
    assert found("\n".join(Reaction.objects.values_list("error", flat=True))) == []


def test_everything_said_in_the_batch_that_erases_goes_as_well() -> None:
    contact = anna()
    note = Touch("note.written", {"text": "quittenbaum"}, contact=contact)
    told: dict[str, Any] = {"learned": {"first_name": "quittenbaum"}, "phone": "+49 40 5550197"}
    happen(note, Touch("contact.erased", contact=contact, actor=SYSTEM, follows=(note,), **told))
    assert Touchpoint.objects.filter(kind="note.written").count() == 2
    assert found(whole_database()) == []


def test_whole_database_finds_what_binary_columns_hold() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE stray (hidden bytea)")
        cursor.execute("INSERT INTO stray VALUES (%s)", [b"quittenbaum"])
    assert found(whole_database())
