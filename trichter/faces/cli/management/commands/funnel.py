"""`trichter funnel`: how many people reached each stage, and through which channels they came."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from trichter.faces.cli.command import SpokenCommand
from trichter.faces.cli.progress import grouped
from trichter.faces.cli.tables import drawn
from trichter.kernel import clock
from trichter.kernel.errors import DomainError

if TYPE_CHECKING:
    from trichter.insight.funnel import ChannelRow, Funnel

PERIODS = (30, 90, 365)
NONE = "–"


class Unknown(DomainError):
    sentence = gettext_lazy("Unknown %(what)s “%(given)s”. There are: %(known)s.")


class TwoPeriods(DomainError):
    sentence = gettext_lazy("Say either --period or --since: both name the first day.")


class Backwards(DomainError):
    sentence = gettext_lazy("The period ends before it begins: %(since)s is after %(until)s.")


class Command(SpokenCommand):
    """Count and tell."""

    help = gettext_noop("Shows how many people reached each stage, of all time or of a period, and who brought them.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whom to count."""
        parser.add_argument("--track", default="customer", help=_("the track to follow (default: customer)"))
        parser.add_argument("--since", type=_day, help=_("first day, as 2026-08-20"))
        parser.add_argument("--until", type=_day, help=_("last day, as 2026-11-17 (default with --period: today)"))
        parser.add_argument(
            "--period", type=int, choices=PERIODS, help=_("this many days, with those before beside them")
        )
        parser.add_argument("--channel", help=_("only people who first came on this channel"))
        parser.add_argument("--campaign", help=_("only people whom this campaign brought"))
        parser.add_argument(
            "--by", choices=("channel", "campaign"), default="channel", help=_("what the second table lists")
        )
        parser.add_argument("--json", action="store_true", help=_("one JSON object, for programs"))

    def handle(self, *_args: Any, by: str, json: bool, **options: Any) -> None:
        """Ask once, answer for people or for programs."""
        from trichter.insight import funnel

        scope = _scope(**{name: options[name] for name in ("track", "since", "until", "period", "channel", "campaign")})
        counted = funnel.funnel(**scope)
        channels = funnel.by_channel(**scope)
        campaigns = funnel.by_campaign(**scope) if by == "campaign" else None
        if json:
            self.stdout.write(_as_json(counted, channels, campaigns))
            return
        self.stdout.write(_stages(counted))
        title, rows = (_("Channel"), channels) if campaigns is None else (_("Campaign"), campaigns)
        if rows:
            self.stdout.write("\n" + _brought(title, rows))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("“%(given)s” is not a date; write it as 2026-11-30") % {"given": text}) from None


def _scope(*, since: date | None, until: date | None, period: int | None, **named: str | None) -> dict[str, Any]:
    """The arguments of a question about the funnel. Raises `Unknown`, `TwoPeriods` and `Backwards`."""
    from trichter.insight import funnel

    choices = funnel.choices()
    for what, given, known in (
        (_("track"), named["track"], choices.tracks),
        (_("channel"), named["channel"], choices.channels),
        (_("campaign"), named["campaign"], choices.campaigns),
    ):
        if given is not None and given not in dict(known):
            raise Unknown(what=what, given=given, known=", ".join(dict(known)) or NONE)
    if period and since:
        raise TwoPeriods
    if period:
        until = until or timezone.localdate(clock.now())
        since = until - min(timedelta(days=period - 1), until - date.min)
    if since and until and until < since:
        raise Backwards(since=since, until=until)
    return {**named, "since": since, "until": until, "zone": ZoneInfo(settings.TIME_ZONE)}


def _as_json(counted: "Funnel", channels: Iterable["ChannelRow"], campaigns: "Iterable[ChannelRow] | None") -> str:
    said = {
        "track": counted.track,
        "since": counted.since and counted.since.isoformat(),
        "until": counted.until and counted.until.isoformat(),
        "stages": {stage.key: stage.reached for stage in counted.stages},
        "channels": [asdict(row) for row in channels],
    }
    if campaigns is not None:
        said["campaigns"] = [asdict(row) for row in campaigns]
    return json.dumps(said, ensure_ascii=False)


def _stages(counted: "Funnel") -> str:
    """Stage by stage; the period before only where there is one."""
    compares = any(stage.before is not None for stage in counted.stages)
    head = [_("Stage"), _("reached"), _("of those before")] + (
        [_("period before"), _("of those before")] if compares else []
    )
    rows = []
    for stage in counted.stages:
        row = [stage.label, _count(stage.reached), _share(stage.rate)]
        rows.append(row + ([_count(stage.before), _share(stage.rate_before)] if compares else []))
    return drawn(f"{counted.track_label}, {_days(counted.since, counted.until)}", head, rows)


def _brought(title: str, channels: Sequence["ChannelRow"]) -> str:
    leads, mql, customers = (sum(getattr(row, name) for row in channels) for name in ("leads", "mql", "customers"))
    total = [_("Total"), *map(_count, (leads, mql)), _share(mql / leads if leads else None), _count(customers)]
    rows = [
        [row.label, _count(row.leads), _count(row.mql), _share(row.mql_rate), _count(row.customers)] for row in channels
    ]
    head = [title, _("Leads"), _("MQL"), _("MQL rate"), _("Customers")]
    return drawn(_("By the first touch"), head, rows, total=total)


def _days(since: date | None, until: date | None) -> str:
    if since is None and until is None:
        return _("all time")
    return " – ".join(formats.date_format(day, "SHORT_DATE_FORMAT") if day else "…" for day in (since, until))


def _count(number: int | None) -> str:
    return NONE if number is None else grouped(number)


def _share(share: float | None) -> str:
    return NONE if share is None else f"{formats.number_format(round(share * 100, 1), decimal_pos=1)} %"
