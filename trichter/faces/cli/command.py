"""The base of our commands: they explain themselves in the reader's language."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext


class SpokenCommand(BaseCommand):
    """Its `help` is marked by `gettext_noop`: it is translated when somebody asks."""

    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Django's, with our description."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.description = gettext(self.help)
        return parser
