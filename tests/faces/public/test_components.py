"""Parts that pages of visitors are made of: a control and its error belong together, also for who cannot see them."""

import re

import pytest
from django.template import engines
from django_cotton.compiler_regex import CottonCompiler


def made(part: str, **given: object) -> str:
    rendered = engines["django"].from_string(CottonCompiler().process(part)).render(given)
    return re.sub(r"\s+", " ", rendered)


def test_an_error_and_a_hint_describe_the_control_beside_them() -> None:  # LAW 4.6
    field = made('<c-public.input name="email" type="email" label="Mail" error="Fehlt" hint="Für den Link" />')
    assert '<label for="email">' in field
    assert 'aria-invalid="true" aria-describedby="email_error email_hint"' in field
    assert '<span class="error" id="email_error">' in field
    assert '<span class="hint" id="email_hint">Für den Link</span>' in field


@pytest.mark.parametrize(("more", "described"), [('error="x"', "n_error"), ('hint="x"', "n_hint")])
def test_what_is_not_there_describes_nothing(more: str, described: str) -> None:
    assert f'aria-describedby="{described}"' in made(f'<c-public.input name="n" label="N" {more} />')
    assert "aria-describedby" not in made('<c-public.input name="n" label="N" />')


def test_the_optional_ones_are_marked_and_the_others_required() -> None:
    assert " required " in made('<c-public.input name="n" label="N" />')
    optional = made('<c-public.input name="n" label="N" optional />')
    assert " required " not in optional
    assert '<span class="opt">optional</span>' in optional


def test_a_control_may_have_an_id_of_its_own_and_further_attributes() -> None:
    field = made('<c-public.input name="n" id="other" label="N" autocomplete="email" maxlength="80" />')
    assert '<label for="other">' in field
    assert field.count('id="other"') == 1
    assert 'autocomplete="email" maxlength="80"' in field


def test_what_was_typed_comes_back_as_text() -> None:  # LAW 4.4
    field = made('<c-public.input name="n" label="N" :value="typed" :error="typed" />', typed='"><script>')
    assert "<script>" not in field
    assert 'value="&quot;&gt;&lt;script&gt;"' in field


def test_a_box_is_never_ticked_beforehand() -> None:  # LAW 1.8
    assert "checked" not in made('<c-public.check name="news">Ja</c-public.check>').replace("checkbox", "")
    assert " checked " in made('<c-public.check name="news" :checked="True">Ja</c-public.check>')


def test_a_button_says_what_it_is() -> None:
    assert 'class="btn btn-primary ' in made('<c-public.button primary name="a" value="b">Ja</c-public.button>')
    assert 'name="a" value="b"' in made('<c-public.button name="a" value="b">Ja</c-public.button>')
    assert "btn-danger" in made("<c-public.button danger>Löschen</c-public.button>")
