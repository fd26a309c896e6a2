"""Tasks: what a colleague or a team has promised to do for a person, and by when."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "trichter.sales.tasks"
    label = "tasks"

    def ready(self) -> None:
        from trichter.kernel import persons

        persons.register(persons.Rows("tasks_task", follows="touchpoint_id"))
