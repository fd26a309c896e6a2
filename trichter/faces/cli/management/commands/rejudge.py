"""`trichter rejudge`: who is a robot is judged anew, by what is known of robots now."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trichter.faces.cli.command import SpokenCommand
from trichter.faces.cli.progress import grouped


class Command(SpokenCommand):
    """Judge, or say what judging would change."""

    help = gettext_noop("Judges anew who is a robot among those whose visits were logged in the last days.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How far back, and whether to do it."""
        parser.add_argument("--days", type=int, default=30, help=_("days of the log (default: 30)"))
        parser.add_argument("--dry-run", action="store_true", help=_("says what would change and does nothing"))
        parser.add_argument("--json", action="store_true", help=_("one JSON object, for programs"))

    def handle(self, *_args: Any, days: int, dry_run: bool, json: bool, **_options: Any) -> None:
        """Look, or judge, and tell."""
        from trichter.generation.tracking import rejudgement, rejudging

        span = rejudgement.span(max(days, 0))
        if dry_run:
            would = rejudging.preview(*span)
            told, said = (
                asdict(would),
                _("Events that would become a robot's: %(robots)s; a person's again: %(humans)s."),
            )
        else:
            told, said = (
                asdict(rejudging.rejudge(*span)),
                _("Events that became a robot's: %(robots)s; a person's again: %(humans)s."),
            )
        self.stdout.write(_as_json(told) if json else said % {name: grouped(number) for name, number in told.items()})


def _as_json(told: dict[str, int]) -> str:
    return json.dumps(told)
