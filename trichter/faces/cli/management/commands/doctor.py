"""`trichter doctor`: is this installation well?"""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trichter.faces.cli.command import SpokenCommand
from trichter.kernel.environment import environment

if TYPE_CHECKING:
    from trichter.faces.cli.doctor import Finding

_MARKS = {"ok": "✓", "warn": "!", "fail": "✗"}


class Command(SpokenCommand):
    """Say what is well, what is not, and what to do; exits with 1 if something has to be done."""

    help = gettext_noop(
        "Checks version, disk, database, migrations, keys, worker, outbox, mail, consent, visits and clock, "
        "and says what to do."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """For people or for programs."""
        parser.add_argument("--json", action="store_true", help=_("one JSON object, for programs"))

    def handle(self, *_args: Any, json: bool, **_options: Any) -> None:
        """Examine and tell."""
        from trichter.faces.cli.doctor import examine

        findings: list[Finding] = []
        for finding in examine(environment()):
            findings.append(finding)
            if not json:
                self._tell(finding)
        if json:
            self.stdout.write(_as_json(findings))
        if any(finding.status == "fail" for finding in findings):
            sys.exit(1)

    def _tell(self, finding: "Finding") -> None:
        style = {"ok": self.style.SUCCESS, "warn": self.style.WARNING, "fail": self.style.ERROR}[finding.status]
        self.stdout.write(style(f"{_MARKS[finding.status]} {finding.check:<11}") + finding.detail)
        if finding.advice:
            self.stdout.write(f"  {'':<11}→ {finding.advice}")


def _as_json(findings: list["Finding"]) -> str:
    worst = max((finding.status for finding in findings), key=("ok", "warn", "fail").index)
    return json.dumps({"status": worst, "checks": [asdict(finding) for finding in findings]}, ensure_ascii=False)
