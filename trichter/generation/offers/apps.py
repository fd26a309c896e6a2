"""Offers: what a visitor may take, from the white paper to the call back."""

from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "trichter.generation.offers"
    label = "offers"
