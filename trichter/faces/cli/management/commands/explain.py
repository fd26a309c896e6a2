"""`trichter explain`: why somebody stands where they stand (DESIGN, law 4)."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trichter.faces.cli.command import SpokenCommand


class Command(SpokenCommand):
    """Explain one person; the number is the one in the address of the contact's page."""

    help = gettext_noop("Explains a person's stage, scores and segments, each by the facts it rests on.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whom."""
        parser.add_argument("contact", type=int, metavar="ID", help=_("number of the contact, as in its address"))
        parser.add_argument("--json", action="store_true", help=_("one JSON object, for programs"))

    def handle(self, *_args: Any, contact: int, json: bool, **_options: Any) -> None:
        """Ask once, answer for people or for programs."""
        from trichter.insight.whys import explained

        found = explained(contact)
        if json:
            self.stdout.write(_as_json(found))
            return
        for stage in found.stages:
            since = date_format(localtime(stage.since), "DATETIME_FORMAT")
            why = stage.reason or (_("rule “%(rule)s”") % {"rule": stage.rule} if stage.rule else _("by hand"))
            cause = _("touchpoint %(number)s") % {"number": stage.cause or stage.touchpoint}
            self.stdout.write(f"{stage.label}  {_('since')} {since}  {why}  ({cause})")
        for segment in found.segments:
            since = date_format(localtime(segment.since), "DATETIME_FORMAT")
            by_hand = f"  {_('chosen by hand')}" if segment.by_hand else ""
            self.stdout.write(f"{segment.name}  {_('since')} {since}{by_hand}")
            for one in segment.conditions:
                sign = "+" if one.held else "-"
                facts = f"  [{', '.join(map(str, one.touchpoints))}]" if one.touchpoints else ""
                self.stdout.write(f"  {sign} {one.text}: {'–' if one.value is None else one.value}{facts}")


def _as_json(found: Any) -> str:
    told = asdict(found)
    for stage in told["stages"]:
        stage["label"] = str(found.stages[told["stages"].index(stage)].label)
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False)
