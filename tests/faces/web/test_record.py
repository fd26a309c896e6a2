"""One contact, as it is known."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from zoneinfo import ZoneInfo

from django.test import Client

from trichter.facts.contacts.definitions import declare_field
from trichter.facts.staff.models import User
from trichter.kernel.words import Words
from trichter.sales.tasks import services as tasks
from trichter.spine.intake import record
from trichter.spine.touch import Touch, colleague


def page_of(client: Client, contact: int, query: str = "") -> str:
    answer = client.get(f"/kontakte/{contact}/{query}")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "{{" not in page
    assert "{%" not in page
    return page


def test_a_record_says_who_it_is(client_of_lea: Client, anja: int) -> None:
    page = page_of(client_of_lea, anja)
    for known in (
        "Dr. Anja Reimers",
        "Leiterin Produktion",
        "Wellner Gießtechnik GmbH",
        "mailto:a.reimers@wellner.example",
        "Metall",
    ):
        assert known in page


def test_the_timeline_is_newest_first_under_its_days(client_of_lea: Client, anja: int) -> None:
    page = page_of(client_of_lea, anja)
    moments = re.findall(r'<time datetime="([^"]+)"\s+title="[^"]*">\d\d:\d\d</time>', page)
    assert len(moments) >= 4
    assert moments == sorted(moments, reverse=True)
    days = {datetime.fromisoformat(moment).astimezone(ZoneInfo("Europe/Berlin")).date() for moment in moments}
    assert len(re.findall(r"<h3>", page)) == len(days) >= 3


def test_verdicts_are_told_apart_from_facts(client_of_lea: Client, anja: int) -> None:
    page = page_of(client_of_lea, anja)
    events = re.findall(r'<li class="event"([^>]*)>.*?<b>([^<]*)</b>', page, re.DOTALL)
    assert {label for marks, label in events if "data-verdict" in marks} == {"Phase erreicht"}
    assert {label for marks, label in events if "data-verdict" not in marks} >= {"Formular gesendet", "Anruf"}


def test_a_decision_says_by_which_rule_and_version(client_of_lea: Client, anja: int) -> None:
    assert "Regel: Formular gesendet (Fassung 1)" in page_of(client_of_lea, anja)


def test_an_edit_names_the_fields_it_changed(client_of_lea: Client, lea: User, anja: int) -> None:
    declare_field("meter_size", kind="text", label=Words("Size of the meter", "Größe des Zählers"))
    learned = {"position": "Werkleiterin", "custom:meter_size": "DN 40", "tag:Glas": True}
    record([Touch("contact.edited", contact=anja, learned=learned, actor=colleague(lea.pk))])

    page = page_of(client_of_lea, anja)
    assert "<b>Felder geändert</b>, Position, Größe des Zählers, Schlagwort „Glas“" in page


def test_a_record_asks_the_database_few_questions(
    client_of_lea: Client,
    lea: User,
    anja: int,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    declare_field("meter_size", kind="text", label=Words("Size of the meter", "Größe des Zählers"))
    edit = Touch("contact.edited", contact=anja, learned={"custom:meter_size": "DN 40"}, actor=colleague(lea.pk))
    record([edit])
    tasks.open(anja, "Anrufen")
    client_of_lea.get(f"/kontakte/{anja}/")

    with django_assert_max_num_queries(15):
        page_of(client_of_lea, anja)


def test_what_was_taken_back_stays_and_is_marked(client_of_lea: Client, anja: int) -> None:
    page = page_of(client_of_lea, anja)
    assert re.search(
        r'<li class="event"[^>]*data-retracted[^>]*>.*?Notiz.*?<span class="badge">Zurückgenommen</span>',
        page,
        re.DOTALL,
    )


def test_what_was_edited_is_marked(client_of_lea: Client, lea: User, anja: int) -> None:
    hand = colleague(lea.pk)
    wrong = record([Touch("note.written", {"text": "Quitten"}, contact=anja, actor=hand)])[0].touchpoint_id
    record([Touch("touchpoint.edited", {"payload": {"text": "Birnen"}}, contact=anja, target=wrong, actor=hand)])
    page = page_of(client_of_lea, anja)
    assert re.search(r"Berichtigt.*?Birnen", page, re.DOTALL)
    assert "Quitten" not in page


def test_words_that_people_wrote_are_quoted_and_never_run(client_of_lea: Client, lea: User, anja: int) -> None:
    record([Touch("note.written", {"text": "<script>alert(1)</script>"}, contact=anja, actor=colleague(lea.pk))])
    page = page_of(client_of_lea, anja)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_a_shared_browser_shows_on_both_records(client_of_lea: Client, anja: int, bernd: int) -> None:
    assert f'href="/kontakte/{bernd}/"' in page_of(client_of_lea, anja)
    assert f'href="/kontakte/{anja}/"' in page_of(client_of_lea, bernd)


def test_the_address_of_a_merged_contact_leads_to_the_survivor_for_ever(
    client_of_lea: Client, lea: User, anja: int, bernd: int
) -> None:
    record(
        [Touch("contact.merged", {"loser": bernd, "reason": "dieselbe Person"}, contact=anja, actor=colleague(lea.pk))]
    )
    answer = client_of_lea.get(f"/kontakte/{bernd}/")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/kontakte/{anja}/")


def test_consent_shows_its_state_and_time(client_of_lea: Client, anja: int) -> None:
    assert re.search(r'<span class="consent" data-state="pending">.*?</small>', page_of(client_of_lea, anja), re.DOTALL)


def test_the_way_through_the_funnel_has_its_days(client_of_lea: Client, anja: int) -> None:
    page = page_of(client_of_lea, anja)
    path = page[page.index('<ol class="path"') : page.index("</ol>")]
    assert len(re.findall("<li ", path)) == 8
    current = re.search(r'<li data-stage="(\d)"\s+aria-current="step"', path)
    assert current
    assert current[1] == "6"


def test_who_left_the_path_keeps_it_and_the_reason_is_told(client_of_lea: Client, lea: User, anja: int) -> None:
    decision = {"track": "customer", "stage": "other", "reason": "Wettbewerber"}
    record([Touch("stage.set", decision, contact=anja, actor=colleague(lea.pk))])
    page = page_of(client_of_lea, anja)
    path = page[page.index('<ol class="path"') : page.index("</ol>")]
    assert len(re.findall("<li ", path)) == 8
    assert "aria-current" not in path
    assert re.search(r'<p class="note">.*?Wettbewerber', page, re.DOTALL)


def test_a_firm_and_somebody_without_any_name_have_records_too(client_of_lea: Client) -> None:
    firm = Touch(
        "contact.captured", {"place": "Messe"}, is_organisation=True, learned={"company": {"name": "Öko & Söhne"}}
    )
    nobody = Touch("contact.captured", {"place": "Messe"}, phone="+49 30 901820")
    for answer in record([firm, nobody]):
        assert "Messe" in page_of(client_of_lea, answer.contact_id)
    assert client_of_lea.get("/kontakte/").content.count(b"<tr>") == 3


def test_a_long_life_comes_in_pages(client_of_lea: Client, lea: User, anja: int) -> None:
    record(
        [
            Touch("note.written", {"text": f"Nr. {number}"}, contact=anja, actor=colleague(lea.pk))
            for number in range(150)
        ]
    )
    first = page_of(client_of_lea, anja)
    earlier = re.search(r'href="/kontakte/\d+/(\?before=[^"]+)"', first)
    assert earlier
    second = page_of(client_of_lea, anja, earlier[1])
    seen = [set(re.findall(r"Nr\. \d+", page)) for page in (first, second)]
    assert not seen[0] & seen[1]
    assert len(seen[0] | seen[1]) == 150


def test_a_strange_page_is_the_first_page(client_of_lea: Client, anja: int) -> None:
    assert "Formular gesendet" in page_of(client_of_lea, anja, "?before=x&tab=y")


def test_a_search_of_the_timeline_survives_what_no_database_takes(client_of_lea: Client, anja: int) -> None:
    assert client_of_lea.get(f"/kontakte/{anja}/?q=%00a").status_code == 200
