"""Outreach is an app of its own: its tables, and how they treat a person's rows."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "trichter.spine.outreach"
    label = "outreach"

    def ready(self) -> None:
        from trichter.spine.outreach import letters, persons  # noqa: F401 (declares the template)

        persons.declare()
