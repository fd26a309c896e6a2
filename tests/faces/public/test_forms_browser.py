"""The form in a browser: in both languages, light and dark, wide and narrow, with and without scripts, by keyboard."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import time_machine
from playwright.sync_api import FrameLocator, Page, expect

from tests.faces.looks import LOOKS, looks
from tests.faces.web.reader import Reader
from tests.generation.offers import makings
from trichter.faces.public import look
from trichter.facts.timeline.models import Touchpoint
from trichter.kernel import clock

SitDown = Callable[..., Reader]
PAGE = "/o/zwoelf-hebel/"
ORIGIN = "https://www.ahornwerk.example"

QUESTIONS = [
    {"key": "first_name", "label": makings.both("Vorname", "First name"), "fills": "first_name"},
    {"key": "last_name", "label": makings.both("Nachname", "Last name"), "fills": "last_name", "is_required": True},
    {
        "key": "email",
        "type": "email",
        "label": makings.both("Geschäftliche E-Mail", "Business e-mail"),
        "hint": makings.both("An diese Adresse senden wir den Link.", "We send the link to this address."),
        "is_required": True,
    },
    {"key": "firm", "type": "firm", "label": makings.both("Firma", "Firm")},
]
MORE = [
    {"key": "country", "type": "country", "label": makings.both("Land", "Country")},
    {
        "key": "topic",
        "type": "choice",
        "label": makings.both("Worum geht es?", "What is it about?"),
        "options": [
            {"value": "a", "label": makings.both("Messen", "Measuring")},
            {"value": "b", "label": makings.both("Sparen", "Saving")},
        ],
        "is_required": True,
    },
    {"key": "need", "is_long": True, "label": makings.both("Was beschäftigt Sie?", "What moves you?"), "means": "need"},
]


@pytest.fixture
def offer(db: None) -> None:
    makings.our_house()
    makings.published(
        questions=QUESTIONS,
        origins=[ORIGIN],
        kicker=makings.both("Whitepaper, 32 Seiten", "White paper, 32 pages"),
        title=makings.both(
            "Zwölf Hebel, die Ihre Energiekosten im ersten Jahr senken", "Twelve levers that lower your energy costs"
        ),
        text=makings.both("Für Betriebe mit 50 bis 500 Beschäftigten.", "For firms of 50 to 500 people."),
        points=[
            makings.both("Welche Messpunkte sich zuerst lohnen", "Which points to measure first"),
            makings.both("Wie Sie Lastspitzen ohne Stillstand kappen", "How to cut peaks without stopping"),
        ],
    )


def fill(page: Page | FrameLocator, email: str = "anna@wellner.example") -> None:
    page.locator("main [name=last_name]").fill("Reimers")
    page.locator("main [name=email]").fill(email)


def leads() -> int:
    return Touchpoint.objects.filter(kind="form.submitted").count()


@pytest.mark.usefixtures("offer")
@pytest.mark.parametrize("language", LOOKS)
def test_every_page_of_the_way_is_whole_without_scripts(sit_down: SitDown, language: str) -> None:  # LAW 4.6
    reader = sit_down(language=language, scripts=False)
    seen = []

    def look(name: str) -> None:
        reader.page.wait_for_load_state("load")
        assert reader.page.locator("html").get_attribute("lang") == language
        for one in looks(reader):
            reader.take_picture(f"offer-{name}-{language}-{one.scheme}-{one.width}")
            assert not reader.is_cut_off(), name
        seen.append(name)

    reader.go(PAGE)
    look("page")
    reader.page.click("main form button")
    look("errors")
    fill(reader.page)
    reader.page.check("[name=consent_email_newsletter]")
    reader.page.click("main form button")
    look("review")
    with time_machine.travel(clock.now() + timedelta(seconds=1), tick=True):  # nobody has read it sooner
        reader.page.click("main form button:first-of-type")
        look("thanks")
    assert seen == ["page", "errors", "review", "thanks"]
    assert leads() == 1
    # The errors of a form answer 422, which Chromium notes in its console.
    assert [said for said in reader.complaints if "422" not in said] == []


@pytest.mark.usefixtures("offer")
@pytest.mark.parametrize("scripts", [False, True])
def test_beside_mistakes_the_other_language_keeps_what_was_typed(sit_down: SitDown, scripts: bool) -> None:
    reader = sit_down(scripts=scripts)
    reader.go(PAGE)
    fill(reader.page, "anna@")
    reader.page.click("main form button")
    expect(reader.page.locator("#errors")).to_be_visible()
    reader.take_picture(f"offer-errors-language-{scripts}")
    reader.page.click("nav.languages button[lang=en]")
    expect(reader.page.locator("html")).to_have_attribute("lang", "en")
    expect(reader.page.locator("main [name=email]")).to_have_value("anna@")
    assert leads() == 0


@pytest.mark.usefixtures("offer")
def test_with_scripts_a_form_is_proven_and_sent_at_once(sit_down: SitDown) -> None:
    reader = sit_down()
    reader.go(f"{PAGE}?utm_source=linkedin&utm_medium=cpc&utm_campaign=herbst")
    fill(reader.page)
    reader.page.click("main form button")
    reader.page.wait_for_url("**/danke/**")
    assert leads() == 1
    assert Touchpoint.objects.get(kind="form.submitted").channel == "paid_social"
    assert reader.context.cookies() == []  # LAW 5.1
    assert reader.page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert reader.complaints == []


@pytest.mark.usefixtures("offer")
def test_an_impatient_double_click_is_one_submission(sit_down: SitDown) -> None:
    reader = sit_down()
    reader.go(PAGE)
    fill(reader.page)
    reader.page.dblclick("main form button")
    reader.page.wait_for_url("**/danke/**")
    assert leads() == 1


@pytest.mark.usefixtures("offer")
def test_the_keyboard_alone_leads_through_mistakes_to_the_thank_you(sit_down: SitDown) -> None:
    reader = sit_down(width="phone")
    reader.go(PAGE)
    keys = reader.page.keyboard
    reader.page.focus("main [name=last_name]")
    keys.type("Reimers")
    keys.press("Tab")
    keys.type("anna@gmial.com")
    keys.press("Enter")
    expect(reader.page.locator("#errors")).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")  # the link to the field
    expect(reader.page.locator("main [name=email]")).to_be_focused()
    assert reader.page.input_value("[name=email]") == "anna@gmial.com"
    keys.press("Control+a")
    keys.type("anna@gmail.com")
    keys.press("Enter")
    reader.page.wait_for_url("**/danke/**")
    assert leads() == 1


@pytest.mark.usefixtures("offer")
def test_where_the_work_cannot_be_done_the_form_goes_without(sit_down: SitDown) -> None:
    reader = sit_down()
    reader.page.route("**/challenge/", lambda route: route.abort())
    reader.go(PAGE)
    fill(reader.page)
    reader.page.click("main form button")
    expect(reader.page.locator("main.sheet dl")).to_contain_text("anna@wellner.example")


@pytest.mark.usefixtures("offer")
def test_a_form_is_light(sit_down: SitDown) -> None:
    reader = sit_down()
    sizes: list[int] = []
    reader.page.on("response", lambda answer: sizes.append(len(answer.body())))
    reader.go(PAGE)
    assert sum(sizes) < 100_000


@pytest.fixture
def around(house: str) -> Iterator[str]:
    """The origin of somebody else, whose page shows our form in a frame."""
    frame = f'<iframe data-trichter src="{house}{PAGE}embed/" height="100"></iframe>'
    page = f'<!doctype html>{frame}<script type="module" src="/embed.js"></script>'.encode()
    script = (look.OWN.parent / "js" / "embed.js").read_bytes()

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_script = self.path == "/embed.js"
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript" if is_script else "text/html")
            self.end_headers()
            self.wfile.write(script if is_script else page)

        def log_message(self, *_given: object) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_frame_on_a_friends_page_grows_with_its_form_and_takes_it(sit_down: SitDown, around: str) -> None:  # LAW 4.3
    makings.our_house()
    makings.published(questions=QUESTIONS, origins=[around])
    reader = sit_down()
    reader.page.goto(around)
    frame = reader.page.frame_locator("iframe")
    fill(frame)
    reader.page.wait_for_function("document.querySelector('iframe').height > 400")
    frame.locator("main form button").click()
    expect(frame.locator("main.sheet h1")).to_be_visible()
    assert leads() == 1


@pytest.mark.usefixtures("offer")
def test_a_frame_on_a_strangers_page_stays_empty(sit_down: SitDown, around: str) -> None:  # LAW 4.2
    reader = sit_down()
    reader.page.goto(around)
    assert reader.page.frame_locator("iframe").locator("form").count() == 0
    assert any("frame-ancestors" in said for said in reader.complaints)
