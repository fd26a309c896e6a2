"""The house: the firm that runs this installation, as it has to name itself to others."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "trichter.facts.house"
    label = "house"
