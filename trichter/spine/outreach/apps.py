"""Outreach is an app of its own: its tables, how they treat a person's rows, and the letters that all apps register."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OutreachConfig(AppConfig):
    name = "trichter.spine.outreach"
    label = "outreach"

    def ready(self) -> None:
        from trichter.spine.outreach import persons

        persons.declare()
        autodiscover_modules("letters", "forgetting")
