"""Costs: what it cost to bring people in, by channel and campaign."""

from django.apps import AppConfig


class CostsConfig(AppConfig):
    name = "trichter.generation.costs"
    label = "costs"
