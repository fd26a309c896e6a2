"""`{% url %}` that remembers answers what Django's would."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import override_settings
from django.urls import NoReverseMatch, path, set_script_prefix
from django.urls.base import get_script_prefix


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("elsewhere/", _nothing, name="contacts")]


def test_an_address_is_looked_up_anew_under_another_prefix_and_in_another_set_of_addresses() -> None:
    assert _rendered("{% url 'contacts' %}") == "/kontakte/"
    before = get_script_prefix()
    try:
        set_script_prefix("/below/")
        assert _rendered("{% url 'contacts' %}") == "/below/kontakte/"
    finally:
        set_script_prefix(before)
    with override_settings(ROOT_URLCONF=__name__):
        assert _rendered("{% url 'contacts' %}") == "/elsewhere/"
    assert _rendered("{% url 'contacts' %}") == "/kontakte/"


def test_one_that_does_not_exist_is_an_error_or_under_a_name_of_its_own_nothing() -> None:
    assert _rendered(
        "{% url 'contact' 7 as there %}{{ there }} {% url 'contact' none as nowhere %}({{ nowhere }})"
    ) == ("/kontakte/7/ ()")
    with pytest.raises(NoReverseMatch):
        _rendered("{% url 'contact' none %}")


def _rendered(text: str) -> str:
    return Template(text).render(Context({"none": ""}))
