"""Consent: who may be written to, on which channel and for what, and the proof of it."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "trichter.facts.consent"
    label = "consent"

    def ready(self) -> None:
        from trichter.facts.consent import persons

        persons.declare()
