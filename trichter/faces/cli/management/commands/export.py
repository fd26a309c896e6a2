"""`trichter export`: all that is known of people, as a table."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trichter.faces.cli.progress import bar, grouped


class Command(BaseCommand):
    """Export people; `import` reads the file back."""

    help = gettext_noop(
        "Exports people with their fields, tags, stages, first channel and consent to a .csv or .xlsx file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and whom."""
        parser.add_argument("file", type=Path, help="file to write: .csv or .xlsx")
        parser.add_argument("--stage", default="", help="only people on this stage")
        parser.add_argument("--track", default="customer", help="the track of --stage (default: customer)")
        parser.add_argument("--channel", default="", help="only people who first came on this channel")

    def handle(self, *_args: Any, file: Path, stage: str, track: str, channel: str, **_options: Any) -> None:
        """Export and tell."""
        from trichter.generation.imports import exporting

        chosen = exporting.Chosen(stage=stage, track=track, channel=channel)
        with bar(file.name) as show:
            count = exporting.write(file, chosen, tell=lambda rows: show(rows, rows))
        self.stdout.write(_("%(count)s people are in %(file)s.") % {"count": grouped(count), "file": file})
