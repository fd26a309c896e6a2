"""Imports: what is in the files that a company already has."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "trichter.generation.imports"
    label = "imports"

    def ready(self) -> None:
        from trichter.generation.imports import rejects
        from trichter.generation.imports.wizard import uploads
        from trichter.kernel import persons

        rejects.declare()
        persons.erases_files(uploads.forget)
