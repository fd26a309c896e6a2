"""`trichter export`: all that is known of people, as a table."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trichter.faces.cli.command import SpokenCommand
from trichter.faces.cli.progress import bar, grouped


class Command(SpokenCommand):
    """Export people; `import` reads the file back."""

    help = gettext_noop(
        "Exports people with their fields, tags, stages, first channel and consent to a .csv or .xlsx file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and whom."""
        parser.add_argument("file", type=Path, help=_("file to write: .csv or .xlsx"))
        parser.add_argument("--stage", help=_("only people on this stage"))
        parser.add_argument("--track", default="customer", help=_("the track of --stage (default: customer)"))
        parser.add_argument("--channel", help=_("only people who first came on this channel"))
        parser.add_argument("--json", action="store_true", help=_("one JSON object, for programs"))

    def handle(self, *_args: Any, file: Path, json: bool, **options: Any) -> None:
        """Export and tell."""
        from trichter.generation.imports import exporting

        chosen = exporting.Chosen(**{name: options[name] for name in ("stage", "track", "channel")})
        with bar(file.name, quiet=json) as show:
            count = exporting.write(file, chosen, tell=lambda rows: show(rows, rows))
        words = _("%(count)s people are in %(file)s.") % {"count": grouped(count), "file": file}
        self.stdout.write(_as_json(file, count) if json else words)


def _as_json(file: Path, count: int) -> str:
    return json.dumps({"file": str(file), "people": count}, ensure_ascii=False)
