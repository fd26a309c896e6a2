"""Scores: what somebody is worth to us by who they are and by what they do."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "trichter.qualification.scoring"
    label = "scoring"

    def ready(self) -> None:
        from trichter.kernel import persons
        from trichter.qualification.scoring.persons import Marks, Past, Scores

        persons.register(Scores("scoring_score"))
        persons.register(Past("scoring_past", contacts=("contact_id",)))
        persons.register(Marks("scoring_touched", contacts=("contact_id",)))
