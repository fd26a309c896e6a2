"""Imports: what is in the files that a company already has."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "trichter.generation.imports"
    label = "imports"

    def ready(self) -> None:
        from trichter.generation.imports import rejects

        rejects.declare()
