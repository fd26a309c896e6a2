"""The settings page on what the firm's pages are about."""

import pytest
from django.test import Client

from trichter.generation.tracking.contents import About, Contents

pytestmark = pytest.mark.django_db
ADDRESS = "/einstellungen/website/"


def _sent(administration: Client, **lines: str) -> dict[str, str]:
    form = administration.get(ADDRESS).context["form"]
    return {
        "do": "contents",
        "seen": form["seen"].value(),
        "need": "",
        "evaluation": "",
        "purchase": "",
        "none": "",
    } | lines


def test_paths_carry_phase_and_topics_and_come_back_as_written(administration: Client) -> None:
    answer = administration.post(
        ADDRESS, _sent(administration, evaluation="/preise* Preise, Förderung\n/vergleich", none="/* Energie")
    )
    assert answer.status_code == 302
    assert Contents.now().of("/Preise/Messkopf") == About("evaluation", ("Preise", "Förderung", "Energie"))
    assert Contents.now().of("/blog").phase == ""
    assert "/preise* Preise, Förderung" in administration.get(ADDRESS).content.decode()


def test_the_closest_path_decides(administration: Client) -> None:
    administration.post(ADDRESS, _sent(administration, need="/*", purchase="/preise/anfragen"))
    assert (Contents.now().of("/preise/anfragen/").phase, Contents.now().of("/preise").phase) == ("purchase", "need")


@pytest.mark.parametrize("line", ["preise", "https://www.ahornwerk.example/preise"])
def test_what_is_no_path_is_said_where_it_stands_and_kept(administration: Client, line: str) -> None:
    answer = administration.post(ADDRESS, _sent(administration, evaluation=line))
    assert "evaluation" in answer.context["form"].errors
    assert line in answer.content.decode()
    assert not Contents.now().rules


def test_a_path_has_one_phase(administration: Client) -> None:
    answer = administration.post(ADDRESS, _sent(administration, need="/preise", purchase="/preise"))
    assert "/preise" in answer.context["form"].non_field_errors()[0]


def test_of_two_who_change_it_neither_loses_anything_silently(administration: Client) -> None:
    mine = _sent(administration, need="/meins")
    administration.post(ADDRESS, _sent(administration, need="/ihres"))
    answer = administration.post(ADDRESS, mine)
    assert answer.context["form"].non_field_errors()
    assert "/meins" in answer.content.decode()
    assert Contents.now().lines()["need"] == "/ihres"
