"""The timeline: everything that happened with a person, in one append-only table."""

from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "trichter.facts.timeline"
    label = "timeline"

    def ready(self) -> None:
        from trichter.facts.timeline import kinds, persons

        kinds.load()
        persons.declare()
