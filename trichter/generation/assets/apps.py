"""Assets: the files that offers give, and the personal links by which people fetch them."""

from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "trichter.generation.assets"
    label = "assets"

    def ready(self) -> None:
        from trichter.generation.assets import letters, persons  # noqa: F401 registers its template

        persons.declare()
