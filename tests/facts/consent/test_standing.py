"""Who may be written to: the strictest answer wins, and whoever never agreed is left alone."""

from datetime import timedelta

import pytest
from django.utils import translation

from tests.facts.consent.saying import WHEN, Person, Say
from trichter.facts.consent import queries, services, wordings
from trichter.facts.consent.customers import CONDITIONS, CustomerEvidence, lacking
from trichter.facts.consent.models import State, SuppressionReason, Wording
from trichter.facts.consent.queries import Obstacle
from trichter.facts.contacts import merging
from trichter.kernel import clock
from trichter.kernel.words import Words

DAY = timedelta(days=1)
MONTH = timedelta(days=30.5)
SALE = CustomerEvidence(
    sale="Rechnung 2026-0117",
    similar_goods="Messpunkte und Zubehör",
    notice_at_collection="AGB § 9",
    notice_in_mails=True,
)


def obstacle(
    contact: int, address: str | None = None, *, channel: str = "email", purpose: str = "newsletter"
) -> Obstacle | None:
    """What keeps us from writing; None if nothing does. One and many must be answered alike."""
    verdict = queries.may_write(contact, channel=channel, purpose=purpose, address=address)
    assert verdict.allowed == (verdict.obstacle is None)
    if address is None:
        assert verdict.allowed == (contact in queries.mailable([contact], channel=channel, purpose=purpose))
    return verdict.obstacle


def merge(winner: int, loser: int) -> None:
    merging.merge(winner=winner, loser=loser, touchpoint=0, consent_mark=queries.newest(), at=clock.now())


def unmerge(winner: int, loser: int, *followed: int) -> None:
    undone = merging.undoable(winner=winner, loser=loser)
    merging.unmerge(undone, followed=list(followed), at=clock.now())


def test_nobody_is_written_to_who_never_agreed(person: Person, newsletter: Wording) -> None:
    # LAW 1.6
    assert obstacle(person("anna@example.org")) == Obstacle.NONE


def test_a_sign_up_counts_when_it_is_confirmed(person: Person, say: Say) -> None:
    # LAW 1.1
    anna = person("anna@example.org")
    say(anna, "requested", "anna@example.org")
    assert obstacle(anna) == Obstacle.REQUESTED
    granted = say(anna, "granted", "anna@example.org")
    verdict = queries.may_write(anna, channel="email", purpose="newsletter", address="ANNA@example.org")
    assert (verdict.allowed, verdict.consent_id) == (True, granted)


@pytest.mark.parametrize("answer", [State.REFUSED, State.WITHDRAWN, State.EXPIRED])
def test_after_a_no_nothing_is_sent(person: Person, say: Say, answer: State) -> None:
    # LAW 1.6, 1.11
    anna = person("anna@example.org")
    say(anna, "granted", "anna@example.org")
    say(anna, answer, "anna@example.org")
    assert obstacle(anna) == Obstacle(answer.value)
    say(anna, "granted", "anna@example.org")
    assert obstacle(anna) is None


def test_consent_holds_for_its_channel_and_purpose_alone(person: Person, say: Say) -> None:
    # LAW 1.5, 1.6, 2.7
    anna = person("anna@example.org")
    wordings.found_purpose("events", label=Words("Events", "Veranstaltungen"))
    say(anna, "granted", "anna@example.org")
    assert obstacle(anna, purpose="events") == Obstacle.NONE
    assert obstacle(anna, channel="phone") == Obstacle.NONE
    assert obstacle(anna, channel="mail_tracking") == Obstacle.NONE


def test_consent_holds_for_its_address_alone(person: Person, say: Say) -> None:
    anna = person("anna@example.org")
    say(anna, "granted", "anna@example.org")
    assert obstacle(anna, "anna@firma.example") == Obstacle.NONE


