"""The kernel as a Django app: the few tables that belong to no domain."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Label and path of the app."""

    name = "trichter.kernel"
    label = "kernel"
