"""Stages and tracks: how far along the way a person is, and why."""

from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "trichter.qualification.lifecycle"
    label = "lifecycle"

    def ready(self) -> None:
        from trichter.kernel import persons

        persons.register(persons.Derived("lifecycle_standing"))
        persons.register(persons.Derived("lifecycle_journey"))
        persons.register(persons.Derived("lifecycle_qualification"))
        persons.register(persons.Derived("lifecycle_buying"))
