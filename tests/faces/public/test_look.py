"""The firm's colour, light and dark, and pages that weigh next to nothing."""

import re

import pytest
from django.test import Client
from hypothesis import assume, given
from hypothesis import strategies as st

from trichter.faces.public.look import BLACK, DARK_PLANE, WHITE, dark, light, style
from trichter.facts.house import services
from trichter.facts.house.colours import contrast
from trichter.facts.house.queries import House

CANVAS_LIGHT, CANVAS_DARK, SURFACE_DARK = "#f4f7f9", "#0e1115", "#14171b"
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours)
def test_any_colour_that_a_firm_may_have_can_be_read_everywhere(accent: str) -> None:  # LAW 4.6
    assume(contrast(accent, WHITE) >= 4.5)
    bright, dim = light(accent), dark(accent)
    assert contrast(bright.on, bright.accent) >= 4.5
    assert contrast(bright.on, bright.hover) >= 4.5
    assert min(contrast(bright.ink, ground) for ground in (WHITE, CANVAS_LIGHT, bright.soft)) >= 4.5
    assert contrast(dim.on, dim.accent) >= 4.5
    assert contrast(dim.on, dim.hover) >= 4.5
    assert min(contrast(dim.ink, ground) for ground in (BLACK, CANVAS_DARK, SURFACE_DARK, DARK_PLANE, dim.soft)) >= 4.5


@pytest.mark.django_db
def test_another_colour_is_another_version_which_browsers_keep_for_ever(client: Client) -> None:
    def linked() -> str:
        found = re.search(r'href="(/o/stil\.css\?v=\w+)"', client.get("/impressum/").content.decode())
        assert found
        return found[1]

    before = linked()
    services.change(accent="#7a1f3d")
    after = linked()

    assert before != after
    answer = client.get(after)
    assert "--accent: light-dark(#7a1f3d" in answer.content.decode()
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(before).headers["Cache-Control"] == "no-cache"
    assert client.get("/o/stil.css").headers["Cache-Control"] == "no-cache"


@pytest.mark.django_db
def test_the_mark_is_the_first_letter_on_the_colour(client: Client) -> None:
    services.change(name="Ahornwerk", accent="#7a1f3d")
    answer = client.get("/o/zeichen.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert 'fill="#7a1f3d"' in answer.content.decode()
    assert ">A</text>" in answer.content.decode()
    services.change(name="<script>")
    assert "<scr" not in client.get("/o/zeichen.svg").content.decode()
    assert "></text>" in client.get("/o/zeichen.svg").content.decode()


def test_every_style_stands_in_a_layer_and_brings_nothing_along() -> None:
    text = re.sub(r"/\*.*?\*/", "", style(House()).text, flags=re.DOTALL)
    assert text.startswith("@layer reset, tokens, base")
    assert "!important" not in text
    assert "@import" not in text
    assert "url(" not in text


@pytest.mark.usefixtures("ahornwerk")
def test_a_page_weighs_less_than_a_hundred_kilobytes(client: Client) -> None:
    page = client.get("/datenschutz/").content
    linked = re.findall(rb'(?:href|src)="(/o/[^"]+)"', page)
    assert len(linked) == 2
    sprite = b"".join(client.get("/static/public/icons.svg").streaming_content)  # type: ignore[attr-defined]
    assert len(page) + len(sprite) + sum(len(client.get(name.decode()).content) for name in linked) < 60_000
