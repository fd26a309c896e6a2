"""The ledger grows and is never rewritten; each address has a chain of its own."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.facts.consent.saying import WHEN, Person, Say, entry, found_newsletter, found_person
from trichter.facts.consent import queries, services, wordings
from trichter.facts.consent.addresses import NoAddress
from trichter.facts.consent.models import Chain, Consent, Wording
from trichter.facts.consent.verification import verify
from trichter.kernel import clock
from trichter.kernel.words import Words


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE consent_consent SET state = 'granted'",
        "DELETE FROM consent_consent",
        "UPDATE consent_wording SET text = 'Other words'",
        "DELETE FROM consent_wording",
    ],
)
def test_the_database_refuses_to_change_what_was_said(person: Person, say: Say, change: str) -> None:
    # LAW 1.1
    say(person("anna@example.org"), "refused", "anna@example.org")
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_other_words_are_another_version_and_the_same_words_are_not(newsletter: Wording) -> None:
    # LAW 1.1
    place = {"channel": "email", "language": "de"}
    again = wordings.publish_wording("newsletter", text=newsletter.text, **place)
    other = wordings.publish_wording("newsletter", text="Ja, bitte.", **place)
    english = wordings.publish_wording("newsletter", channel="email", language="en", text="Yes, please.")
    assert again == newsletter
    assert [newsletter.version, other.version, english.version] == [1, 2, 1]
    assert Wording.objects.get(pk=newsletter.pk).text == newsletter.text


def test_an_answer_proves_the_words_by_which_it_was_given(person: Person, say: Say, newsletter: Wording) -> None:
    # LAW 1.1
    anna = person("anna@example.org")
    with clock.at(WHEN + timedelta(minutes=5)):
        say(
            anna,
            "granted",
            "Anna@Example.org",
            at=WHEN,
            wording_id=newsletter.pk,
            snapshot={"url": "https://ahornwerk.example/post", "fields": ["email"]},
            ip="192.0.2.7",
            user_agent="Firefox",
            confirmation_mail="Message-ID: <1@ahornwerk.example>",
        )
    wordings.publish_wording("newsletter", channel="email", language="de", text="Andere Worte.")
    [proof] = queries.evidence(anna)
    assert (proof.wording, proof.wording_version, proof.wording_language) == (newsletter.text, 1, "de")
    assert (proof.address, proof.ip, proof.user_agent) == ("Anna@Example.org", "192.0.2.7", "Firefox")
    assert (proof.at, proof.recorded_at) == (WHEN, WHEN + timedelta(minutes=5))
    assert proof.snapshot == {"url": "https://ahornwerk.example/post", "fields": ["email"]}
    assert proof.confirmation_mail == "Message-ID: <1@ahornwerk.example>"
    assert (proof.channel, proof.state, str(proof.purpose)) == ("email", "granted", "Newsletter")


def test_words_about_mail_do_not_prove_consent_to_calls(person: Person, say: Say, newsletter: Wording) -> None:
    # LAW 1.5
    with pytest.raises(services.ForeignWording):
        say(person("anna@example.org"), "granted", "+49 40 123456", channel="phone", wording_id=newsletter.pk)


def test_a_purpose_that_nobody_founded_is_refused_by_name(person: Person, say: Say) -> None:
    with pytest.raises(wordings.UnknownPurpose, match="raffle"):
        say(person("anna@example.org"), "granted", "anna@example.org", purpose="raffle")
    assert not Consent.objects.exists()


@pytest.mark.parametrize(("channel", "nothing"), [("email", ""), ("tracking", "  "), ("phone", "")])
def test_an_answer_needs_an_address(person: Person, say: Say, channel: str, nothing: str) -> None:
    with pytest.raises(NoAddress):
        say(person("anna@example.org"), "withdrawn", nothing, channel=channel)


def test_an_objection_to_nonsense_is_recorded_too(person: Person, say: Say) -> None:
    assert say(person(""), "withdrawn", "not an address", channel="email")
    assert say(person(""), "withdrawn", "---", channel="phone")
    assert not verify()


@pytest.mark.parametrize(
    ("channel", "one", "other"),
    [
        ("email", "Anna.Weiss@MÜLLER.example", "anna.weiss@xn--mller-kva.example"),
        ("phone", "+49 (0)40 123456", "0049 40 123456"),
        ("phone", "040/123456", "+4940123456"),
        ("post", "Anna Weiß, Hauptstraße 5, 20095 Hamburg", "anna weiss Hauptstr. 5 20095 HAMBURG"),
    ],
)
def test_spellings_of_one_address_share_a_chain(person: Person, say: Say, channel: str, one: str, other: str) -> None:
    anna = person("anna@example.org")
    say(anna, "granted", one, channel=channel)
    say(anna, "withdrawn", other, channel=channel)
    assert list(Chain.objects.values_list("channel", "length")) == [(channel, 2)]


def test_dots_and_tags_before_the_at_make_another_address(person: Person, say: Say) -> None:
    anna = person("anna@gmail.com")
    for address in ("anna@gmail.com", "an.na@gmail.com", "anna+shop@gmail.com"):
        say(anna, "granted", address)
    assert Chain.objects.count() == 3


def test_one_batch_may_answer_twice_for_one_address(person: Person, newsletter: Wording) -> None:
    anna, bernd = person("anna@example.org"), person("bernd@example.org")
    ids = services.append(
        [
            entry(anna, "requested", "anna@example.org"),
            entry(bernd, "granted", "bernd@example.org"),
            entry(anna, "granted", "ANNA@example.org"),
        ]
    )
    assert [Consent.objects.get(pk=i).contact_id for i in ids] == [anna, bernd, anna]
    assert list(Consent.objects.filter(contact=anna).order_by("pk").values_list("seq", "state")) == [
        (1, "requested"),
        (2, "granted"),
    ]
    assert not verify()


def test_a_thousand_answers_take_a_handful_of_statements(newsletter: Wording) -> None:
    # Counted here; timed in bench/.
    anna = found_person("anna@example.org")
    entries = [entry(anna, "granted", f"reader{n}@example.org") for n in range(1_000)]
    with CaptureQueriesContext(connection) as statements:
        ids = services.append(entries)
    assert len(set(ids)) == 1_000
    assert ids == sorted(ids)
    assert len(statements) <= 5


@pytest.mark.django_db(transaction=True)
def test_two_threads_that_answer_for_one_address_make_one_chain() -> None:
    found_newsletter()
    people = [found_person("anna@example.org"), found_person("bernd@example.org")]
    start = threading.Barrier(2)

    def answer(contact: int) -> None:
        try:
            start.wait()
            for _ in range(20):
                services.append([entry(contact, "granted", "switchboard@example.org")])
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=[contact]) for contact in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(Consent.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 41))
    assert Chain.objects.get().length == 40
    assert not verify()


@pytest.mark.django_db(transaction=True)
def test_batches_that_name_the_same_addresses_in_any_order_do_not_deadlock() -> None:
    found_newsletter()
    anna = found_person("anna@example.org")
    addresses = [f"reader{n}@example.org" for n in range(40)]
    failures: list[OperationalError] = []
    start = threading.Barrier(2)

    def answer(order: list[str]) -> None:
        try:
            start.wait()
            for _ in range(10):
                services.append([entry(anna, "granted", address) for address in order])
        except OperationalError as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=[order]) for order in (addresses, addresses[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert set(Chain.objects.values_list("length", flat=True)) == {20}
    assert not verify()


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_another_address() -> None:
    found_newsletter()
    anna = found_person("anna@example.org")

    def answer() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            services.append([entry(anna, "granted", "bernd@example.org")])
        finally:
            connection.close()

    other = threading.Thread(target=answer)
    with transaction.atomic():
        services.append([entry(anna, "granted", "anna@example.org")])
        other.start()
        other.join()
    assert Consent.objects.count() == 2


def test_founding_a_purpose_twice_leaves_the_first(newsletter: Wording) -> None:
    wordings.found_purpose("newsletter", label=Words("Other", "Anderes"))
    assert str(wordings.found_purpose("newsletter", label=Words("x", "x")).label["en"]) == "Newsletter"
