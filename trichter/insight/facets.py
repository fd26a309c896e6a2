"""By what a list of people can be narrowed, in words: the facets of `filtering` with what there is to choose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from trichter.facts.timeline.models import Channel
from trichter.insight import cohorts, grades
from trichter.insight.filtering import ME, NONE, TRACK, Filter
from trichter.insight.suggesting import TAGS
from trichter.kernel.persons import Row, rows_of
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.buying.content import LABELS as PHASES

LABELS = {
    "stage": _("Stage"),
    "segment": _("Segment"),
    "fit": _("Fit"),
    "engagement": _("Engagement"),
    "buying": _("Buying phase"),
    "owner": _("Owner"),
    "team": _("Team"),
    "channel": _("Channel"),
    "campaign": _("Campaign"),
    "tag": _("Tag"),
    "consent": _("Consent"),
    "active": _("Active"),
    "silent": _("Silent"),
    "created": _("Created"),
    "next_step": _("Next step"),
    "reached": _("Reached"),
    "reached_in": _("Reached in"),
    "imported": _("Import"),
    cohorts.NAME: _("Win rate"),
}
SIGNS = {
    "confirmed": _("Confirmed"),
    "pending": _("Pending"),
    "revoked": _("Revoked"),
    "none": _("None"),
}
LAST = {"7d": _("in the last 7 days"), "30d": _("in the last 30 days"), "90d": _("in the last 90 days"),
        "365d": _("in the last 365 days")}  # fmt: skip
SINCE = {"30d": _("for 30 days"), "90d": _("for 90 days"), "365d": _("for 365 days")}
ONE_ONLY = frozenset({"created", "active", "silent"})
"""Facets of which one value is chosen at a time."""
_HIDDEN = frozenset({"reached", "reached_in", "imported", cohorts.NAME})
"""Only links lead to them."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with all that can be chosen; `chosen` is what is, in words."""

    name: str
    label: str
    options: tuple[Option, ...]
    is_one_only: bool = False

    @property
    def chosen(self) -> str:
        """The chosen values, as a chip shows them."""
        return ", ".join(option.label for option in self.options if option.is_chosen)


def facets(chosen: Filter) -> tuple[Facet, ...]:
    """All of them, in the order in which they are offered; those to which only links lead, if they are chosen."""
    known = _known()
    return tuple(
        Facet(name, str(label), tuple(_options(name, known, chosen)), name in ONE_ONLY)
        for name, label in LABELS.items()
        if name not in _HIDDEN or chosen.values(name)
    )


def _options(name: str, known: dict[str, dict[str, str]], chosen: Filter) -> Iterator[Option]:
    values = chosen.values(name)
    offered = _offered(name, known)
    words = cohorts.said if name == cohorts.NAME else _in_days
    offered |= {value: words(value) for value in values if value not in offered}
    for value, label in offered.items():
        yield Option(value, str(label), value in values)


def _in_days(value: str) -> str:
    """`2026-08-20..2026-11-17` as a reader writes days; anything else as it is."""
    first, between, last = value.partition("..")
    if not between:
        return value
    try:
        return " – ".join(
            date_format(date.fromisoformat(day), "SHORT_DATE_FORMAT") if day else "" for day in (first, last)
        )
    except ValueError:
        return value


def _offered(name: str, known: dict[str, dict[str, str]]) -> dict[str, Any]:
    coded: dict[str, dict[str, Any]] = {
        **{name: dict(zip(those, those, strict=True)) for name, those in grades.KNOWN.items()},
        "owner": {ME: gettext("me"), NONE: gettext("nobody")},
        "channel": {str(channel.value): channel.label for channel in Channel} | {NONE: gettext("unknown")},
        "consent": SIGNS,
        "buying": {**PHASES, NONE: gettext("none now")},
        "active": LAST,
        "created": LAST,
        "silent": SINCE,
        "next_step": {NONE: gettext("none with a date")},
        "reached": known.get("stage", {}),
        "reached_in": LAST,
    }
    return coded.get(name, {}) | known.get(name, {})


# One statement for all.
_KNOWN = sql.SQL("""
    SELECT 'stage' AS what, CASE WHEN track_id = %(track)s THEN key ELSE track_id || '.' || key END AS key,
        label, '' AS name, row_number() OVER (ORDER BY track_id <> %(track)s, track_id, position = 0, position) AS place
    FROM lifecycle_stage WHERE NOT is_anonymous
    UNION ALL SELECT 'owner', id::text, NULL, name, row_number() OVER (ORDER BY name, id)
    FROM staff_user WHERE is_active OR EXISTS (
        SELECT FROM contacts_contact WHERE owner_id = staff_user.id AND merged_into_id IS NULL AND erased_at IS NULL)
    UNION ALL (SELECT 'imported', id::text, NULL, file_name, row_number() OVER (ORDER BY id DESC) FROM imports_importrun
               ORDER BY id DESC LIMIT 100)
    UNION ALL (SELECT 'segment', id::text, NULL, name, row_number() OVER (ORDER BY lower(name), id)
               FROM segments_segment WHERE archived_at IS NULL LIMIT 200)
    UNION ALL SELECT 'team', id::text, NULL, name, row_number() OVER (ORDER BY name) FROM staff_team
    UNION ALL (SELECT 'campaign', id::text, NULL, name, row_number() OVER (ORDER BY id DESC) FROM timeline_campaign
               ORDER BY id DESC LIMIT 100)
    UNION ALL (SELECT 'tag', tag, NULL, tag, row_number() OVER (ORDER BY lower(tag)) FROM ({tags}) known LIMIT 100)
    ORDER BY what, place
""").format(tags=TAGS)


def _known() -> dict[str, dict[str, str]]:
    known: dict[str, dict[str, str]] = {}
    for row in rows_of(_KNOWN, {"track": TRACK}):
        known.setdefault(row["what"], {})[row["key"]] = _name(row)
    return known


def _name(row: Row) -> str:
    return str(Words.of(row["label"])) if row["label"] else row["name"]
