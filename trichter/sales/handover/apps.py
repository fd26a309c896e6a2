"""Handover: the lead that is ripe comes to somebody in sales, who takes it by a deadline or says why not."""

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "trichter.sales.handover"
    label = "handover"

    def ready(self) -> None:
        from trichter.kernel import persons
        from trichter.sales.handover import letters, watching  # noqa: F401 they register themselves
        from trichter.sales.handover.persons import Handovers

        persons.register(Handovers("handover_handover", follows="touchpoint_id"))
