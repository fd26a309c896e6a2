"""What must not be kept, whom nobody may write to, and the record of what is done with data."""

import pytest
from django.test import Client
from django.utils import translation

from tests.faces.public.consenting import ANNA, signs_up
from tests.factories import day, learns, newsletter
from trichter.facts.consent import services as consent
from trichter.facts.consent.models import SuppressionReason
from trichter.facts.contacts.definitions import declare_field
from trichter.facts.contacts.models import Contact
from trichter.facts.house import journal, services
from trichter.facts.staff import team
from trichter.generation.demo.letterhead import FIRM
from trichter.insight.processing import processing
from trichter.kernel import clock
from trichter.kernel.words import Words

RETENTION, LIST, RECORD = (f"/einstellungen/{name}/" for name in ("aufbewahrung", "sperrliste", "verarbeitungen"))


@pytest.fixture
def unconfirmed(db: None) -> int:
    """Anna, whom somebody signed up long ago, and who never confirmed it."""
    with clock.at(day(1)):
        return signs_up()[0]


def test_what_would_be_deleted_is_shown_before_it_is(administration: Client, unconfirmed: int) -> None:  # LAW 1.15
    page = administration.get(RETENTION).content.decode()
    assert f"Die unbestätigte Anmeldung von {ANNA}" in page
    assert f'href="/kontakte/{unconfirmed}/"' in page
    assert Contact.objects.get(id=unconfirmed).erased_at is None


def test_it_is_deleted_when_a_colleague_says_so(administration: Client, unconfirmed: int) -> None:  # LAW 1.4
    page = administration.post(RETENTION, follow=True).content.decode()
    assert "1 Anmeldung ist gelöscht." in page
    assert "Nichts ist fällig." in page
    assert Contact.objects.get(id=unconfirmed).erased_at is not None
    assert [one.about for one in journal.listing()] == ["Anmeldungen: 1, Personen: 1"]


def test_an_address_on_the_suppression_list_is_found_in_any_spelling(administration: Client) -> None:  # LAW 1.12
    consent.suppress([ANNA], channel="email", reason=SuppressionReason.OBJECTED, everywhere=True)
    page = administration.post(LIST, {"channel": "email", "address": f" {ANNA.upper()} "}).content.decode()
    assert "steht auf der Sperrliste" in page
    assert "Die Person hat widersprochen" in page
    page = administration.post(LIST, {"channel": "email", "address": "bernd@example.org"}).content.decode()
    assert "steht nicht auf der Sperrliste" in page


def test_how_many_stand_there_is_counted_by_reason(administration: Client) -> None:
    consent.suppress([ANNA, "b@example.org"], channel="email", reason=SuppressionReason.BOUNCE, everywhere=False)
    page = administration.get(LIST).content.decode()
    assert ANNA not in page
    assert '<td class="n">2</td>' in page


def test_whose_address_it_is_leads_to_their_record(administration: Client, unconfirmed: int) -> None:
    page = administration.post(LIST, {"channel": "email", "address": ANNA}).content.decode()
    assert f'href="/kontakte/{unconfirmed}/"' in page


def test_the_record_of_processing_follows_from_the_configuration(administration: Client) -> None:  # LAW 1.15
    services.change(**FIRM, data_protection_officer="Rechtsanwältin Klee")
    newsletter()
    declare_field("shoe", kind="text", label=Words("Shoe size", "Schuhgröße"))
    declare_field("plant", kind="text", label=Words("Plant", "Werk"), is_personal=False)
    team.found("Vertrieb Süd", department="sales")

    page = administration.get(RECORD).content.decode()
    for said in (
        "Ahornwerk GmbH",
        "Rechtsanwältin Klee",
        "Werbung: Newsletter",
        "E-Mail (de): Fassung 1",
        "Vertrieb Süd",
    ):
        assert said in page
    assert "Schuhgröße" in page
    assert "Werk," not in page
    assert "unbestätigte" not in page, "there are no offers"


def test_the_record_is_written_in_the_language_of_the_reader(db: None) -> None:
    names = {}
    for language in ("de", "en"):
        with translation.override(language):
            names[language] = [str(activity.name) for activity in processing().activities]
    assert names["de"][0] == "Beziehungen zu Interessenten und Kunden"
    assert names["en"][0] == "Relations with prospects and customers"


def test_no_password_of_a_server_stands_in_the_record(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from pydantic import SecretStr

    from trichter.kernel.environment import environment

    monkeypatch.setattr(environment(), "mail_url", SecretStr("smtp://me:s3cret@mail.example:587"))
    told = str(processing())
    assert "mail.example" in told
    assert "s3cret" not in told


@pytest.mark.parametrize("page", [RETENTION, LIST, RECORD])
def test_departments_may_not(client_of_lea: Client, page: str, unconfirmed: int) -> None:
    learns(unconfirmed, last_name="Weiß")
    assert client_of_lea.get(page).status_code == 403
    assert client_of_lea.post(page, {"channel": "email", "address": ANNA}).status_code == 403
