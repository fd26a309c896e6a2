"""Costs from a file: what advertising systems and accounting export, a line for a campaign or channel and its days.

All lines of a file are noted, or none: what is wrong is said with its line. A line that was noted before is left out,
so that next week's export may hold this week's; so are days that cost nothing.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trichter.facts.timeline.models import Campaign, Channel
from trichter.generation.costs.models import Cost
from trichter.kernel import clock
from trichter.kernel.errors import DomainError

LARGEST = 2_000_000
MOST = 20_000
"""Bytes and lines of a file."""
_COLUMNS: Mapping[str, frozenset[str]] = {
    "since": frozenset({"day", "date", "from", "tag", "datum", "von", "since", "starts_on"}),
    "until": frozenset({"to", "until", "bis", "ends_on"}),
    "campaign": frozenset({"campaign", "kampagne", "campaign name", "kampagnenname", "utm_campaign"}),
    "channel": frozenset({"channel", "kanal"}),
    "amount": frozenset({"amount", "cost", "costs", "spend", "betrag", "kosten", "ausgaben", "amount spent (eur)"}),
    "note": frozenset({"note", "notiz", "text", "beschreibung"}),
}
_WRITTEN = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%Y%m%d", "%d/%m/%Y")
_GROUPED = re.compile(r"\d{1,3}([.,'\u00a0\u202f ]\d{3})+([.,]\d{1,2})?|\d+([.,]\d+)?")


class BadTable(DomainError):
    sentence = gettext_lazy("Nothing was noted: %(problems)s")


@dataclass(frozen=True, slots=True)
class Took:
    """How many lines were noted, how many stood there already, and when: by that the import is undone."""

    noted: int
    known: int
    at: datetime


@dataclass(frozen=True, slots=True)
class _Line:
    channel: str
    campaign_id: int | None
    starts_on: date
    ends_on: date
    cents: int
    note: str


@transaction.atomic
def take(content: bytes, *, by: int | None = None) -> Took:
    """Note what the file says. Raises `BadTable`."""
    lines = _read(content)
    known = set(Cost.objects.values_list("channel", "campaign_id", "starts_on", "ends_on", "cents", "note"))
    new = [one for one in lines if _key(one) not in known]
    now = clock.now()
    Cost.objects.bulk_create(
        Cost(
            channel=one.channel,
            campaign_id=one.campaign_id,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            cents=one.cents,
            note=one.note,
            noted_at=now,
            noted_by=by,
        )
        for one in new
    )
    return Took(len(new), len(lines) - len(new), now)


def put_back(at: datetime, *, by: int | None) -> int:
    """Remove what a file has brought; how many lines that were."""
    return Cost.objects.filter(noted_at=at, noted_by=by).delete()[0]


def _key(line: _Line) -> tuple[object, ...]:
    return line.channel, line.campaign_id, line.starts_on, line.ends_on, line.cents, line.note


def _read(content: bytes) -> list[_Line]:
    rows = list(_rows(content))
    campaigns = {name: one for one in Campaign.objects.all() for name in (one.key.casefold(), one.name.casefold())}
    channels = dict(_channels())
    found, problems = list[_Line](), list[str]()
    for number, row in rows:
        try:
            found.append(_line(row, campaigns, channels))
        except ValueError as problem:
            problems.append(_("line %(line)s: %(problem)s") % {"line": number, "problem": problem})
    if not found and not problems:
        problems.append(_("there is no line with a cost in the file."))
    if problems:
        more = len(problems) - 5
        told = problems[:5] + ([_("and %(number)s more lines.") % {"number": more}] if more > 0 else [])
        raise BadTable(problems=" ".join(told))
    return [one for one in found if one.cents]


def _channels() -> Iterator[tuple[str, Channel]]:
    """By their keys, and by their names in all languages."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield from ((name, one) for one in Channel for name in (one.value, str(one.label).casefold()))


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines with their numbers, by what a column is called; one without any text is none."""
    if len(content) > LARGEST:
        raise BadTable(problems=_("the file is larger than %(size)s megabytes.") % {"size": LARGEST // 1_000_000})
    text = _text(content)
    first = next(iter(text.splitlines()), "")
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(text.splitlines(), delimiter=delimiter)
    names = [_named(cell) for cell in next(reader, [])]
    if not {"since", "amount"} <= set(names) or not {"campaign", "channel"} & set(names):
        raise BadTable(problems=_("the first line has to name the columns: day, campaign or channel, and amount."))
    for number, cells in enumerate(reader, start=2):
        if number > MOST:
            raise BadTable(problems=_("the file has more than %(lines)s lines.") % {"lines": MOST})
        row = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
        if any(row.values()):
            yield number, row


def _text(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _named(cell: str) -> str:
    plain = cell.strip().casefold()
    return next((name for name, words in _COLUMNS.items() if plain in words), "")


def _line(row: Mapping[str, str], campaigns: Mapping[str, Campaign], channels: Mapping[str, Channel]) -> _Line:
    campaign = campaigns.get(row.get("campaign", "").casefold())
    channel = campaign.channel if campaign else channels.get(row.get("channel", "").casefold())
    if row.get("campaign") and not campaign:
        raise ValueError(_("there is no campaign “%(name)s”.") % {"name": row["campaign"]})
    if channel is None:
        raise ValueError(_("there is no channel “%(name)s”.") % {"name": row.get("channel", "")})
    since = _day(row.get("since", ""))
    until = _day(row["until"]) if row.get("until") else since
    if until < since:
        raise ValueError(_("the last day is before the first."))
    cents = _cents(row.get("amount", ""))
    return _Line(str(channel), campaign.pk if campaign else None, since, until, cents, row.get("note", "")[:200])


def _day(text: str) -> date:
    for written in _WRITTEN:
        try:
            return datetime.strptime(text, written).date()  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
    raise ValueError(_("“%(text)s” is no day.") % {"text": text})


def _cents(text: str) -> int:
    """1.234,50 as well as 1,234.50: the last sign with at most two digits behind it is the decimal one."""
    plain = text.replace("€", "").replace("EUR", "").strip()
    if not _GROUPED.fullmatch(plain):
        raise ValueError(_("“%(text)s” is no amount.") % {"text": text})
    whole, sign, rest = re.fullmatch(r"(.*?)(?:([.,])(\d{1,2}))?", plain, re.DOTALL).groups()  # type: ignore[union-attr]
    digits = re.sub(r"\D", "", whole)
    return int(Decimal(f"{digits or 0}.{rest if sign else 0}") * 100)
