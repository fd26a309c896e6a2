"""Erasure takes the person out of the ledger, leaves the proof that nobody tampered, and is not forgotten itself."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.facts.consent.saying import Person, Say
from trichter.facts.consent import queries, services
from trichter.facts.consent.erasure import forget, suppress_person
from trichter.facts.consent.models import Chain, Consent, Suppression, SuppressionReason, Wording
from trichter.facts.consent.queries import Obstacle
from trichter.facts.consent.verification import verify
from trichter.facts.contacts.models import Contact, Identifier
from trichter.kernel import append_only, clock, persons

SENTINEL = "wintergarten"
ADDRESS = f"anna.{SENTINEL}@example.org"


def erase(contact: int) -> None:
    """As the spine does: first the suppression list, then all tables, through the door."""
    suppress_person(contact)
    with transaction.atomic(), append_only.opened("erasure"):
        persons.erase(contact, known_as=persons.KnownAs())


def whole_database() -> str:
    """Every row of every table of ours as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [table for (table,) in cursor.fetchall()]
        dump = []
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")
            dump.append(cursor.fetchone()[0])
    return "\n".join(dump)


def full(**given: Any) -> dict[str, Any]:
    """A proof with the sentinel in every personal column."""
    return {
        "snapshot": {"url": f"https://ahornwerk.example/?{SENTINEL}", "fields": [{"name": SENTINEL}]},
        "ip": "192.0.2.77",
        "user_agent": f"Browser {SENTINEL}",
        "confirmation_mail": f"To: {SENTINEL}",
        **given,
    }


@pytest.fixture
def anna(person: Person) -> int:
    return person(ADDRESS)


def test_erasure_leaves_nothing_of_the_person_and_the_chains_still_verify(anna: int, person: Person, say: Say) -> None:
    # LAW 1.12
    say(anna, "requested", ADDRESS, **full())
    say(anna, "granted", ADDRESS, **full())
    say(anna, "refused", f"Anna {SENTINEL}, Hauptstr. 5, Hamburg", channel="post", **full())
    say(person("bernd@example.org"), "granted", "bernd@example.org")
    assert SENTINEL in whole_database()
    erase(anna)
    left = whole_database()
    assert SENTINEL not in left
    assert "192.0.2.77" not in left
    assert not verify()
    assert [state for (state,) in Consent.objects.filter(contact=anna).order_by("pk").values_list("state")] == [
        "requested",
        "granted",
        "refused",
    ]
    assert set(Chain.objects.filter(rows__contact=anna).values_list("address_digest", flat=True)) == {None}
    assert all(row.obstacle == Obstacle.SUPPRESSED for row in queries.state_of(anna))


def test_the_personal_columns_cannot_be_emptied_without_the_door(anna: int, say: Say) -> None:
    # LAW 1.1
    say(anna, "granted", ADDRESS)
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        forget(anna)


@pytest.mark.parametrize(
    ("channel", "known", "again"),
    [
        ("email", "anna@example.org", "ANNA@Example.ORG"),
        ("email", "anna@müller.example", "Anna@xn--mller-kva.example"),
        ("phone", "+49 40 123456", "0049 (0)40-123456"),
        ("phone", "040/123456", "+4940123456"),
        ("post", "Anna Weiß, Hauptstraße 5, 20095 Hamburg", "ANNA WEISS; Hauptstr. 5; 20095 Hamburg"),
    ],
)
def test_an_erased_address_imported_again_in_another_spelling_is_not_used(
    person: Person, say: Say, channel: str, known: str, again: str
) -> None:
    # LAW 1.12
    anna = person("x@example.org")
    say(anna, "granted", known, channel=channel)
    erase(anna)
    imported = person("x@example.org")
    say(imported, "granted", again, channel=channel, snapshot={"source": "Old list, 2024"})
    verdict = queries.may_write(imported, channel=channel, purpose="newsletter", address=again)
    assert verdict.obstacle == Obstacle.SUPPRESSED
    assert queries.mailable([imported], channel=channel, purpose="newsletter") == set()
    assert not verify()


