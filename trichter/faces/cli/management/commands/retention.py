"""`trichter retention`: what must not be kept any longer goes (LAW 1.4, 1.15)."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trichter.faces.cli.command import SpokenCommand
from trichter.faces.cli.progress import grouped

if TYPE_CHECKING:
    from trichter.spine.expiring import Plan


class Command(SpokenCommand):
    """What the worker does each hour, now; or a look at what it would do."""

    help = gettext_noop("Lets unconfirmed sign-ups expire and erases people of whom nothing else is known.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to do it, and for whom to tell it."""
        parser.add_argument("--dry-run", action="store_true", help=_("says what is due and does nothing"))
        parser.add_argument("--json", action="store_true", help=_("one JSON object, for programs"))

    def handle(self, *_args: Any, dry_run: bool, json: bool, **_options: Any) -> None:
        """Look, or do, and tell."""
        from trichter.spine import expiring

        if dry_run:
            plan = expiring.plan()
            return self._tell(_planned(plan), _in_sentences(plan), as_json=json)
        done = expiring.expire()
        counts = {"expired": grouped(done.expired), "erased": grouped(done.erased)}
        said = _("Sign-ups expired: %(expired)s; people erased with them: %(erased)s.") % counts
        return self._tell(asdict(done), [said], as_json=json)

    def _tell(self, told: dict[str, int], sentences: list[str], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(told))
            return
        for sentence in sentences:
            self.stdout.write(sentence)


def _planned(plan: "Plan") -> dict[str, int]:
    return {"expired": len(plan.expiring), "erased": len(plan.erasing)}


def _in_sentences(plan: "Plan") -> list[str]:
    from trichter.facts.consent.retention import sentence

    erased = [_("Contact %(contact)s is erased: nothing else is known of them.") % {"contact": c} for c in plan.erasing]
    return [*map(sentence, plan.expiring), *erased] or [_("Nothing is due.")]
