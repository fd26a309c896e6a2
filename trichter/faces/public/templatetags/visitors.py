"""What the frame of a visitor's page needs: the firm, its look, and addresses that keep the chosen language."""

from django import template
from django.urls import reverse

from trichter.faces.public import look as looks
from trichter.faces.public.language import PARAMETER, keep_language
from trichter.facts.house.queries import House, house
from trichter.generation.tracking.founding import own_key

register = template.Library()
_TRACKED = frozenset({"offer", "offer_thanks", "imprint", "privacy", "accessibility"})
"""Pages without anything personal in their address."""
_SHEETS = {"style": looks.style, "mark": looks.mark}


@register.simple_tag
def firm() -> House:
    """The firm whose page this is."""
    return house()


@register.simple_tag
def look(house: House, what: str) -> str:
    """The address of the `style` or of the `mark`, with its version."""
    return f"{reverse(what)}?v={_SHEETS[what](house).version}"


@register.simple_tag(takes_context=True)
def tracker(context: template.Context) -> str:
    """The key for the script of visits, where it may run; empty on all other pages, and on previews of offers."""
    match = getattr(context.get("request"), "resolver_match", None)
    is_preview = getattr(context.get("offer"), "is_preview", False)
    return own_key() if match and match.url_name in _TRACKED and not is_preview else ""


@register.simple_tag(takes_context=True)
def way(context: template.Context, name: str, *args: object, **kwargs: object) -> str:
    """`{% url %}` in the language that the visitor chose."""
    return keep_language(context["request"], reverse(name, args=args or None, kwargs=kwargs or None))


@register.simple_tag(takes_context=True)
def in_language(context: template.Context, code: str) -> str:
    """This page in another language."""
    request = context["request"]
    query = request.GET.copy()
    query[PARAMETER] = code
    return f"{request.path}?{query.urlencode()}"
