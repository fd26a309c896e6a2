"""The kinds of the first day, a file for each group; what features add stands in their own `kinds` module."""

from importlib import import_module
from pkgutil import iter_modules

from django.utils.module_loading import autodiscover_modules


def load() -> None:
    """Import all kinds, here and in every installed app."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    autodiscover_modules("kinds")
