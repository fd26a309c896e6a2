"""First contact: who answers a new request, on which way, with what words, and why so."""

from django.apps import AppConfig


class FirstContactConfig(AppConfig):
    name = "trichter.sales.firstcontact"
    label = "firstcontact"

    def ready(self) -> None:
        from trichter.kernel import persons

        persons.register(persons.Rows("firstcontact_proposal", follows="cause_id"))
