"""Small things the frame of every page needs: addresses, initials, and how a form control is dressed."""

import re
from typing import Any

from django import template
from django.forms import BoundField
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from trichter.faces.web import places, roles, undoing
from trichter.facts.staff.permissions import Permission
from trichter.insight import people
from trichter.insight.search import Hit
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


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> list[places.Group]:
    """The pages that are open to whoever looks."""
    return places.groups(context["request"].user)


@register.filter
def tally(waits: Waiting, name: str) -> int | str:
    """How many of these wait; nothing for none."""
    return getattr(waits, name, 0) or ""


@register.filter
def is_late(waits: Waiting, name: str) -> bool:
    """Whether some of these wait too long."""
    return bool(getattr(waits, f"late_{name}", 0))


@register.filter
def hit_address(hit: Hit) -> str:
    """Where something found is to be seen."""
    return reverse("contact" if hit.kind == "person" else "company", args=[hit.id])


@register.filter
def to_list(number: object, href: str) -> SafeString:
    """A number with the list of the people whom it counts; without one it is only a number."""
    return format_html('<a data-behind href="{}">{}</a>', href, number) if href else format_html("{}", number)


@register.filter
def tone(number: int) -> int:
    """The ground of an avatar, always the same for an id."""
    return number % people.TONES + 1


@register.filter
def marked(text: object, words: str) -> SafeString:
    """The text with the beginnings of its words marked that somebody has typed."""
    typed = "|".join(re.escape(word) for word in sorted(words.split(), key=len, reverse=True))
    if not typed:
        return format_html("{}", text)
    parts = re.split(rf"(?<!\w)({typed})", str(text), flags=re.IGNORECASE)
    pieces = (format_html("<mark>{}</mark>", part) if at % 2 else part for at, part in enumerate(parts))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


@register.filter
def initials(name: str) -> str:
    """Lea Hofstetter as LH, with a title or without; a single name gives one letter."""
    words = [word for word in name.split() if not word.endswith(".")] or name.split()
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
