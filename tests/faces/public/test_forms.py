"""A visitor's way through an offer: page, form, what cannot stay so, looking over, thank-you."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from tests.faces.public.visiting import ANNA, PAGE, Reader, Visitor, read
from tests.generation.offers import makings
from trichter.facts.consent.models import Consent
from trichter.facts.contacts.models import Contact
from trichter.facts.timeline.models import Campaign, Touchpoint
from trichter.generation.forms.models import Doubtful
from trichter.generation.offers import queries, services
from trichter.generation.offers.models import Offer

pytestmark = pytest.mark.django_db

FRIEND = "https://www.freundin.example"
NAME = {
    "key": "name",
    "label": makings.both("Name", "Name"),
    "fills": "last_name",
    "is_required": True,
    "hint": makings.both("Vor- und Nachname", "First and last name"),
}
NEED = {"key": "need", "label": makings.both("Anliegen", "Matter"), "is_long": True}
TOPICS = {
    "key": "topics",
    "type": "many",
    "label": makings.both("Themen", "Topics"),
    "options": [{"value": v, "label": makings.both(v.upper())} for v in "ab"],
}
BERND = {"name": "Bernd", "email": "bernd@wellner.example"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 16, 11, tzinfo=UTC), tick=False) as traveller:
        makings.our_house()
        yield traveller


@pytest.fixture
def offer() -> Offer:
    return makings.published(questions=[NAME, makings.EMAIL, NEED, TOPICS], origins=[FRIEND])


def leads() -> int:
    return Touchpoint.objects.filter(kind="form.submitted").count()


@pytest.mark.usefixtures("offer")
def test_the_page_shows_the_offer_and_its_form_and_keeps_nothing_on_the_device() -> None:  # LAW 5.1
    answer = Visitor().get()
    assert answer.status_code == 200
    assert not answer.cookies
    page = read(answer)
    assert "Zwölf Hebel" in page.text
    assert page.by_id["q_email"]["autocomplete"] == "email"
    assert page.by_id["q_name"]["autocomplete"] == "family-name"
    assert page.values["consent_email_newsletter"] == []  # LAW 1.8: not ticked beforehand
    assert "jederzeit für die Zukunft widerrufen" in page.text  # Art. 7(3) GDPR
    assert "/datenschutz/" in answer.content.decode()


@pytest.mark.usefixtures("offer")
def test_a_submission_becomes_a_lead_and_is_thanked_for() -> None:
    sent = Visitor().sends(BERND)
    assert (sent.status_code, sent["Location"]) == (303, f"{PAGE}danke/?lang=de")
    assert leads() == 1
    assert not sent.cookies
    assert Visitor().get(sent["Location"]).status_code == 200


@pytest.mark.parametrize("choice", ["optional", "exchange"])
def test_the_proof_holds_what_stood_on_the_page_and_nothing_else(choice: str) -> None:  # LAW 1.1, 1.8
    makings.published(
        questions=[NAME, makings.EMAIL],
        consent_choice=choice,
        exchange=makings.both("Das Whitepaper kostet Ihre Adresse."),
        sponsors=[{"name": "Stadtwerk Thalau", "business": "Strom"}],
        points=[makings.both("Welche Messpunkte sich zuerst lohnen")],
    )
    visitor = Visitor()
    page = read(visitor.get()).text
    visitor.sends({**BERND, "consent_email_newsletter": "yes"})
    proof = Consent.objects.get().snapshot or {}
    shown = [*proof["texts"], *proof["notes"], *(box["label"] for box in proof["boxes"])]
    assert [text for text in shown if " ".join(text.split()) not in " ".join(page.split())] == []
    assert any("Stadtwerk Thalau (Strom)" in text for text in shown)
    assert ("Das Whitepaper kostet Ihre Adresse." in shown) == (choice == "exchange")
    assert proof["advertiser"].startswith("Ahornwerk")
    assert proof["advertiser"] in page


@pytest.mark.usefixtures("offer")
def test_what_cannot_stay_so_is_said_beside_its_field_and_in_a_summary_and_nothing_typed_is_lost() -> None:
    typed = {"name": " ", "email": "bernd@", "need": "<b>Erste\r\nZweite", "topics": ["b"], "homepage": ""}
    answer = Visitor().sends({**typed, "consent_email_newsletter": "yes", "utm_source": "xing"})
    assert answer.status_code == 422
    assert answer["Cache-Control"] == "no-store"
    page = read(answer)
    assert page.by_id["q_name"]["aria-invalid"] == "true"
    assert page.by_id["q_name"]["aria-describedby"] == "q_name_error q_name_hint"
    assert "q_name_error" in page.by_id
    assert page.by_id["errors"]["tabindex"] == "-1"
    assert "autofocus" in page.by_id["errors"]
    assert page.values["email"] == ["bernd@"]
    assert page.values["need"] == ["<b>Erste\r\nZweite"]
    assert page.values["topics"] == ["b"]
    assert page.values["consent_email_newsletter"] == ["yes"]
    assert page.values["utm_source"] == ["xing"]
    assert leads() == 0


@pytest.mark.usefixtures("offer")
def test_an_english_visitor_reads_english_and_stays_in_it() -> None:
    visitor = Visitor(client=Client(headers={"accept-language": "en"}))
    page = visitor.get()
    assert (page["Content-Language"], "Twelve levers" in page.content.decode()) == ("en", True)
    sent = visitor.sends(BERND)
    assert sent["Location"].endswith("?lang=en")
    assert Contact.objects.get().language == "en"
    assert Touchpoint.objects.get(kind="form.submitted").payload["title"] == "Twelve levers"


def test_an_offer_in_one_language_speaks_it_to_everybody() -> None:
    makings.published(languages=["de"])
    answer = Visitor(client=Client(headers={"accept-language": "en"})).get()
    assert (answer["Content-Language"], 'lang="de"' in answer.content.decode()) == ("de", True)


@pytest.mark.usefixtures("offer")
def test_the_link_that_brought_somebody_travels_in_the_form() -> None:
    visitor = Visitor(headers={"referer": "https://www.google.de/search?q=geheim"})
    page = read(visitor.get(query="?utm_source=xing&utm_medium=social&utm_campaign=herbst&gclid=abc"))
    travelled = {name: page.values[name][0] for name in ("utm_source", "utm_medium", "utm_campaign")}
    travelled["referrer"] = "www.google.de/search"  # by the script
    assert "gclid" not in page.values  # LAW 5.4
    Visitor().sends({**BERND, **travelled})
    touch = Touchpoint.objects.get(kind="form.submitted")
    assert touch.channel == "social"
    assert Campaign.objects.get(id=touch.campaign_id or 0).key == "herbst"
    assert touch.payload["referrer"] == "www.google.de/search"


@pytest.mark.usefixtures("offer")
def test_a_page_that_caches_may_keep_says_nothing_of_who_asked_for_it() -> None:
    alone = Visitor().get()
    brought = Visitor(headers={"referer": "https://evil.example/kampagne"}).get()
    assert b"evil.example" not in brought.content
    assert read(brought).values == read(alone).values


@pytest.mark.usefixtures("offer")
def test_without_scripts_everything_is_shown_once_more_and_one_button_sends_it(clock: time_machine.Traveller) -> None:
    visitor = Visitor()
    typed = {**BERND, "need": "Zwei\r\nZeilen & 3 < 5", "topics": ["a", "b"], "consent_email_newsletter": "yes"}
    review = visitor.post(typed)
    assert review.status_code == 200
    page = read(review)
    assert "Ja, ich möchte den Newsletter." in page.text
    assert "3 < 5" in page.text
    assert leads() == 0
    clock.shift(timedelta(seconds=2))
    sent = visitor.presses(review)
    assert (sent.status_code, sent["Location"]) == (303, f"{PAGE}danke/?lang=de&confirm=1")
    assert Touchpoint.objects.get(kind="form.submitted").payload["answers"]["Themen"] == "A, B"


@pytest.mark.usefixtures("offer")
def test_from_the_page_to_look_over_a_way_leads_back_to_the_filled_form() -> None:
    back = read(Visitor().post({**BERND, "topics": ["b"], "again": "1"}))
    assert (back.values["name"], back.values["topics"]) == (["Bernd"], ["b"])
    assert "errors" not in back.by_id


@pytest.mark.usefixtures("offer")
def test_another_language_takes_along_what_was_typed_into_a_form_that_has_to_be_mended() -> None:
    mistyped = {**BERND, "email": "bernd", "topics": ["a", "b"], "consent_email_newsletter": "yes"}
    page = Visitor().sends(mistyped, "?utm_source=x")
    assert page.status_code == 422
    nav = re.search(r'<nav class="languages".*?</nav>', page.content.decode(), re.DOTALL)
    assert nav
    german, english = re.findall(r"<form.*?</form>", nav[0], re.DOTALL)
    assert 'aria-current="true"' in german
    assert "aria-current" not in english
    action = re.search(r'action="([^"]*)"', english)
    assert action
    taken = Reader(english).values | {"again": "en"}
    answer = Visitor().post(taken, "?" + action[1].partition("?")[2].replace("&amp;", "&"))
    assert (answer.status_code, answer["Content-Language"], leads()) == (200, "en", 0)
    there = read(answer).values
    for name, typed in (("name", ["Bernd"]), ("email", ["bernd"]), ("topics", ["a", "b"]), ("utm_source", ["x"])):
        assert set(there[name]) == set(typed)
    assert "yes" in there["consent_email_newsletter"]


@pytest.mark.usefixtures("offer")
def test_a_mistyped_provider_is_asked_about_once_with_and_without_scripts(clock: time_machine.Traveller) -> None:
    visitor = Visitor()
    mistyped = {**BERND, "email": "bernd@gmial.com"}
    asked = visitor.sends(mistyped)
    assert asked.status_code == 422
    assert "bernd@gmail.com" in asked.content.decode()
    believed = visitor.sends({**mistyped, "seen": read(asked).values["seen"]})
    assert believed.status_code == 303
    review = visitor.post({**mistyped, "name": "Bernd B", "seen": "bernd@gmial.com"})
    clock.shift(timedelta(seconds=2))
    assert visitor.presses(review).status_code == 303


@pytest.mark.usefixtures("offer")
def test_a_form_of_a_strangers_page_is_refused_and_one_of_a_friends_page_is_looked_over() -> None:  # LAW 4.3
    proof = Visitor().proof()
    stranger = Visitor(headers={"origin": "https://evil.example"})
    assert stranger.post({**BERND, **proof}).status_code == 403
    assert leads() == 0


@pytest.mark.usefixtures("offer")
def test_a_plain_form_on_a_friends_page_is_looked_over_and_tells_where_it_stood(clock: time_machine.Traveller) -> None:
    friend = Visitor(headers={"origin": FRIEND, "referer": f"{FRIEND}/angebot?kunde=7"})
    review = friend.post(BERND, query="?utm_medium=partner&utm_source=freundin")
    assert review.status_code == 200
    clock.shift(timedelta(seconds=2))
    friend.headers = {"origin": "http://testserver", "referer": f"http://testserver{PAGE}"}
    assert friend.presses(review).status_code == 303
    touch = Touchpoint.objects.get(kind="form.submitted")
    assert (touch.channel, touch.payload["referrer"]) == ("affiliate", "www.freundin.example/angebot")


@pytest.mark.usefixtures("offer")
def test_a_proof_of_another_form_is_none() -> None:
    other = makings.published(slug="preisliste", gives="newsletter", file=None)
    proof = Visitor().proof()
    answer = Visitor(page=f"/o/{other.slug}/").post({"email": "bernd@wellner.example", **proof})
    assert answer.status_code == 200
    assert leads() == 0


@pytest.mark.usefixtures("offer")
def test_only_our_own_pages_get_a_challenge() -> None:
    assert Visitor().get(f"{PAGE}challenge/")["Cache-Control"].count("no-store") == 1
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        answer = Visitor(headers=headers).get(f"{PAGE}challenge/")
        assert answer.status_code == 403
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert Visitor().get("/o/niemals/challenge/").status_code == 404


@pytest.mark.usefixtures("offer")
def test_a_frame_opens_for_the_origins_of_its_offer_alone() -> None:  # LAW 4.2, 4.3
    assert f"frame-ancestors {FRIEND};" in Visitor().get(f"{PAGE}embed/")["Content-Security-Policy"] + ";"
    assert "frame-ancestors 'none'" in Visitor().get(PAGE)["Content-Security-Policy"]
    framed = Visitor(page=f"{PAGE}embed/")
    sent = framed.sends(BERND)
    assert sent["Location"] == f"{PAGE}embed/danke/?lang=de"
    thanks = framed.get(sent["Location"])
    assert f"frame-ancestors {FRIEND}" in thanks["Content-Security-Policy"]
    assert "X-Frame-Options" not in thanks.headers


@pytest.mark.parametrize(
    ("gives", "confirm", "said"),
    [
        ("file", "", "Zwölf Hebel"),
        ("callback", "", "Danke!"),
        ("answer", "", "Danke!"),
        ("newsletter", "&confirm=1", "Danke!"),
    ],
)
def test_the_thank_you_says_what_happens_now(gives: str, confirm: str, said: str) -> None:
    questions = [makings.EMAIL, makings.PHONE] if gives == "callback" else [makings.EMAIL]
    makings.published(gives=gives, questions=questions)
    answer = Visitor().get(f"{PAGE}danke/?lang=de{confirm}")
    assert said in read(answer).text


@pytest.mark.usefixtures("offer")
def test_the_thank_you_does_not_tell_whether_an_address_is_known() -> None:
    answers = {**BERND, "consent_email_newsletter": "yes"}
    first, second = (Visitor().sends(answers | {"need": text}) for text in ("neu", "bekannt"))
    assert leads() == 2
    assert (first["Location"], first.content) == (second["Location"], second.content)


def test_an_offer_taken_back_says_so(offer: Offer) -> None:
    services.withdraw(offer.pk)
    for answer in (Visitor().get(), Visitor().post(BERND), Visitor().get(f"{PAGE}embed/")):
        assert answer.status_code == 410
        assert "Zwölf Hebel" in answer.content.decode()
    assert leads() == 0


def test_what_was_never_published_is_not_there() -> None:
    services.create(makings.white_paper())
    assert Visitor().get().status_code == 404
    assert Visitor().post(ANNA).status_code == 404


def test_a_preview_shows_the_draft_and_takes_nothing() -> None:
    draft = services.create(makings.white_paper())
    address = queries.preview(draft.pk).partition("/o/")[2]
    query = "?" + address.partition("?")[2]
    page = Visitor().get(query=query)
    assert page.status_code == 200
    assert "noindex" in page.content.decode()
    answer = Visitor().post(ANNA, query)
    assert answer.status_code == 200
    assert (leads(), Doubtful.objects.count()) == (0, 0)


@pytest.mark.usefixtures("offer")
def test_too_much_is_refused_with_a_sentence_and_before_it_is_read() -> None:
    assert Visitor().post({**BERND, "need": "x" * 200_000}).status_code == 413
    large = Visitor().post({**BERND, "need": "x" * 9_000, "other": "y" * 30_000})
    assert large.status_code == 413
    assert read(large).values["name"] == ["Bernd"]


@pytest.mark.usefixtures("offer")
def test_an_exchange_stands_beside_the_button_and_has_no_box() -> None:  # LAW 1.8
    makings.published(
        slug="tausch",
        consent_choice="exchange",
        exchange=makings.both("Das Whitepaper gibt es gegen den Newsletter.", "The paper is given for the newsletter."),
        sponsors=[{"name": "Stadtwerk Hagen", "business": "Strom"}],
    )
    visitor = Visitor(page="/o/tausch/")
    page = read(visitor.get())
    assert "consent_email_newsletter" not in page.values
    for words in ("gegen den Newsletter", "Ja, ich möchte den Newsletter.", "Stadtwerk Hagen (Strom)"):
        assert words in page.text
    sent = visitor.sends(ANNA)
    assert sent["Location"].endswith("confirm=1")


@pytest.mark.usefixtures("offer")
@pytest.mark.parametrize("rubbish", ["\x00", "\ud800", "ä" * 300, "%00", "' OR 1=1 --", "${7*7}", "{{7*7}}"])
def test_rubbish_breaks_nothing(rubbish: str) -> None:
    given = rubbish.encode(errors="ignore").decode() or "x"
    data = {"name": given, "email": "b@wellner.example", "token": given, "altcha": given, "referrer": given}
    assert Visitor().post({**data, "utm_campaign": given}).status_code in (200, 422)
