"""Offers: what a visitor may take, from the white paper to the call back."""

from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "trichter.generation.offers"
    label = "offers"

    def ready(self) -> None:
        from trichter.generation.offers import letters, naming  # noqa: F401 registers its templates and names
