"""`trichter demo`: the demo company in an empty installation, to look around in."""

import json
import os
import time
from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trichter.faces.cli.command import SpokenCommand
from trichter.faces.cli.progress import bar, grouped
from trichter.kernel.environment import environment

if TYPE_CHECKING:
    from trichter.generation.demo.company import Company


class Command(SpokenCommand):
    """Let Ahornwerk GmbH move in, say where it is and how to get in; then serve, if asked to."""

    help = gettext_noop("Fills an empty installation with an invented company and twelve months of its people.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """For people or for programs, and whether to serve."""
        parser.add_argument("--serve", action="store_true", help=_("then serve it, until Ctrl-C"))
        parser.add_argument("--json", action="store_true", help=_("one JSON object, for programs"))

    def handle(self, *_args: Any, serve: bool, json: bool, **_options: Any) -> None:
        """Move in once; every further time only the login is printed."""
        from django.db import transaction

        from trichter.generation.demo.company import come_to_rest, move_in
        from trichter.sales.handover import opening
        from trichter.sales.tasks.opening import open_all

        begun = time.monotonic()
        if not json:
            self.stdout.write(_("The demo company: Ahornwerk GmbH, energy metering, twelve months of people."))
        with bar(_("Touchpoints"), quiet=json) as show, transaction.atomic():
            company = move_in(tell=show)
            open_all(company.to_do)
            opening.move_in(company.inbox)
        if company.is_new:
            come_to_rest()
        said = _told(company, seconds=time.monotonic() - begun)
        self.stdout.write(_as_json(said) if json else _in_words(said))
        self.stdout.flush()
        if serve:
            self._serve()

    def _serve(self) -> None:
        _keep_mail_here()
        from trichter.faces.cli.serve.start import serve

        words = _("Trichter serves %(address)s. Ctrl-C stops it.") % {"address": _address()}
        serve(environment().port, host=environment().host, announce=lambda: self.stdout.write(words))


def _keep_mail_here() -> None:
    """Without a mail server the mails of the demo go to its mailbox. The processes that serve inherit this."""
    if environment().mail_url is None:
        os.environ["TRICHTER_MAIL_URL"] = "mailbox:"
        environment.cache_clear()


def _address() -> str:
    return environment().public_url or f"http://{environment().host}:{environment().port}"


def _told(company: "Company", *, seconds: float) -> dict[str, Any]:
    return {
        "is_new": company.is_new,
        "contacts": company.contacts,
        "seconds": round(seconds, 1),
        "address": _address(),
        "login": company.login,
        "password": company.password,
        "offers": list(company.offers),
    }


def _as_json(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False)


def _in_words(said: dict[str, Any]) -> str:
    counts = {"contacts": grouped(said["contacts"]), "seconds": said["seconds"]}
    moved = _("%(contacts)s contacts moved in within %(seconds)s seconds.") % counts
    was_here = _("It is here already, with %(contacts)s contacts.") % counts
    way_in = {_("Address"): said["address"], _("Login"): said["login"], _("Password"): said["password"]}
    width = max(map(len, way_in))
    lines = [f"  {label:<{width}}  {value}" for label, value in way_in.items()]
    shown = ["", _("What visitors see:"), *(f"  {address}" for address in said["offers"])] if said["offers"] else []
    return "\n".join([moved if said["is_new"] else was_here, "", *lines, *shown, ""])
