"""What the ids and keys on a page about a person are called, all of them read in one statement."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from psycopg import sql

from trichter.facts.timeline.models import ActorType, EffectiveTouchpoint
from trichter.kernel.persons import Row, rows_of
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.models import Stage
from trichter.qualification.lifecycle.tracks import Rule

Stages = dict[tuple[str, str], Stage]
"""By track and key, in the order of their way."""

_NAMES = sql.SQL("""
    WITH RECURSIVE back (id, contact, cause, channel, campaign_id) AS (
        SELECT id, contact, cause, NULL, NULL::bigint
            FROM unnest(%(followers)s::bigint[], %(contacts)s::bigint[], %(causes)s::bigint[]) AS t (id, contact, cause)
        UNION ALL SELECT back.id, back.contact, earlier.caused_by, earlier.channel, earlier.campaign_id
            FROM back JOIN timeline_touchpoint earlier ON earlier.contact_id = back.contact AND earlier.id = back.cause
            WHERE back.channel IS NULL
    )
    SELECT 'stage' AS what, track_id AS track, key, label, position, glyph FROM lifecycle_stage
    UNION ALL SELECT 'rule', track_id, version::text, rule, NULL, NULL
        FROM lifecycle_policy, jsonb_array_elements(rules) AS rule
        WHERE version = ANY(%(policies)s) AND rule->>'key' = ANY(%(rules)s)
    UNION ALL SELECT 'purpose', '', key, label, NULL, NULL FROM consent_purpose
    UNION ALL SELECT 'custom', type, key, label, NULL, NULL FROM contacts_fielddefinition
    UNION ALL SELECT 'campaign', '', id::text, jsonb_build_object('en', name), NULL, NULL
        FROM timeline_campaign WHERE id = ANY(%(campaigns)s)
    UNION ALL SELECT 'origin', back.channel, back.id::text, jsonb_build_object('en', coalesce(name, '')), NULL, NULL
        FROM back LEFT JOIN timeline_campaign way ON way.id = campaign_id WHERE back.channel IS NOT NULL
    UNION ALL SELECT 'colleague', '', id::text, jsonb_build_object('en', coalesce(nullif(name, ''), email)), NULL, NULL
        FROM staff_user WHERE id = ANY(%(colleagues)s)
    ORDER BY position
""")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something began that has no channel of its own: on that of the form from which it follows."""

    channel: str
    campaign: str


@dataclass(frozen=True, slots=True)
class Names:
    """By key or id; custom fields without their `custom:`, origins by touchpoint, rules by track, version and key."""

    stages: Stages = field(default_factory=dict)
    rules: dict[tuple[str, int, str], Rule] = field(default_factory=dict)
    purposes: dict[str, str] = field(default_factory=dict)
    customs: dict[str, str] = field(default_factory=dict)
    custom_types: dict[str, str] = field(default_factory=dict)
    campaigns: dict[int, str] = field(default_factory=dict)
    colleagues: dict[int, str] = field(default_factory=dict)
    origins: dict[int, Origin] = field(default_factory=dict)


def names(touchpoints: Iterable[EffectiveTouchpoint]) -> Names:
    """What the house calls things, and what the campaigns and colleagues of these touchpoints are called."""
    page = list(touchpoints)
    campaigns = sorted({t.campaign_id for t in page if t.campaign_id})
    colleagues = sorted({t.actor_id for t in page if t.actor_type == ActorType.COLLEAGUE and t.actor_id})
    followers = [t for t in page if t.caused_by and t.channel is None]
    called = Names()
    asked = {
        "policies": sorted({t.payload["policy"] for t in page if t.payload.get("policy")}),
        "rules": sorted({str(t.payload["rule"]) for t in page if t.payload.get("rule")}),
        "campaigns": campaigns,
        "colleagues": colleagues,
        "followers": [t.id for t in followers],
        "contacts": [t.contact_id for t in followers],
        "causes": [t.caused_by for t in followers],
    }
    for row in rows_of(_NAMES, asked):
        _keep(called, row)
    return called


def stages() -> Stages:
    """All stages by track and key, in the order of their way."""
    return {(stage.track_id, stage.key): stage for stage in Stage.objects.order_by("position")}


def _keep(called: Names, row: Row) -> None:
    if row["what"] == "rule":
        rule = Rule.model_validate(row["label"])
        called.rules[row["track"], int(row["key"]), rule.key] = rule
        return
    label = str(Words.of(row["label"]))
    match row["what"]:
        case "stage":
            called.stages[row["track"], row["key"]] = _stage(row)
        case "purpose":
            called.purposes[row["key"]] = label
        case "custom":
            called.customs[row["key"]] = label
            called.custom_types[row["key"]] = row["track"]
        case "campaign":
            called.campaigns[int(row["key"])] = label
        case "origin":
            called.origins[int(row["key"])] = Origin(row["track"], label)
        case "colleague":
            called.colleagues[int(row["key"])] = label


def _stage(row: Row) -> Stage:
    return Stage(
        track_id=row["track"], key=row["key"], label=row["label"], position=row["position"], glyph=row["glyph"]
    )
