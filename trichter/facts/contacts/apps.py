"""Contacts, companies and the keys by which a person is known again."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "trichter.facts.contacts"
    label = "contacts"

    def ready(self) -> None:
        from trichter.facts.contacts import persons

        persons.declare()