def test_another_mailbox_with_dots_is_not_suppressed(person: Person, say: Say) -> None:
    anna, other = person("anna@gmail.com"), person("an.na@gmail.com")
    say(anna, "granted", "anna@gmail.com")
    erase(anna)
    say(other, "granted", "an.na@gmail.com")
    assert queries.may_write(other, channel="email", purpose="newsletter").allowed


def test_addresses_that_the_ledger_never_saw_are_suppressed_too(person: Person, say: Say) -> None:
    # LAW 1.12
    anna = person("Anna@Example.org")
    Contact.objects.filter(pk=anna).update(
        first_name="Anna",
        last_name="Weiß",
        mobile="0151 1234567",
        street="Hauptstr. 5",
        postal_code="20095",
        city="Hamburg",
    )
    old = {"kind": "email", "value": "old@example.org", "original": "Old@example.org"}
    Identifier.objects.create(**old, contact_id=anna, touchpoint_id=1, created_at=clock.now())
    erase(anna)
    again = person("again@example.org")
    for channel, address in (
        ("email", "anna@example.org"),
        ("email", "old@example.org"),
        ("phone", "+491511234567"),
        ("post", "Anna Weiß, Hauptstraße 5, 20095 Hamburg"),
    ):
        verdict = queries.may_write(again, channel=channel, purpose="newsletter", address=address)
        assert verdict.obstacle == Obstacle.SUPPRESSED, address


def test_the_same_address_given_anew_begins_a_new_chain(person: Person, say: Say) -> None:
    anna = person(ADDRESS)
    say(anna, "granted", ADDRESS)
    erase(anna)
    say(person(ADDRESS), "granted", ADDRESS)
    assert list(Chain.objects.order_by("pk").values_list("length", flat=True)) == [1, 1]
    assert not verify()


def test_a_chain_that_others_share_stays_theirs(person: Person, say: Say) -> None:
    anna, bernd = person(ADDRESS), person("bernd@example.org")
    say(anna, "granted", "+49 40 123456", channel="phone", **full())
    say(bernd, "withdrawn", "+49 40 123456", channel="phone")
    erase(anna)
    [kept] = queries.evidence(bernd)
    assert kept.address == "+49 40 123456"
    assert Chain.objects.get().address_digest is not None
    say(bernd, "granted", "+49 40 123456", channel="phone")
    assert Chain.objects.get().length == 3
    assert not verify()
    erase(bernd)
    assert Chain.objects.get().address_digest is None
    assert not verify()


def test_what_stays_of_equal_answers_does_not_tell_that_they_were_equal(anna: int, say: Say) -> None:
    # Else whoever has the dump could try out addresses on the digests.
    for _ in range(2):
        say(anna, "granted", ADDRESS)
    erase(anna)
    one, other = Consent.objects.filter(contact=anna).values_list("personal_digest", flat=True)
    assert one != other


def test_the_suppression_list_holds_no_address(anna: int, say: Say) -> None:
    # LAW 1.12
    say(anna, "granted", ADDRESS)
    erase(anna)
    assert Suppression.objects.count() == 1
    assert {s.reason for s in Suppression.objects.all()} == {"erased"}
    assert SENTINEL not in "".join(str(bytes(s.digest)) for s in Suppression.objects.all())


def test_a_person_sees_all_that_the_ledger_knows_but_not_its_salt(anna: int, say: Say, newsletter: Wording) -> None:
    # LAW 1.13
    say(anna, "granted", ADDRESS, **full(wording_id=newsletter.pk))
    services.suppress([ADDRESS], channel="email", reason=SuppressionReason.BOUNCE)
    export = persons.export(anna)
    [row] = export["consent_consent"]
    assert (row["address"], row["ip"], row["state"], row["wording_id"]) == (
        ADDRESS,
        "192.0.2.77",
        "granted",
        newsletter.pk,
    )
    assert not {"salt", "hash", "prev_hash", "personal_digest"} & set(row)
    assert [(s["channel"], s["reason"]) for s in export["consent_suppression"]] == [("email", "bounce")]
