"""`trichter rebuild`: everything computed about people, computed anew from the facts."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trichter.faces.cli.command import SpokenCommand
from trichter.faces.cli.progress import bar, grouped

if TYPE_CHECKING:
    from trichter.spine.rebuild import Rebuilt


class Command(SpokenCommand):
    """Compute anew and say what that changed; it also exits with 0 if it had to mend something."""

    help = gettext_noop(
        "Computes fields, stages and journeys of all people anew from their touchpoints, and the sums of pages read "
        "from the log of visits, while others go on working."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """For people or for programs."""
        parser.add_argument("--json", action="store_true", help=_("one JSON object, for programs"))

    def handle(self, *_args: Any, json: bool, **_options: Any) -> None:
        """Rebuild and tell."""
        from trichter.generation.tracking.recounting import recount
        from trichter.spine.rebuild import rebuild

        recount()
        if not json:
            self.stdout.write(_("Computing everybody anew from the facts."))
        with bar(_("Contacts"), quiet=json) as show:
            rebuilt = rebuild(progress=show)
        self.stdout.write(_as_json(rebuilt) if json else self._said(rebuilt))

    def _said(self, rebuilt: "Rebuilt") -> str:
        counts = {"contacts": grouped(rebuilt.contacts), "differing": grouped(rebuilt.differing)}
        if rebuilt.differing:
            words = _(
                "Contacts computed anew: %(contacts)s; wrong and now mended: %(differing)s. Please report this error."
            )
            return self.style.WARNING(words % counts)
        return self.style.SUCCESS(_("Contacts computed anew: %(contacts)s; all were as they should be.") % counts)


def _as_json(rebuilt: "Rebuilt") -> str:
    return json.dumps(asdict(rebuilt))
