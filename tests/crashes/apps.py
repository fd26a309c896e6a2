"""What processes of an installation to be killed have more, or less, than others."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from trichter.kernel import reactions

ECHO = "crashes.echo"
LOCK = 7_402
MAILING = ("offers.deliver", "offers.tell", "optin.ask")


class Crashes(AppConfig):
    """Brings the echo in."""

    name = "tests.crashes"

    def ready(self) -> None:
        autodiscover_modules("echo")


class MailAlone(AppConfig):
    """Leaves only reactions that lead to mail."""

    name = "tests.crashes"

    def ready(self) -> None:
        for one in reactions.known():
            if one.name not in MAILING:
                reactions.forget(one.name)
