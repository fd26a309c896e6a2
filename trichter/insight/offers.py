"""What each offer brought: submissions, people, confirmed sign-ups, downloads, leads and customers, and who they are.

A person counts where they first came to the offer from, so that the numbers of the ways add up to those of the offer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from django.utils.translation import get_language
from psycopg import sql

from trichter.facts.timeline.models import Campaign, Channel
from trichter.generation.offers.queries import SUBJECT, titles
from trichter.insight.people import PersonRow, listed
from trichter.kernel.persons import rows_of
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.models import Stage

TRACK = "customer"
Outcome = Literal["people", "opt_ins", "downloaders", "leads", "customers"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
NOWHERE = "none"
"""Stands in an address for a channel or a campaign that is not known."""


@dataclass(frozen=True, slots=True)
class Results:
    """What an offer, or one way to it, brought.

    `people` sent its form; of them `opt_ins` confirmed by e-mail, `downloaders` took the file, and `leads` and
    `customers` became so with it or after it. `submissions` and `downloads` count how often.
    """

    submissions: int = 0
    people: int = 0
    opt_ins: int = 0
    downloads: int = 0
    downloaders: int = 0
    leads: int = 0
    customers: int = 0

    def __add__(self, other: "Results") -> "Results":
        return Results(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Way:
    """A channel, and perhaps a campaign on it, by which people came to an offer."""

    channel: str
    channel_label: str
    campaign: str
    campaign_label: str
    results: Results


# The plan: the partial index `touchpoint_subjects` finds the submissions, and what came of them lies with their people,
# whose timelines and standings are found by key. What came of a submission was caused by it, at once (a download) or by
# way of what it caused (a sign-up confirmed in the opt-in mail).
_BY_PERSON = """
    WITH sent AS (
        SELECT subject_id AS offer, contact_id, id, occurred_at, channel, campaign_id
        FROM timeline_effective
        WHERE subject_type = %(subject)s AND subject_id = ANY(%(offers)s) AND kind = 'form.submitted' AND NOT is_void
    ), taken AS (
        SELECT offer, contact_id, count(*) AS submissions, array_agg(id) AS ids, min(occurred_at) AS since,
            (array_agg(channel ORDER BY occurred_at, id))[1] AS channel,
            (array_agg(campaign_id ORDER BY occurred_at, id))[1] AS campaign
        FROM sent GROUP BY offer, contact_id
    ), followed AS (
        SELECT taken.*, came.downloads, came.has_opted_in, came.downloads > 0 AS has_downloaded,
            coalesce(stood.reached[%(lead)s::int] >= taken.since, false) AS is_lead,
            coalesce(stood.reached[%(customer)s::int] >= taken.since, false) AS is_customer
        FROM taken
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE kind = 'asset.downloaded') AS downloads,
                count(*) FILTER (WHERE kind = 'consent.granted') > 0 AS has_opted_in
            FROM timeline_effective done
            WHERE done.contact_id = taken.contact_id AND NOT is_void AND caused_by IS NOT NULL
              AND (kind = 'asset.downloaded' OR (kind = 'consent.granted' AND payload->>'channel' = 'email'))
              AND (caused_by = ANY(taken.ids) OR (
                  SELECT cause.caused_by FROM timeline_touchpoint cause
                  WHERE cause.contact_id = done.contact_id AND cause.id = done.caused_by) = ANY(taken.ids))
        ) came
        LEFT JOIN lifecycle_standing stood ON stood.contact_id = taken.contact_id AND track_id = %(track)s
    )