@pytest.mark.parametrize(
    ("basis", "channel", "address", "hindrance"),
    [
        ("customer", "email", "anna@example.org", Obstacle.INCOMPLETE),
        ("legitimate_interest", "email", "anna@example.org", Obstacle.BASIS),
        ("contract", "email", "anna@example.org", Obstacle.BASIS),
        ("presumed", "email", "anna@example.org", Obstacle.BASIS),
        ("presumed", "phone", "+49 40 123456", Obstacle.UNREASONED),
        ("customer", "phone", "+49 40 123456", Obstacle.BASIS),
        ("customer", "post", "Anna, Hauptstr. 5, 20095 Hamburg", None),
        ("legitimate_interest", "post", "Anna, Hauptstr. 5, 20095 Hamburg", None),
        ("legitimate_interest", "tracking", "0f3c", Obstacle.BASIS),
    ],
)
def test_each_basis_carries_only_its_channels(
    person: Person, say: Say, basis: str, channel: str, address: str, hindrance: Obstacle | None
) -> None:
    # LAW 1.5, 1.6, 1.7, 5.1
    anna = person("anna@example.org")
    say(anna, "granted", address, channel=channel, legal_basis=basis, snapshot=None)
    assert obstacle(anna, channel=channel) == hindrance


def test_a_customer_may_be_written_to_when_all_conditions_are_recorded(person: Person, say: Say) -> None:
    # LAW 1.7
    anna = person("anna@example.org")
    say(anna, "granted", "anna@example.org", legal_basis="customer", snapshot=SALE.row())
    assert obstacle(anna) is None


@pytest.mark.parametrize("dropped", list(CONDITIONS))
@pytest.mark.parametrize("nothing", ["", False, None])
def test_without_one_of_the_conditions_no_customer_is_written_to(
    person: Person, say: Say, dropped: str, nothing: str | bool | None
) -> None:
    # LAW 1.7
    anna = person("anna@example.org")
    evidence = SALE.row() | {dropped: nothing}
    say(anna, "granted", "anna@example.org", legal_basis="customer", snapshot=evidence)
    assert obstacle(anna) == Obstacle.INCOMPLETE
    assert lacking(evidence) == (CONDITIONS[dropped],)


def test_a_customer_who_objects_is_not_written_to(person: Person, say: Say) -> None:
    # LAW 1.7, 1.11
    anna = person("anna@example.org")
    say(anna, "granted", "anna@example.org", legal_basis="customer", snapshot=SALE.row())
    say(anna, "withdrawn", "anna@example.org")
    assert obstacle(anna) == Obstacle.WITHDRAWN


def test_a_business_is_called_only_if_somebody_said_why_it_would_agree(person: Person, say: Say) -> None:
    # LAW 1.5
    anna = person("anna@example.org")
    why = {"reason": "Hat am Stand um einen Rückruf zu Messpunkten gebeten"}
    say(anna, "granted", "+49 40 123456", channel="phone", legal_basis="presumed", snapshot=why)
    assert queries.may_call(anna, purpose="newsletter").allowed


@pytest.mark.parametrize("nothing", [None, {}])
def test_imported_consent_without_proof_does_not_count(
    person: Person, say: Say, nothing: dict[str, str] | None
) -> None:
    # LAW 1.6, 1.10
    anna = person("anna@example.org")
    say(anna, "granted", "anna@example.org", snapshot=nothing)
    assert obstacle(anna) == Obstacle.UNPROVEN
    say(anna, "granted", "anna@example.org", snapshot={"source": "Card at the fair, folder 3"})
    assert obstacle(anna) is None


def test_consent_that_nobody_used_grows_stale(person: Person, say: Say) -> None:
    # LAW 1.9
    anna = person("anna@example.org")
    with clock.at(WHEN):
        say(anna, "granted", "anna@example.org")
    fresh, old, stale = [
        queries.may_write(anna, channel="email", purpose="newsletter", at=WHEN + months * MONTH)
        for months in (23, 25, 49)
    ]
    assert (fresh.allowed, fresh.warning) == (True, None)
    assert old.allowed
    assert "24 months" in str(old.warning)
    assert (stale.allowed, stale.obstacle) == (False, Obstacle.STALE)
    assert queries.mailable([anna], channel="email", purpose="newsletter", at=WHEN + 49 * MONTH) == set()


def test_a_stranger_who_signs_you_up_again_does_not_end_your_subscription(person: Person, say: Say) -> None:
    anna = person("anna@example.org")
    say(anna, "granted", "anna@example.org")
    say(anna, "requested", "anna@example.org")
    assert obstacle(anna) is None
    say(anna, "expired", "anna@example.org")
    assert obstacle(anna) is None
    say(anna, "expired", "anna@example.org")
    say(anna, "withdrawn", "anna@example.org")
    say(anna, "requested", "anna@example.org")
    assert obstacle(anna) == Obstacle.WITHDRAWN


