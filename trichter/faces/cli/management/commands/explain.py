"""`trichter explain`: why somebody stands where they stand (DESIGN, law 4)."""

import json
from argparse import ArgumentParser
from dataclasses import fields, is_dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trichter.faces.cli.command import SpokenCommand
from trichter.kernel.words import Words


class Command(SpokenCommand):
    """Explain one person; the number is the one in the address of the contact's page."""

    help = gettext_noop("Explains a person's stage, score, buying phase and segments, each by the facts it rests on.")

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
        self._say_stages(found)
        self._say_score(found)
        self._say_segments(found)

    def _say_stages(self, found: Any) -> None:
        for stage in found.stages:
            since = date_format(localtime(stage.since), "DATETIME_FORMAT")
            why = stage.reason or stage.rule_in_words or _("by hand")
            cause = _("touchpoint %(number)s") % {"number": stage.cause or stage.touchpoint}
            self.stdout.write(f"{stage.label}  {_('since')} {since}  {why}  ({cause})")
        if found.buying_phase:
            sign = _("touchpoint %(number)s") % {"number": found.buying_phase.touchpoint}
            self.stdout.write(f"{_('Buying phase')}  {found.buying_phase.label}  ({sign})")
        lacks = ", ".join(found.prospect.missing)
        told = _("yes") if found.prospect.is_prospect else _("no, for want of: %(what)s") % {"what": lacks}
        self.stdout.write(f"{_('Prospect')}  {told}")

    def _say_score(self, found: Any) -> None:
        score = found.score
        if score is None:
            return
        said = {"fit": f"{score.fit:+d}", "engagement": f"{score.engagement:+.1f}"}
        parts = _("fit %(fit)s, engagement %(engagement)s") % said
        self.stdout.write(f"{score.grade}  {parts}")
        for part in score.parts:
            facts = f"  [{', '.join(str(one.touchpoint) for one in part.touchpoints)}]" if part.touchpoints else ""
            self.stdout.write(f"  {part.points:+.1f}  {part.label}{facts}")
            self._say_conditions(part.conditions, "    ")

    def _say_segments(self, found: Any) -> None:
        for segment in found.segments:
            since = date_format(localtime(segment.since), "DATETIME_FORMAT")
            chosen = _("chosen by hand")
            by_hand = f"  {chosen}" if segment.by_hand else ""
            self.stdout.write(f"{segment.name}  {_('since')} {since}{by_hand}")
            self._say_conditions(segment.conditions, "  ")

    def _say_conditions(self, conditions: Any, before: str) -> None:
        for one in conditions:
            sign = "+" if one.held else "-"
            facts = f"  [{', '.join(map(str, one.touchpoints))}]" if one.touchpoints else ""
            self.stdout.write(f"{before}{sign} {one.text}: {'–' if one.value is None else one.value}{facts}")


def _as_json(found: Any) -> str:
    return json.dumps(_told(found), cls=DjangoJSONEncoder, ensure_ascii=False)


def _told(found: Any) -> Any:
    """As JSON holds it: words in the language of whoever asks."""
    if isinstance(found, Words):
        return str(found)
    if is_dataclass(found):
        return {one.name: _told(getattr(found, one.name)) for one in fields(found)}
    return [_told(one) for one in found] if isinstance(found, tuple) else found
