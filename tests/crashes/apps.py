"""Brings the echo into the processes of an installation; the tests, and all others beside them, do without it."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

ECHO = "crashes.echo"
LOCK = 7_402


class Crashes(AppConfig):
    name = "tests.crashes"

    def ready(self) -> None:
        autodiscover_modules("echo")