def test_an_old_grant_that_is_imported_late_does_not_undo_a_newer_no(person: Person, say: Say) -> None:
    # LAW 1.11
    anna = person("anna@example.org")
    with clock.at(WHEN):
        say(anna, "withdrawn", "anna@example.org")
    with clock.at(WHEN + DAY):
        say(anna, "granted", "anna@example.org", at=WHEN - DAY)
    assert obstacle(anna) == Obstacle.WITHDRAWN


def test_a_grant_from_the_future_does_not_outlive_a_no(person: Person, say: Say) -> None:
    anna = person("anna@example.org")
    with clock.at(WHEN):
        say(anna, "granted", "anna@example.org", at=WHEN + 30 * DAY)
    with clock.at(WHEN + DAY):
        say(anna, "withdrawn", "anna@example.org")
    assert obstacle(anna) == Obstacle.WITHDRAWN


def test_a_later_no_at_one_address_holds_for_the_others(person: Person, say: Say) -> None:
    anna = person("anna@example.org")
    say(anna, "granted", "anna@example.org")
    say(anna, "withdrawn", "anna@firma.example")
    assert obstacle(anna, "anna@example.org") == Obstacle.OPPOSED
    say(anna, "granted", "anna@example.org")
    assert obstacle(anna, "anna@example.org") is None
    assert obstacle(anna, "anna@firma.example") == Obstacle.WITHDRAWN


def test_a_later_no_from_a_mailbox_holds_for_every_record_of_it(person: Person, say: Say) -> None:
    anna, double = person("anna@example.org"), person("anna@firma.example")
    say(double, "granted", "Anna@Example.org")
    say(anna, "withdrawn", "anna@example.org")
    assert obstacle(double) == Obstacle.OPPOSED
    say(double, "granted", "anna@example.org")
    assert obstacle(double) is None


def test_a_no_on_a_familys_phone_holds_for_one_of_them(person: Person, say: Say) -> None:
    anna, bernd = person("anna@example.org"), person("bernd@example.org")
    say(bernd, "granted", "+49 40 5550123", channel="phone", snapshot={"reason": "x"})
    say(anna, "withdrawn", "+49 40 5550123", channel="phone")
    assert obstacle(bernd, channel="phone") is None


@pytest.mark.parametrize("order", [("withdrawn", "granted"), ("granted", "withdrawn")])
def test_an_opt_out_survives_a_merge_whichever_came_first(person: Person, say: Say, order: tuple[str, str]) -> None:

    anna, double = person("anna@example.org"), person("anna@firma.example")
    people = {"granted": (anna, "anna@example.org"), "withdrawn": (double, "anna@firma.example")}
    for state in order:
        contact, address = people[state]
        say(contact, state, address)
    assert obstacle(anna) is None
    merge(anna, double)
    assert obstacle(anna, "anna@example.org") == Obstacle.OPPOSED
    assert obstacle(anna, "anna@firma.example") == Obstacle.WITHDRAWN
    assert queries.mailable([anna, double], channel="email", purpose="newsletter") == set()


def test_an_opt_out_survives_a_merge_at_the_same_number(person: Person, say: Say) -> None:
    anna, double = person("anna@example.org"), person("anna@firma.example")
    say(double, "withdrawn", "+49 40 123456", channel="phone")
    say(anna, "granted", "040 123456", channel="phone")
    assert obstacle(anna, channel="phone") is None
    merge(anna, double)
    assert obstacle(anna, channel="phone") == Obstacle.OPPOSED


def test_a_yes_after_the_merge_counts_again(person: Person, say: Say) -> None:
    anna, double = person("anna@example.org"), person("anna@firma.example")
    say(double, "withdrawn", "anna@firma.example")
    say(anna, "granted", "anna@example.org")
    merge(anna, double)
    say(anna, "granted", "anna@example.org")
    assert obstacle(anna, "anna@example.org") is None


def test_a_merge_with_a_silent_record_changes_nothing(person: Person, say: Say) -> None:
    anna, double = person("anna@example.org"), person("anna@firma.example")
    say(anna, "withdrawn", "anna@alt.example")
    say(anna, "granted", "anna@example.org")
    merge(anna, double)
    assert obstacle(anna, "anna@example.org") is None


