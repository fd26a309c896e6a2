"""Operands that are facts: what we know of people and their firms, how they came, what they allow."""

from importlib import import_module
from pkgutil import iter_modules


def load() -> None:
    """Import all of them."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
