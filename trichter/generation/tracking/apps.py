"""Tracking is an app of its own: its touchpoint kinds, what follows when a visitor becomes known, and its jobs."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TrackingConfig(AppConfig):
    name = "trichter.generation.tracking"
    label = "tracking"

    def ready(self) -> None:
        autodiscover_modules("keeping")
