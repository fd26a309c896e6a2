"""`trichter reactions`: what could not be done about touchpoints, why, and trying it again."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from trichter.faces.cli.command import SpokenCommand
from trichter.faces.cli.progress import grouped
from trichter.kernel.errors import DomainError

if TYPE_CHECKING:
    from trichter.spine.models import Reaction

LISTED = 100


class NotGivenUp(DomainError):
    sentence = gettext_lazy("These reactions have not been given up: %(ids)s. See them with `trichter reactions`.")


class Command(SpokenCommand):
    """List those given up, or let them be tried again; exits with 1 if one named is not among them."""

    help = gettext_noop("Lists the reactions that were given up with their cause, and lets them be tried again.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do with which."""
        parser.add_argument(
            "action", nargs="?", choices=("list", "retry"), default="list", help=_("what to do (default: list)")
        )
        parser.add_argument("ids", nargs="*", type=int, metavar="ID", help=_("only these; without any, all"))
        parser.add_argument("--json", action="store_true", help=_("one JSON object, for programs"))

    def handle(self, *_args: Any, action: str, ids: list[int], json: bool, **_options: Any) -> None:
        """List or retry."""
        (self._retry if action == "retry" else self._list)(ids, as_json=json)

    def _list(self, ids: list[int], *, as_json: bool) -> None:
        from trichter.spine import reactions

        backlog = reactions.backlog()
        dead = _named(reactions.dead(limit=max(LISTED, backlog.dead) if ids else LISTED), ids)
        if as_json:
            self.stdout.write(
                json.dumps({"due": backlog.due, "dead": backlog.dead, "reactions": [_row(one) for one in dead]})
            )
            return
        counts = {"due": grouped(backlog.due), "dead": grouped(backlog.dead)}
        self.stdout.write(_("Reactions: %(due)s due, %(dead)s given up.") % counts)
        for one in dead:
            at = formats.date_format(timezone.localtime(one.created_at), "SHORT_DATETIME_FORMAT")
            about = _("contact %(contact)s, touchpoint %(touchpoint)s (%(kind)s)") % {
                "contact": one.contact_id,
                "touchpoint": one.touchpoint_id,
                "kind": one.kind,
            }
            self.stdout.write(f"\n{one.pk}  {one.name}  {at}\n    {about}\n    {one.reason}")
        if dead:
            self.stdout.write(
                "\n" + _("Once the cause is mended: `trichter reactions retry`, or with the numbers of some.")
            )

    def _retry(self, ids: list[int], *, as_json: bool) -> None:
        from trichter.spine import reactions

        if ids:
            _named(reactions.dead(limit=reactions.backlog().dead or 1), ids)
        count = reactions.retry(ids or None)
        if as_json:
            self.stdout.write(json.dumps({"retried": count}))
            return
        words = ngettext("%(count)s reaction will be tried again.", "%(count)s reactions will be tried again.", count)
        self.stdout.write(words % {"count": grouped(count)})


def _named(dead: Sequence["Reaction"], ids: Sequence[int]) -> list["Reaction"]:
    """Those of these numbers, or all without any. Raises `NotGivenUp`."""
    if missing := set(ids) - {one.pk for one in dead}:
        raise NotGivenUp(ids=", ".join(map(str, sorted(missing))))
    return [one for one in dead if not ids or one.pk in ids]


def _row(one: "Reaction") -> dict[str, Any]:
    about = {name: getattr(one, name) for name in ("name", "kind", "contact_id", "touchpoint_id", "attempts", "error")}
    return {"id": one.pk, **about, "created_at": one.created_at.isoformat()}
