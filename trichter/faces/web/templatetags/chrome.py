"""Small things the frame of every page needs: addresses, initials, and how a form control is dressed."""

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from trichter.faces.web import roles, undoing
from trichter.facts.staff.permissions import Permission
from trichter.insight.waiting import Waiting, waiting

register = template.Library()


@register.simple_tag(takes_context=True)
def address(context: template.Context, *changes: object) -> str:
    """This page with other parameters: `{% address "channel" "fair" "until" None %}`; an empty value drops one."""
    request = context["request"]
    query = request.GET.copy()
    for name, value in zip(changes[::2], changes[1::2], strict=True):
        query.pop(name, None)
        if value:
            query[str(name)] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else str(request.path)


@register.simple_tag(takes_context=True)
def current(context: template.Context, place: str) -> SafeString:
    """`aria-current` for a link of the navigation: this very page, or a page below it."""
    path = context["request"].path
    state = "page" if path == place else "true" if place != "/" and path.startswith(place) else ""
    return format_html('aria-current="{}"', state) if state else SafeString("")


@register.simple_tag(takes_context=True)
def what_waits(context: template.Context) -> Waiting:
    """What waits for whoever looks, for the numbers of the navigation."""
    user = context["request"].user
    return waiting(user.pk) if user.is_authenticated else Waiting()


@register.simple_tag(takes_context=True)
def toasts(context: template.Context) -> list[undoing.Toast]:
    """What was just done; each is shown once."""
    request = context["request"]
    return undoing.pop(request) if request.user.is_authenticated else []


@register.filter
def initials(name: str) -> str:
    """Lea Hofstetter as LH; a single name gives one letter."""
    words = name.split()
    return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper() if words else ""


@register.filter
def also(first: str, second: str) -> str:
    """Both with a comma between, or the one that is known."""
    return ", ".join(part for part in (first, second) if part)


@register.filter
def control(field: BoundField, error: str = "") -> SafeString:
    """The input of a field in our dress; an `error` that belongs to the whole form marks the field as wrong too."""
    attrs: dict[str, Any] = {"placeholder": ""}
    if field.widget_type != "checkbox":
        attrs["class"] = "input"
    if error or field.errors:
        attrs |= {"aria-invalid": "true", "aria-describedby": f"{field.auto_id}_error"}
    return field.as_widget(attrs=attrs)


@register.filter
def may(user: Any, permission: str) -> bool:
    """Whether this colleague may do something: `{% if user|may:"import" %}`."""
    return roles.may(user, Permission(permission))
