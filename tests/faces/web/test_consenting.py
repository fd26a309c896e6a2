"""An answer about consent is recorded on the record of a person, with its proof."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.factories import day, newsletter, says
from trichter.facts.consent import queries
from trichter.facts.consent import services as consent
from trichter.facts.consent.models import Consent
from trichter.kernel import clock
from trichter.kernel.words import Words


@pytest.fixture
def asked(anja: int) -> str:
    return f"newsletter email {newsletter().pk}"


def test_the_record_leads_to_the_form_and_to_the_proof_of_each_answer(client_of_lea: Client, anja: int) -> None:
    page = client_of_lea.get(f"/kontakte/{anja}/").content.decode()
    row = Consent.objects.get(contact=anja)
    assert f'href="/kontakte/{anja}/einwilligung/"' in page
    assert f"/nachweis/#statement-{row.pk}" in page
    assert "Ja, ich möchte Post." not in page


def test_a_consent_to_calls_tells_how_long_its_proof_is_kept(client_of_lea: Client, anja: int) -> None:  # LAW 1.5
    says(anja, "granted", channel="phone", occurred_at=day(1))
    assert "Der Beleg bleibt bis 1. März 2031" in " ".join(
        client_of_lea.get(f"/kontakte/{anja}/").content.decode().split()
    )


def test_a_consent_that_nobody_has_used_for_long_warns(client_of_lea: Client, anja: int) -> None:  # LAW 1.9
    says(anja, "granted", occurred_at=clock.now() - timedelta(days=800))
    assert "seit 24 Monaten nicht genutzt" in client_of_lea.get(f"/kontakte/{anja}/").content.decode()


def test_a_signature_is_recorded_with_the_words_that_were_shown(client_of_lea: Client, anja: int, asked: str) -> None:
    page = client_of_lea.get(f"/kontakte/{anja}/einwilligung/").content.decode()
    assert "Ja, ich möchte Post." in page
    said = {"says": "granted", "asked": [asked], "how": "paper", "note": "Ordner Messe"}
    answer = client_of_lea.post(f"/kontakte/{anja}/einwilligung/", said, follow=True)
    assert "ein Widerruf lässt sich jederzeit eintragen" in answer.content.decode()
    assert 'name="undo"' not in answer.content.decode()
    assert Consent.objects.filter(contact=anja, state="granted").exists()


def test_without_a_proof_nothing_is_recorded_and_nothing_typed_is_lost(
    client_of_lea: Client, anja: int, asked: str
) -> None:
    said = {"says": "granted", "asked": [asked], "how": "written", "at": "2026-03-01T09:00"}
    answer = client_of_lea.post(f"/kontakte/{anja}/einwilligung/", said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Sagen Sie, wie sich das belegen lässt" in page
    assert 'value="2026-03-01T09:00"' in page
    assert "checked" in page.split(f'value="{asked}"')[1].split("/>")[0]
    assert not Consent.objects.filter(state="granted").exists()


def test_what_was_only_said_is_asked_by_mail_and_tells_who_of_us_heard_it(
    client_of_lea: Client, anja: int, asked: str
) -> None:  # LAW 1.1
    said = {"says": "granted", "asked": [asked], "how": "spoken", "note": "Stand 4"}
    client_of_lea.post(f"/kontakte/{anja}/einwilligung/", said)
    row = Consent.objects.filter(contact=anja, state="requested").latest("id")
    assert row.snapshot == {"how": "spoken", "note": "Stand 4", "collected_by": "Lea Hofstetter"}
    assert "Lea Hofstetter" in client_of_lea.get(f"/kontakte/{anja}/nachweis/").content.decode()


def test_a_form_on_paper_may_be_an_old_one(client_of_lea: Client, anja: int, asked: str) -> None:  # LAW 1.1
    consent.publish_wording("newsletter", channel="email", language="de", text="Ja, zweimal im Monat.")
    said = {"says": "granted", "asked": [asked], "how": "paper", "note": "Ordner Messe"}
    assert "Frühere Fassungen" in client_of_lea.get(f"/kontakte/{anja}/einwilligung/").content.decode()
    client_of_lea.post(f"/kontakte/{anja}/einwilligung/", said)
    assert Consent.objects.get(contact=anja, state="granted").wording_id == int(asked.split()[-1])


def test_what_was_agreed_to_otherwise_can_be_taken_back(client_of_lea: Client, anja: int) -> None:
    says(anja, "granted", channel="mail_tracking")
    said = {"says": "withdrawn", "asked": ["newsletter mail_tracking 0"], "how": "phone", "note": ""}
    answer = client_of_lea.post(f"/kontakte/{anja}/einwilligung/", said, follow=True)
    assert "abgebrochen" in answer.content.decode()
    assert Consent.objects.filter(contact=anja, channel="mail_tracking", state="withdrawn").exists()


@pytest.mark.parametrize("asked", ["", "nonsense", "newsletter email x", "unknown email 0", "newsletter phone 0 0"])
def test_what_is_no_question_of_ours_is_not_answered(client_of_lea: Client, anja: int, asked: str) -> None:
    said = {"says": "withdrawn", "asked": [asked], "how": "phone", "note": ""}
    status = client_of_lea.post(f"/kontakte/{anja}/einwilligung/", said).status_code
    assert (status == 302) == asked.startswith("newsletter phone")


def test_nobody_answers_for_somebody_who_is_not_there(client_of_lea: Client) -> None:
    assert client_of_lea.get("/kontakte/999999/einwilligung/").status_code == 404


def test_a_withdrawal_from_the_same_page_is_recorded_and_a_repeated_answer_says_so(  # LAW 1.11
    client_of_lea: Client, anja: int, asked: str
) -> None:
    address, page = f"/kontakte/{anja}/einwilligung/", {"asked": asked, "once": "a" * 32}
    granted = page | {"says": "granted", "how": "written", "note": "Brief vom 3.11."}
    client_of_lea.post(address, granted)
    answer = client_of_lea.post(address, granted, follow=True)
    assert "wurde schon aufgenommen" in answer.content.decode()
    assert Consent.objects.filter(contact=anja, state="granted", snapshot__note="Brief vom 3.11.").count() == 1

    client_of_lea.post(address, page | {"says": "withdrawn", "how": "phone", "note": "am Telefon"})
    assert not queries.may_write(anja, channel="email", purpose="newsletter").allowed


def test_one_more_purpose_from_the_same_page_is_withdrawn_too(client_of_lea: Client, anja: int, asked: str) -> None:
    consent.found_purpose("calls", label=Words("Calls", "Anrufe"))
    other = consent.publish_wording("calls", channel="email", language="de", text="Ja, gern.")
    says(anja, "granted")
    says(anja, "granted", purpose="calls")
    said = {"says": "withdrawn", "how": "phone", "note": "am Telefon", "once": "a" * 32}
    client_of_lea.post(f"/kontakte/{anja}/einwilligung/", said | {"asked": [asked]})
    client_of_lea.post(f"/kontakte/{anja}/einwilligung/", said | {"asked": [f"calls email {other.pk}", asked]})
    states = Consent.objects.filter(contact=anja, state="withdrawn").values_list("purpose_id", flat=True)
    assert sorted(states) == ["calls", "newsletter"]
