"""Short links: an address of our own for print, a fair or a mail, which leads where a colleague has said."""

from django.apps import AppConfig


class ShortLinksConfig(AppConfig):
    name = "trichter.generation.shortlinks"
    label = "shortlinks"
