"""What the lifecycle knows of somebody as operands of rules: how they came, where they stand, what makes a prospect."""

from collections.abc import Iterable, Iterator, Sequence

from trichter.facts.timeline.models import Campaign, Channel
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.buying.content import LABELS as LABELS_OF_PHASES
from trichter.qualification.lifecycle.buying.content import PHASES
from trichter.qualification.lifecycle.kinds import CRITERIA, LABELS
from trichter.qualification.lifecycle.models import Stage, Track
from trichter.qualification.lifecycle.prospects import PROSPECTS
from trichter.qualification.rules.comparing import literal
from trichter.qualification.rules.operands import (
    BARE,
    Level,
    Operand,
    Option,
    Relation,
    register,
    register_alias,
    register_family,
)
from trichter.qualification.rules.types import Type

ORIGIN = Words("Origin", "Herkunft")
_JOURNEY = Relation("j", join="LEFT JOIN lifecycle_journey j ON j.contact_id = c.id")
_CHANNELS = Relation(
    "jc",
    rows="SELECT contact_id, channel, campaign_id FROM timeline_effective"
    " WHERE {among} AND (channel IS NOT NULL OR campaign_id IS NOT NULL) AND NOT is_void",
)
_READS = frozenset({"channel"})


def _channels() -> Sequence[Option]:
    return tuple(Option(value, str(label)) for value, label in Channel.choices)


def _campaigns() -> Sequence[Option]:
    return tuple(Option(one.key, one.name) for one in Campaign.objects.order_by("name"))


def _key(column: str) -> str:
    return f"(SELECT key FROM timeline_campaign WHERE id = {column})"  # noqa: S608 ours


register(
    *(
        Operand(
            f"channel.{end}", words, Type.CHOICE, f"j.{end}_channel", _READS, relation=_JOURNEY, options=_channels,
            group=ORIGIN,
        )
        for end, words in (
            ("first", Words("First channel", "Erster Kanal")),
            ("last", Words("Last channel", "Letzter Kanal")),
        )
    ),
    *(
        Operand(
            f"campaign.{end}", words, Type.CHOICE, _key(f"j.{end}_campaign_id"), _READS, relation=_JOURNEY,
            options=_campaigns, group=ORIGIN,
        )
        for end, words in (
            ("first", Words("First campaign", "Erste Kampagne")),
            ("last", Words("Last campaign", "Letzte Kampagne")),
        )
    ),
    Operand(
        "channel.any",
        Words("Any channel", "Irgendein Kanal"),
        Type.MANY,
        "array_agg(DISTINCT r.channel) FILTER (WHERE r.channel IS NOT NULL)",
        _READS,
        relation=_CHANNELS,
        options=_channels,
        group=ORIGIN,
    ),
    Operand(
        "campaign.any",
        Words("Any campaign", "Irgendeine Kampagne"),
        Type.MANY,
        f"array_agg(DISTINCT {_key('r.campaign_id')}) FILTER (WHERE r.campaign_id IS NOT NULL)",
        _READS,
        relation=_CHANNELS,
        options=_campaigns,
        group=ORIGIN,
    ),
    Operand(
        "active",
        Words("Last activity", "Letzte Aktivität"),
        Type.TIME,
        "j.active_at",
        frozenset({"activity"}),
        relation=_JOURNEY,
        group=ORIGIN,
    ),
)  # fmt: skip
register_alias("origin", "channel.first")


CUSTOMER = "customer"
STAGE = Words("Stage", "Phase")


def _stand(alias: str, track: str) -> Relation:
    join = f"LEFT JOIN lifecycle_standing {alias} ON {alias}.contact_id = c.id AND {alias}.track_id = {literal(track)}"
    return Relation(alias, join=join)


_STAND = _stand("s", CUSTOMER)


def _stages(track: str) -> list[Stage]:
    rows = Stage.objects.filter(track=track, is_anonymous=False)
    return sorted(rows, key=lambda stage: (stage.position == 0, stage.position))


def _offered(stages: Iterable[Stage]) -> tuple[Option, ...]:
    """What stands aside of the path has no rank: it is neither more nor less than a stage."""
    return tuple(Option(one.key, Words.of(one.label), rank=one.position or None) for one in stages)


def _operands_of(track: str, name: str, label: str, stand: Relation) -> Iterator[Operand]:
    stages = _stages(track)
    yield Operand(
        name, Words(label, label), Type.STEP, f"{stand.alias}.stage", frozenset({"stage"}), relation=stand,
        options=lambda: _offered(stages), level=Level.STAGE, group=STAGE,
    )  # fmt: skip
    yield Operand(
        f"{name}.since", Words(f"{label}: since", f"{label}: seit"), Type.TIME, f"{stand.alias}.since",
        frozenset({"stage"}), relation=stand, level=Level.STAGE, group=STAGE,
    )  # fmt: skip
    for stage in stages:
        if stage.position:
            yield Operand(
                f"{name}.reached.{stage.key}",
                Words(f"Reached {Words.of(stage.label).en}", f"{Words.of(stage.label).de} erreicht"),
                Type.TIME, f"{stand.alias}.reached[{stage.position}]", frozenset({"stage"}), relation=stand,
                level=Level.STAGE, group=STAGE,
            )  # fmt: skip


