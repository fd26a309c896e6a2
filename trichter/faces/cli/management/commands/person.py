"""`trichter person`: their data (LAW 1.13), its erasure (LAW 1.12), and the proof of what they agreed to (LAW 1.1)."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from trichter.faces.cli.command import SpokenCommand
from trichter.generation.imports.errors import CannotWrite, because
from trichter.kernel.errors import DomainError


class NotConfirmed(DomainError):
    sentence = gettext_lazy("Erasing cannot be undone. If you mean it: trichter person erase %(contact)s --yes")


class Command(SpokenCommand):
    """Export, prove or erase one person; the number is the one in the address of the contact's page."""

    help = gettext_noop(
        "Gives out all that is known of one person, proves what they agreed to, or erases them for ever."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do with whom."""
        asked = parser.add_subparsers(dest="asked", required=True)
        export = asked.add_parser("export", help=_("all that is known of the person, as JSON"))
        export.add_argument("contact", type=int, metavar="ID", help=_("number of the contact, as in its address"))
        export.add_argument("--json", type=Path, metavar="FILE", help=_("write it here instead of to the terminal"))
        proof = asked.add_parser("proof", help=_("what the person agreed to, with all that proves it, as PDF"))
        proof.add_argument("contact", type=int, metavar="ID", help=_("number of the contact, as in its address"))
        proof.add_argument("--pdf", type=Path, metavar="FILE", required=True, help=_("write it here"))
        erase = asked.add_parser("erase", help=_("erases the person in all tables and files"))
        erase.add_argument("contact", type=int, metavar="ID", help=_("number of the contact, as in its address"))
        erase.add_argument("--yes", action="store_true", help=_("yes, for ever"))

    def handle(self, *_args: Any, asked: str, contact: int, **options: Any) -> None:
        """Do what was asked."""
        if asked == "export":
            self._export(contact, file=options["json"])
        elif asked == "proof":
            self._prove(contact, file=options["pdf"])
        else:
            self._erase(contact, confirmed=options["yes"])

    def _export(self, contact: int, *, file: Path | None) -> None:
        from trichter.spine import rights

        text = json.dumps(rights.export(contact), ensure_ascii=False, indent=2) + "\n"
        if file is None:
            self.stdout.write(text, ending="")
            return
        _write(file, text.encode())
        self.stdout.write(_("All that is known of contact %(contact)s is in %(file)s.") % _named(contact, file=file))

    def _prove(self, contact: int, *, file: Path) -> None:
        from trichter.insight.printing import pdf
        from trichter.insight.proof import proof
        from trichter.spine.intake import UnknownContact

        found = proof(contact)
        if found and found.merged_into:
            found = proof(found.merged_into)
        if found is None:
            raise UnknownContact(contact=contact)
        _write(file, pdf(found))
        self.stdout.write(_("What contact %(contact)s agreed to is in %(file)s.") % _named(contact, file=file))

    def _erase(self, contact: int, *, confirmed: bool) -> None:
        from trichter.spine import rights

        if not confirmed:
            raise NotConfirmed(contact=contact)
        rights.erase(contact)
        self.stdout.write(_("Contact %(contact)s was erased. Copies of the database still hold it.") % _named(contact))


def _named(contact: int, **more: Any) -> dict[str, Any]:
    return {"contact": contact, **more}


def _write(file: Path, content: bytes) -> None:
    """For nobody else's eyes: it is a whole life with us."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(content)
    except OSError as error:
        raise CannotWrite(file=file, problem=because(error)) from None