"""
_BY_WAY = sql.SQL(
    _BY_PERSON  # noqa: S608 our own words
    + """
    SELECT offer, channel, campaign, sum(submissions)::bigint AS submissions, count(*) AS people,
        count(*) FILTER (WHERE has_opted_in) AS opt_ins, sum(downloads)::bigint AS downloads,
        count(*) FILTER (WHERE has_downloaded) AS downloaders,
        count(*) FILTER (WHERE is_lead) AS leads, count(*) FILTER (WHERE is_customer) AS customers
    FROM followed GROUP BY offer, channel, campaign ORDER BY people DESC, channel, campaign
    """
)
_WHO = sql.SQL(
    _BY_PERSON  # noqa: S608 our own words
    + """
    SELECT contact_id, count(*) OVER () AS total FROM followed
    WHERE CASE %(outcome)s WHEN 'people' THEN true WHEN 'opt_ins' THEN has_opted_in
                           WHEN 'downloaders' THEN has_downloaded WHEN 'leads' THEN is_lead ELSE is_customer END
      AND (%(channel)s::text IS NULL OR coalesce(channel, %(nowhere)s) = %(channel)s)
      AND (%(campaign)s::text IS NULL OR coalesce(campaign::text, %(nowhere)s) = %(campaign)s)
    ORDER BY since DESC, contact_id DESC LIMIT %(limit)s
    """
)


def results(offers: Iterable[int]) -> dict[int, Results]:
    """What each of these offers brought; also those that brought nothing."""
    asked = list(offers)
    found = dict.fromkeys(asked, Results())
    for row in _rows(_BY_WAY, asked):
        found[row["offer"]] += _results(row)
    return found


def ways(offer: int) -> tuple[Way, ...]:
    """By which channels and campaigns people came to an offer, that of most people first."""
    rows = _rows(_BY_WAY, [offer])
    campaigns = dict(Campaign.objects.filter(id__in={row["campaign"] for row in rows}).values_list("id", "name"))
    channels = dict(Channel.choices)
    return tuple(
        Way(
            channel=row["channel"] or NOWHERE,
            channel_label=str(channels.get(row["channel"] or "", row["channel"] or "")),
            campaign=str(row["campaign"] or NOWHERE),
            campaign_label=campaigns.get(row["campaign"], ""),
            results=_results(row),
        )
        for row in rows
    )


OUTCOME_LABELS: dict[str, Words] = {
    "people": Words("People", "Personen"),
    "opt_ins": Words("Confirmed sign-ups", "Bestätigte Anmeldungen"),
    "downloaders": Words("Have the file", "Haben die Datei"),
    "leads": Words("Leads", "Leads"),
    "customers": Words("Customers", "Kunden"),
}


@dataclass(frozen=True, slots=True)
class Behind:
    """The people behind a number, those who came last first, and how many they are in all. `label` says which they
    are: the offer, the outcome, and the way on which they came."""

    label: str
    people: tuple[PersonRow, ...]
    total: int


def behind(
    offer: int, outcome: Outcome, *, limit: int, channel: str | None = None, campaign: str | None = None
) -> Behind:
    """Who stands behind a number of an offer, or of one way to it (`Way.channel`, `Way.campaign`)."""
    narrowed = {"outcome": outcome, "channel": channel, "campaign": campaign, "limit": limit}
    rows = _rows(_WHO, [offer], **narrowed)
    title = titles([offer], get_language() or "en").get(offer, "")
    called = (title, str(OUTCOME_LABELS[outcome]), *_called(channel, campaign))
    return Behind(
        label=", ".join(filter(None, called)),
        people=listed([row["contact_id"] for row in rows]),
        total=rows[0]["total"] if rows else 0,
    )


def _called(channel: str | None, campaign: str | None) -> tuple[str, str]:
    number = int(campaign) if campaign and campaign.isdecimal() else 0
    named = Campaign.objects.filter(id=number).values_list("name", flat=True).first() if number else ""
    return str(dict(Channel.choices).get(channel or "", "")), named or ""


def _rows(statement: sql.SQL, offers: Sequence[int], **narrowed: Any) -> list[dict[str, Any]]:
    positions = dict(Stage.objects.filter(track=TRACK, position__gt=0).values_list("key", "position"))
    reached = {key: positions.get(key) for key in ("lead", "customer")}
    return rows_of(
        statement,
        {"subject": SUBJECT, "offers": list(offers), "track": TRACK, "nowhere": NOWHERE, **reached, **narrowed},
    )


def _results(row: dict[str, Any]) -> Results:
    return Results(**{name: row[name] for name in Results.__slots__})
