"""`{% url %}` that remembers: a page asks for a hundred addresses, and mostly for those of the page before."""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as usual
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape

register = template.Library()


class Address(URLNode):
    """Django's, which looks each address up anew."""

    def render(self, context: template.Context) -> str:
        """The same text."""
        name = self.view_name.resolve(context)
        args = tuple(arg.resolve(context) for arg in self.args)
        if self.kwargs or ":" in str(name) or not all(type(arg) is int or type(arg) is str for arg in args):
            return super().render(context)
        try:
            address = _address(get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF, str(name), args)
        except NoReverseMatch:
            return super().render(context)
        if self.asvar:
            context[self.asvar] = address
            return ""
        return conditional_escape(address) if context.autoescape else address


def address(name: str, *args: int | str) -> str:
    """That of a page, remembered. Raises `NoReverseMatch`."""
    return _address(get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF, name, args)


@lru_cache(maxsize=10_000, typed=True)
def _address(_prefix: str, _urlconf: str, name: str, args: tuple[Any, ...]) -> str:
    return reverse(name, args=args)


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    """Django's own, read by Django."""
    node = usual(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)
