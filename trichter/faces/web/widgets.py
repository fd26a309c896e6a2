"""How a form's controls become HTML.

A page has dozens of them, and Django's templates for them, one in another, were a tenth of its time: the common ones
are written here, sign by sign as Django writes them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]


class Renderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """What is not common is left to Django."""
        write = _WRITERS.get(template_name)
        return SafeString(write(context["widget"])) if write else super().render(template_name, context, request)


def _attributes(attrs: Mapping[str, Any]) -> str:
    told = [
        f" {conditional_escape(name)}" if value is True else f' {conditional_escape(name)}="{_escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    ]
    return "".join(told)


def _escape(value: object) -> str:
    """As `stringformat:"s"` does: numbers are not written in anybody's language."""
    return conditional_escape(value if isinstance(value, str) else str(value))


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_escape(widget["value"])}"'
    name = conditional_escape(widget["name"])
    return f'<input type="{widget["type"]}" name="{name}"{value}{_attributes(widget["attrs"])}>'


def _textarea(widget: Widget) -> str:
    name, text = conditional_escape(widget["name"]), conditional_escape(widget["value"] or "")
    return f'<textarea name="{name}"{_attributes(widget["attrs"])}>\n{text}</textarea>'


def _select(widget: Widget) -> str:
    parts = [f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{conditional_escape(localize(group))}">')
        parts += [_option(option) for option in options]
        if group:
            parts.append("\n  </optgroup>")
    return "".join([*parts, "\n</select>"])


def _option(option: Widget) -> str:
    label = conditional_escape(localize(option["label"]))
    return f'\n  <option value="{_escape(option["value"])}"{_attributes(option["attrs"])}>{label}</option>\n'


_INPUTS = ("checkbox", "date", "datetime", "email", "hidden", "input", "number", "password", "text", "time", "url")
_WRITERS: Mapping[str, Callable[[Widget], str]] = {
    **{f"django/forms/widgets/{name}.html": _input for name in _INPUTS},
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}
