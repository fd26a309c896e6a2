"""A form's controls are written sign by sign as Django's own templates write them."""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from trichter.faces.web.widgets import Renderer

NASTY = """<b a="x" b='y'>&amp; ü</b>"""
GROUPS = [("", "---"), (1, 12345), ("G<1>", [(NASTY, NASTY), ("b", gettext_lazy("Contacts"))]), (2.5, mark_safe("<i>"))]
CASES: list[tuple[forms.Widget, object]] = [
    *[
        (kind(attrs={"class": "input", "required": True, "disabled": False, "data-x": NASTY, "maxlength": 2000}), value)
        for kind in (forms.TextInput, forms.EmailInput, forms.NumberInput, forms.HiddenInput, forms.URLInput)
        for value in (None, "", NASTY, 0, 1234567, mark_safe("&lt;"))
    ],
    (forms.PasswordInput(), "secret"),
    (forms.TextInput(attrs={"type": "search", "placeholder": gettext_lazy("Contacts"), NASTY: 1.5}), "x"),
    *[(forms.DateInput(), value) for value in (None, date(2026, 3, 1), "nonsense")],
    (forms.DateTimeInput(), None),
    (forms.TimeInput(attrs={"step": 60}), "12:00"),
    *[(forms.CheckboxInput(attrs={"id": "x"}), value) for value in (None, True, False, "on")],
    *[(forms.Textarea(attrs={"rows": 3}), value) for value in (None, "", NASTY + "\n\n", "\nfirst", "last ")],
    *[(forms.Select(choices=GROUPS), value) for value in (None, 1, "b", NASTY)],
    (forms.Select(), None),
    (forms.SelectMultiple(choices=GROUPS), ["b", 1]),
    (forms.NullBooleanSelect(), True),
    (forms.RadioSelect(choices=GROUPS), "b"),
    (forms.ClearableFileInput(), None),
]


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_control_is_written_as_django_writes_it(language: str) -> None:
    with translation.override(language):
        for widget, value in CASES:
            ours = widget.render("a&b", value, renderer=Renderer())
            assert ours == widget.render("a&b", value, renderer=DjangoTemplates()), (widget, value)
            assert hasattr(ours, "__html__")


def test_every_form_is_written_so() -> None:
    assert isinstance(get_default_renderer(), Renderer)
