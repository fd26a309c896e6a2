"""The app of segments."""

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "trichter.qualification.segments"
    label = "segments"

    def ready(self) -> None:
        from trichter.kernel import persons
        from trichter.qualification.segments.persons import Memberships

        persons.register(Memberships("segments_membership"))
        persons.register(persons.Derived("segments_choice"))
        persons.register(persons.Derived("segments_missed"))
