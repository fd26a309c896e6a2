"""Capture: what colleagues write down of somebody they met, and of what that person agreed to, with its proof."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    name = "trichter.generation.capture"
    label = "capture"

    def ready(self) -> None:
        from trichter.generation.capture import persons

        persons.declare()
