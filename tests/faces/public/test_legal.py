"""What the law wants every visitor to find."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from trichter.facts.house import services


def seen(client: Client, path: str, language: str = "de") -> str:
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.usefixtures("ahornwerk")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ["Amtsgericht Freiburg", "Registernummer", "Geschäftsführung", "Clara Ahorn"]),
        ("en", ["Amtsgericht Freiburg", "Register number", "Managing directors", "Clara Ahorn"]),
    ],
)
def test_the_imprint_names_the_firm_in_the_language_of_the_visitor(  # LAW 1.16
    client: Client, language: str, words: list[str]
) -> None:
    page = seen(client, "/impressum/", language)
    assert f'<html lang="{language}">' in page
    assert [
        word for word in [*words, "Ahornwerk GmbH", "HRB 000000", "mailto:info@ahornwerk.example"] if word not in page
    ] == []


@pytest.mark.django_db
def test_a_firm_that_has_said_nothing_still_has_whole_pages(client: Client) -> None:
    assert "Whoever runs this page" in seen(client, "/impressum/", "en")
    assert "no privacy notice here yet" in seen(client, "/datenschutz/", "en")
    assert "How to reach us" in seen(client, "/barrierefreiheit/", "en")


@pytest.mark.usefixtures("ahornwerk")
def test_the_notice_in_force_is_shown_with_its_version(client: Client) -> None:  # LAW 1.15
    assert "Who is responsible</h2>" in seen(client, "/datenschutz/", "en")
    services.publish_notice("en", "# Somebody else")
    page = seen(client, "/datenschutz/", "en")
    assert "Somebody else</h2>" in page
    assert "Version 2" in page
    assert "Who is responsible" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "day"), [("de", "1. März 2026"), ("en", "1 March 2026")])
def test_the_day_of_the_notice_is_written_as_readers_write_it(client: Client, language: str, day: str) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 9, tzinfo=UTC), tick=False):
        services.publish_notice(language, "Text")
    assert day in seen(client, "/datenschutz/", language)


@pytest.mark.django_db
def test_a_notice_that_is_there_in_one_language_is_shown_to_all(client: Client) -> None:
    services.publish_notice("de", "Nur auf Deutsch.")
    page = seen(client, "/datenschutz/", "en")
    assert "Nur auf Deutsch." in page
    assert '<div lang="de">' in page


@pytest.mark.usefixtures("ahornwerk")
def test_what_a_colleague_wrote_is_text_and_never_code(client: Client) -> None:  # LAW 4.4
    attack = (
        "# <script>alert(1)</script>\n**<img src=x onerror=alert(1)>** [x](javascript:alert(1)) [y](//evil.example)"
    )
    services.publish_notice("de", f'{attack}\n[z](https://ahornwerk.example/"onclick="alert(1))')
    page = seen(client, "/datenschutz/")
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert 'href="//evil' not in page
    assert '"onclick' not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.django_db
def test_details_of_the_firm_are_text_too(client: Client) -> None:  # LAW 4.4
    services.change(name='"><script>', legal_name="<b>Ahorn</b>", representatives="<i>Clara</i>")
    page = seen(client, "/impressum/")
    assert "<script>" not in page
    assert "<i>Clara" not in page
    assert "&lt;b&gt;Ahorn" in page


@pytest.mark.django_db
def test_where_to_report_a_barrier_is_said(client: Client) -> None:  # LAW 4.6
    services.change(email="info@ahornwerk.example")
    assert "mailto:info@ahornwerk.example" in seen(client, "/barrierefreiheit/")
