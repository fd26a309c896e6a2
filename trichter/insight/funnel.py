"""The funnel: how many reached each stage of a track in a period, and by which channel they first came."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from trichter.facts.timeline.models import Campaign, Channel
from trichter.qualification.lifecycle.models import Stage, Track
from trichter.qualification.lifecycle.tracks import UnknownTrack
from trichter.spine.tallying import HERE


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many reached a stage or one beyond it, None where nobody measures. Rates are shares of the stage before."""

    key: str
    label: str
    glyph: int
    reached: int | None
    rate: float | None
    before: int | None
    rate_before: float | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """A track in a period of whole days (`since` and `until` included); None stands for all time."""

    track: str
    track_label: str
    stages: tuple[StageCount, ...]
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """What a channel or a campaign, that of the first touch, brought."""

    key: str
    label: str
    leads: int
    mql: int
    customers: int

    @property
    def mql_rate(self) -> float | None:
        """The share of leads that became MQL."""
        return self.mql / self.leads if self.leads else None


@dataclass(frozen=True, slots=True)
class FunnelChoices:
    """By what a funnel can be narrowed: (key, label) each."""

    tracks: tuple[tuple[str, str], ...]
    channels: tuple[tuple[str, str], ...]
    campaigns: tuple[tuple[str, str], ...]


def choices() -> FunnelChoices:
    """All tracks, channels and campaigns."""
    return FunnelChoices(
        tracks=tuple((track.key, str(track)) for track in Track.objects.order_by("position")),
        channels=tuple((channel.value, str(channel.label)) for channel in Channel),
        campaigns=tuple(Campaign.objects.order_by("name").values_list("key", "name")),
    )


def funnel(
    *,
    track: str = "customer",
    since: date | None = None,
    until: date | None = None,
    channel: str | None = None,
    campaign: str | None = None,
    zone: ZoneInfo,
) -> Funnel:
    """Count in the period, and in the one of equal length before it if it has a beginning. Raises `UnknownTrack`."""
    stages = list(Stage.objects.filter(track=track, position__gt=0).select_related("track").order_by("position"))
    if not stages:
        raise UnknownTrack(track=track)
    now = _counted(stages, span(since, until, zone), channel=channel, campaign=campaign)
    period = period_before(since, until) if since and until else None
    before = _counted(stages, span(*period, zone), channel=channel, campaign=campaign) if period else None
    return Funnel(track, str(stages[0].track), counts(stages, now, before), since, until)


def by_channel(
    *,
    track: str = "customer",
    since: date | None = None,
    until: date | None = None,
    channel: str | None = None,
    campaign: str | None = None,
    zone: ZoneInfo,
) -> tuple[ChannelRow, ...]:
    """The channels that brought leads in the period, the strongest first. Only the customers' track has leads."""
    rows = _brought(_FIRST_CHANNEL, span(since, until, zone), track=track, channel=channel, campaign=campaign)
    labels = dict(Channel.choices)
    return tuple(ChannelRow(key, str(labels.get(key, key)), *counts) for key, *counts in rows)


def by_campaign(
    *,
    track: str = "customer",
    since: date | None = None,
    until: date | None = None,
    channel: str | None = None,
    campaign: str | None = None,
    zone: ZoneInfo,
) -> tuple[ChannelRow, ...]:
    """The same by the campaign of the first touch; who came without one is left out."""
    rows = _brought("j.first_campaign_id", span(since, until, zone), track=track, channel=channel, campaign=campaign)
    named = Campaign.objects.in_bulk([row[0] for row in rows if row[0]])
    return tuple(ChannelRow(named[row[0]].key, named[row[0]].name, *row[1:]) for row in rows if row[0])


_FIRST_CHANNEL = "coalesce(j.first_channel, 'other')"
"""Who came on no channel that we know came on another: the rows say so, and the choice of one of them."""
Span = tuple[datetime, datetime]
_EVER: Span = (datetime.fromisoformat("0001-01-02T00:00:00+00:00"), datetime.fromisoformat("9999-12-30T00:00:00+00:00"))


def span(since: date | None, until: date | None, zone: ZoneInfo) -> Span:
    """From the first moment of the first day to the first moment after the last, in the reader's zone."""
    first = datetime.combine(since, time(), zone) if since and since > _EVER[0].date() else _EVER[0]
    if until is None or until >= _EVER[1].date():
        return first, _EVER[1]
    return first, datetime.combine(until + timedelta(days=1), time(), zone)


def period_before(since: date, until: date) -> tuple[date, date] | None:
    """The period of equal length that ends the day before; None where the calendar does not reach so far."""
    days = until - since + timedelta(days=1)
    return (since - days, since - timedelta(days=1)) if since - date.min >= days else None


def _brought(
    column: str, span: Span, *, track: str, channel: str | None, campaign: str | None
) -> list[tuple[Any, ...]]:
    """Leads, MQL and customers by a column of the journey; rows of nothing but noughts are left out."""
    place = dict(Stage.objects.filter(track_id=track).values_list("key", "position"))
    if not {"lead", "mql", "customer"} <= place.keys():
        return []
    columns = f"{column}, {_filtered([place['lead'], place['mql'], place['customer']])}"
    group = "GROUP BY 1 ORDER BY 2 DESC, 3 DESC, 1"
    rows = _select(columns, span, track=track, channel=channel, campaign=campaign, group=group)
    return [row for row in rows if any(row[1:])]


def _counted(stages: list[Stage], span: Span, *, channel: str | None, campaign: str | None) -> list[int]:
    columns = _filtered([stage.position for stage in stages])
    return list(_select(columns, span, track=stages[0].track_id, channel=channel, campaign=campaign)[0])


def _filtered(positions: list[int]) -> str:
    within = "s.reached[{}] >= %(first)s AND s.reached[{}] < %(end)s"
    return ", ".join(f"count(*) FILTER (WHERE {within.format(place, place)})" for place in positions)


def _select(
    columns: str, span: Span, *, track: str, channel: str | None, campaign: str | None, group: str = ""
) -> list[tuple[Any, ...]]:
    # One scan of the standings of a track; the journeys are joined only where the question needs them.
    joined = "j." in columns or channel or campaign
    statement = f"""
        SELECT {columns} FROM lifecycle_standing s
        {"LEFT JOIN lifecycle_journey j ON j.contact_id = s.contact_id" if joined else ""}
        WHERE s.track_id = %(track)s AND {HERE}
        {f"AND {_FIRST_CHANNEL} = %(channel)s" if channel else ""}
        {"AND j.first_campaign_id = (SELECT id FROM timeline_campaign WHERE key = %(campaign)s)" if campaign else ""}
        {group}
    """  # noqa: S608 our own fragments
    given: dict[str, Any] = {"track": track, "first": span[0], "end": span[1], "channel": channel, "campaign": campaign}
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


def counts(stages: list[Stage], now: list[int], before: list[int] | None) -> tuple[StageCount, ...]:
    """These numbers of the stages, in their order, with their rates."""
    listed = []
    for place, stage in enumerate(stages):
        measured = not stage.is_anonymous
        follows = place > 0 and not stages[place - 1].is_anonymous
        listed.append(
            StageCount(
                key=stage.key,
                label=str(stage),
                glyph=stage.glyph,
                reached=now[place] if measured else None,
                rate=_rate(now, place) if follows else None,
                before=before[place] if before and measured else None,
                rate_before=_rate(before, place) if before and follows else None,
            )
        )
    return tuple(listed)


def _rate(counts: list[int], place: int) -> float | None:
    return counts[place] / counts[place - 1] if counts[place - 1] else None
