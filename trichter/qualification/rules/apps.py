"""The app of the rule language: it has no tables; operands gather here when all apps are there."""

from django.apps import AppConfig

from trichter.qualification.rules import facts, operands


class RulesConfig(AppConfig):
    name = "trichter.qualification.rules"
    label = "rules"

    def ready(self) -> None:
        facts.load()
        operands.load()
