"""Web hits are an app of their own: tables by month, and how they treat a person's rows."""

from django.apps import AppConfig


class HitsConfig(AppConfig):
    name = "trichter.facts.timeline.hits"
    label = "hits"

    def ready(self) -> None:
        from trichter.facts.timeline.hits import persons

        persons.declare()