def test_an_unmerge_restores_both_without_writing_a_row(person: Person, say: Say) -> None:

    anna, double = person("anna@example.org"), person("anna@firma.example")
    say(double, "withdrawn", "anna@firma.example")
    say(anna, "granted", "anna@example.org")
    before = queries.state_of(anna), queries.state_of(double)
    last = queries.newest()
    merge(anna, double)
    assert queries.state_of(double) == ()
    unmerge(anna, double)
    assert (queries.state_of(anna), queries.state_of(double)) == before
    assert queries.newest() == last
    assert obstacle(anna) is None


def test_a_merge_that_was_undone_leaves_no_trace(person: Person, say: Say) -> None:
    anna, double, stranger = person("anna@example.org"), person("anna@firma.example"), person("charlie@example.org")
    say(double, "withdrawn", "anna@firma.example")
    merge(anna, double)
    say(anna, "granted", "anna@example.org")
    assert obstacle(anna, "anna@example.org") is None
    merge(anna, stranger)
    unmerge(anna, stranger)
    assert obstacle(anna, "anna@example.org") is None


def test_what_was_said_after_the_merge_follows_its_touchpoint(person: Person, say: Say) -> None:
    anna, double = person("anna@example.org"), person("anna@firma.example")
    say(double, "withdrawn", "anna@firma.example")
    merge(anna, double)
    after = say(anna, "granted", "anna@firma.example")
    [touchpoint] = [row.touchpoint_id for row in queries.evidence(anna) if row.consent_id == after]
    unmerge(anna, double, touchpoint)
    assert obstacle(double) is None
    assert obstacle(anna) == Obstacle.NONE


def test_a_suppressed_address_is_never_used_however_it_is_spelled(person: Person, say: Say) -> None:
    # LAW 1.12
    anna = person("anna@example.org")
    say(anna, "granted", "anna@müller.example")
    say(anna, "granted", "+49 40 123456", channel="phone")
    services.suppress(["ANNA@xn--mller-kva.EXAMPLE"], channel="email", reason=SuppressionReason.COMPLAINT)
    assert obstacle(anna) == Obstacle.SUPPRESSED
    assert obstacle(anna, "Anna@Müller.example") == Obstacle.SUPPRESSED
    assert obstacle(anna, channel="phone") is None
    services.suppress(["040/123456"], channel="phone", reason=SuppressionReason.OBJECTED, everywhere=True)
    assert obstacle(anna, channel="phone") == Obstacle.SUPPRESSED


def test_suppressing_a_channel_leaves_the_others(person: Person, say: Say) -> None:
    anna = person("anna@example.org")
    say(anna, "granted", "anna@example.org", channel="mail_tracking")
    services.suppress(["anna@example.org"], channel="email", reason=SuppressionReason.BOUNCE)
    assert obstacle(anna, channel="mail_tracking") is None
    services.suppress(["anna@example.org"], channel="email", reason=SuppressionReason.OBJECTED, everywhere=True)
    assert obstacle(anna, channel="mail_tracking") == Obstacle.SUPPRESSED


def test_suppressing_twice_is_suppressing_once(person: Person, newsletter: Wording) -> None:
    for _ in range(2):
        services.suppress(["a@example.org", "A@example.org"], channel="email", reason=SuppressionReason.BOUNCE)
    assert obstacle(person("a@example.org"), "a@example.org") == Obstacle.SUPPRESSED


def test_the_page_sees_each_channel_purpose_and_address(person: Person, say: Say, newsletter: Wording) -> None:
    anna = person("anna@example.org")
    with clock.at(WHEN):
        say(anna, "granted", "anna@example.org", wording_id=newsletter.pk)
        say(anna, "refused", "+49 40 123456", channel="phone")
    mail, phone = queries.state_of(anna)
    assert (mail.channel, mail.state, mail.since, mail.wording_version) == ("email", "granted", WHEN, 1)
    assert (mail.wording_text, mail.obstacle) == (newsletter.text, None)
    assert (phone.channel, phone.address, phone.obstacle) == ("phone", "+49 40 123456", Obstacle.REFUSED)


def test_reasons_come_in_the_language_of_the_reader(person: Person, newsletter: Wording) -> None:
    verdict = queries.may_write(person("anna@example.org"), channel="email", purpose="newsletter")
    assert verdict.reason == "There is no consent for this channel and purpose."
    with translation.override("de"):
        verdict = queries.may_write(person("bernd@example.org"), channel="email", purpose="newsletter")
        assert verdict.reason == "Für diesen Kanal und Verwendungszweck gibt es keine Einwilligung."
