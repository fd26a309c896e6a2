"""`trichter setup`: what the house says of itself, from a file, as often as it changes."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from trichter.faces.cli.command import SpokenCommand
from trichter.kernel.declaring import Declared

_WHAT = {
    "house": gettext_lazy("firm"),
    "notice": gettext_lazy("privacy notice"),
    "field": gettext_lazy("field"),
    "purpose": gettext_lazy("purpose"),
    "wording": gettext_lazy("wording"),
    "campaign": gettext_lazy("campaign"),
    "sender": gettext_lazy("sender"),
}
_BECAME = {Declared.MADE: gettext_lazy("made"), Declared.CHANGED: gettext_lazy("changed")}


class Command(SpokenCommand):
    """Declare and tell what that changed."""

    help = gettext_noop(
        "Declares the firm with its privacy notice and senders, custom fields, purposes of consent with their"
        " wordings, and campaigns, from a file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file."""
        parser.add_argument("file", type=Path, metavar="FILE.toml", help=_("the file, as docs/examples/setup.toml"))
        parser.add_argument("--json", action="store_true", help=_("one JSON object, for programs"))

    def handle(self, *_args: Any, file: Path, json: bool, **_options: Any) -> None:
        """All or nothing."""
        from trichter.generation import setup

        said = setup.declare(setup.load(file))
        self.stdout.write(_as_json(said) if json else _in_words(said))


def _as_json(said: list[Any]) -> str:
    return json.dumps([{"what": one.what, "name": one.name, "became": one.became} for one in said], ensure_ascii=False)


def _in_words(said: list[Any]) -> str:
    news = [one for one in said if one.became in _BECAME]
    lines = [f"{_BECAME[one.became]}: {_WHAT[one.what]} {one.name}" for one in news]
    return "\n".join(lines) or _("Nothing to do: all of it is there.")
