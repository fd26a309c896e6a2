"""How many doubtful submissions wait, for the navigation."""

from django import template

from trichter.generation.forms import doubtful

register = template.Library()


@register.simple_tag
def doubtful_waiting() -> str:
    """Their number; nothing if there are none."""
    return str(doubtful.count() or "")
