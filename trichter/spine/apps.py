"""The spine: the one door in, what follows from it, and the one door out."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SpineConfig(AppConfig):
    name = "trichter.spine"
    label = "spine"

    def ready(self) -> None:
        from trichter.kernel import persons
        from trichter.spine.persons import Outbox, RightsRequests

        persons.register(Outbox("spine_reaction", follows="touchpoint_id"))
        persons.register(RightsRequests("spine_rightsrequest", hidden=frozenset({"address_key"})))
        persons.register(persons.Rows("spine_workperson", follows="touchpoint_id"))
        autodiscover_modules(
            "reactions",
            "duplicates",
            "forgetting",
            "optin",
            "expiring",
            "tallying",
            "works",
            "segmenting",
            "passing",
            "applying",
            "rescoring",
            "buying",
            "reclassifying",
            "rejudgement",
        )
