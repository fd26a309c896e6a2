"""Forms: questions, answers, what keeps robots out, and the folder of doubtful submissions."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "trichter.generation.forms"
    label = "forms"

    def ready(self) -> None:
        from trichter.generation.forms import persons

        persons.declare()
