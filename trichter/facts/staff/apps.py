"""Colleagues: who works with Trichter."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "trichter.facts.staff"
    label = "staff"