def _of_tracks() -> Iterator[Operand]:
    """`stage` is that of customers; other tracks are named: `stage.applicant`."""
    for track in Track.objects.order_by("position"):
        if track.key == CUSTOMER:
            yield from _operands_of(CUSTOMER, "stage", str(STAGE), _STAND)
            continue
        stand = _stand(f"s{track.position}", track.key)
        yield from _operands_of(track.key, f"stage.{track.key}", str(Words.of(track.label)), stand)


def _stage_alone() -> Iterator[Operand]:
    """`customer` by itself says that somebody stands there."""
    yield from (one for one in _of_tracks() if one.name == "stage")
    for stage in _stages(CUSTOMER):
        label = Words.of(stage.label)
        yield Operand(
            stage.key, Words(f"Stage “{label.en}”", f"Phase „{label.de}“"), Type.FLAG,
            f"s.stage = {literal(stage.key)}", frozenset({"stage"}), relation=_STAND, level=Level.STAGE, group=STAGE,
        )  # fmt: skip


register_family("stage", _of_tracks)
register_family(BARE, _stage_alone)

CRITERIA_GROUP = Words("Prospect", "Prospect")
_PROSPECT = Relation(
    "qs",
    join=f"LEFT JOIN (SELECT met.contact_id FROM {PROSPECTS}) AS qs ON qs.contact_id = c.id",  # noqa: S608 ours
)
_QUALIFIED = Relation("q", join="LEFT JOIN lifecycle_qualification q ON q.contact_id = c.id")
_ANSWERS = (Option("yes", Words("yes", "ja")), Option("no", Words("no", "nein")))
_QUALIFYING = frozenset({"criteria"})

register(
    *(
        Operand(
            f"criterion.{name}", LABELS[name], Type.CHOICE, f"NULLIF(q.{name}, 'unknown')", _QUALIFYING,
            relation=_QUALIFIED, options=lambda: _ANSWERS, group=CRITERIA_GROUP,
        )
        for name in CRITERIA
    ),
    *(
        Operand(
            f"contact.{name}", label, Type.TIME, f"q.{name}_at", _QUALIFYING, relation=_QUALIFIED,
            group=CRITERIA_GROUP,
        )
        for name, label in (
            ("attempted", Words("First attempt to speak", "Erster Kontaktversuch")),
            ("conversed", Words("First real conversation", "Erstes echtes Gespräch")),
            ("reacted", Words("First reaction to us", "Erste Reaktion auf uns")),
        )
    ),
    Operand(
        "prospect", Words("Prospect", "Prospect"), Type.FLAG,
        "qs.contact_id IS NOT NULL",
        _QUALIFYING | {"stage"},
        relation=_PROSPECT,
        level=Level.STAGE, group=CRITERIA_GROUP,
    ),
)  # fmt: skip

PHASE = """CASE WHEN b.purchase_at > %(now)s::timestamptz - w.length THEN 'purchase'
    WHEN b.evaluation_at > %(now)s::timestamptz - w.length THEN 'evaluation'
    WHEN b.need_at > %(now)s::timestamptz - w.length THEN 'need' END"""
"""The last phase of which there was a sign lately; `b` is `lifecycle_buying`, `w` a row of `WINDOW`."""
WINDOW = """SELECT (content->>'days')::int * interval '1 day' AS length FROM lifecycle_buyingrules
    ORDER BY id DESC LIMIT 1"""
_BUYING = Relation(
    "bp",
    join=f"LEFT JOIN (SELECT b.contact_id, {PHASE} AS phase FROM lifecycle_buying b CROSS JOIN ({WINDOW}) AS w)"  # noqa: S608 ours
    " AS bp ON bp.contact_id = c.id",
)
_PHASES = tuple(Option(phase, LABELS_OF_PHASES[phase], rank=rank) for rank, phase in enumerate(PHASES, start=1))
_PASSING = f"""
    SELECT b.contact_id FROM ({WINDOW}) AS w JOIN lifecycle_buying b ON
        b.need_at BETWEEN {{since}} - w.length AND {{until}} - w.length
        OR b.evaluation_at BETWEEN {{since}} - w.length AND {{until}} - w.length
        OR b.purchase_at BETWEEN {{since}} - w.length AND {{until}} - w.length
"""  # noqa: S608 ours

register(
    Operand(
        "buying_phase", Words("Buying phase", "Kaufphase"), Type.STEP, "bp.phase", frozenset({"buying"}),
        relation=_BUYING,
        options=lambda: _PHASES,
        level=Level.SCORE, changing=_PASSING,
    ),
)  # fmt: skip
