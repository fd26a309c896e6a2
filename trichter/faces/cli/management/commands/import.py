"""`trichter import`: the people in a file, by a profile that says what its columns mean."""  # noqa: N999 the command is called so

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import InterfaceError, OperationalError, connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trichter.faces.cli.command import SpokenCommand
from trichter.faces.cli.progress import bar, grouped, stoppable
from trichter.kernel.environment import environment

if TYPE_CHECKING:
    from trichter.generation.imports.services import Report

COUNTS = ("rows", "created", "matched", "unchanged", "rejected")


class Command(SpokenCommand):
    """Import a file; exits with 130 if it was stopped, with 1 and a sentence if it cannot."""

    help = gettext_noop(
        "Imports people from a CSV file or a spreadsheet; run it again to go on after a stop or a crash."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What, how, and where to put what was refused."""
        parser.add_argument("file", type=Path, help=_("CSV file or spreadsheet"))
        parser.add_argument("--profile", type=Path, required=True, help=_("TOML file that says what the columns mean"))
        parser.add_argument("--dry-run", action="store_true", help=_("check everything, write nothing"))
        parser.add_argument("--rejects", type=Path, help=_("file for the refused rows (default: in TRICHTER_HOME)"))
        parser.add_argument(
            "--resume", action="store_true", help=_("only go on with an import that was left unfinished")
        )
        parser.add_argument("--processes", type=int, help=_("how many write (default: by the size of the file)"))
        parser.add_argument("--json", action="store_true", help=_("the result as JSON on the last line"))

    def handle(self, *_args: Any, file: Path, profile: Path, dry_run: bool, json: bool, **options: Any) -> None:
        """Import and tell."""
        from trichter.generation.imports import profiles, services

        chosen = profiles.load(profile)
        self.stdout.write(_("Importing “%(file)s” as “%(profile)s”.") % {"file": file.name, "profile": chosen.name})
        with stoppable() as is_cancelled, bar(file.name) as show:

            def tell(progress: services.Progress) -> None:
                if progress.resumed_after and progress.rows == progress.resumed_after:
                    self.stdout.write(_("Going on after row %s of an unfinished import.") % grouped(progress.rows))
                show(progress.rows, progress.expected)

            common = {"rejects": options["rejects"], "tell": tell, "is_cancelled": is_cancelled}
            if dry_run:
                report = services.check(file, chosen, **common)
            else:
                how = {"only_resume": options["resume"], "processes": options["processes"]}
                import_it = partial(services.run, file, chosen, **how, **common)
                report = self._with_patience(import_it)
        self._tell(report, is_dry=dry_run)
        if json:
            self.stdout.write(_as_json(report))
        if report.state == "stopped":
            sys.exit(130)

    def _with_patience(self, import_it: Callable[[], "Report"]) -> "Report":
        """A database that was killed comes up again, and a run that is begun anew goes on where it was."""
        from trichter.kernel.postgres.ensure import ensure

        for pause in (1, 5, 15):
            try:
                return import_it()
            except (OperationalError, InterfaceError, BrokenProcessPool):
                self.stdout.write(_("The database went away. What is in stays in; going on when it is back."))
                connection.close()
                time.sleep(pause)
                ensure(environment())
        return import_it()

    def _tell(self, report: "Report", *, is_dry: bool) -> None:
        counts = {name: grouped(getattr(report, name)) for name in COUNTS}
        said = _("%(rows)s rows: %(created)s new, %(matched)s known, %(unchanged)s unchanged, %(rejected)s refused.")
        self.stdout.write(said % counts)
        for problem in report.problems:
            column = f"{problem['column']}: " if problem["column"] else ""
            self.stdout.write("  " + _("line %s") % problem["line"] + f": {column}{problem['reason']}")
        if report.rejects:
            self.stdout.write(_("The refused rows, each with its reasons, are in %s.") % report.rejects)
            self.stdout.write(_("Mend them there and import that file with the same profile."))
        if report.state == "stopped":
            self.stdout.write(_("Stopped. What is in stays in; run the same command again to go on."))
        if is_dry:
            self.stdout.write(_("This was a dry run: nothing was written."))


def _as_json(report: "Report") -> str:
    return json.dumps(report.as_json(), ensure_ascii=False)
