"""By which rules people come to the stages of a track, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from trichter.facts.consent.models import Channel, Purpose
from trichter.facts.staff import team
from trichter.facts.timeline.registry import is_activity, kinds
from trichter.insight.rulewords import happens, is_plain
from trichter.kernel.words import Words
from trichter.qualification.lifecycle import entering, policies
from trichter.qualification.lifecycle.happening import AtLeast
from trichter.qualification.lifecycle.policies import Station, Version
from trichter.qualification.lifecycle.tracks import Rule
from trichter.qualification.rules.touching import parts

_SAID = {
    ("direction", "in"): Words("it came from them", "es ging von ihnen aus"),
    ("direction", "out"): Words("it went out from us", "es ging von uns aus"),
    ("purpose", "follow_up"): Words("it was a follow-up", "es war ein Folgetermin"),
}
_CHANNELS = dict(Channel.choices)


@dataclass(frozen=True, slots=True)
class InWords:
    """A rule: what has to happen, under which conditions, and where it leads; `problem` is why it cannot be asked."""

    rule: Rule
    happens: str
    conditions: tuple[str, ...]
    leads_to: str
    glyph: int
    reopens: bool
    problem: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A version of a policy, in words."""

    version: int
    created_at: datetime
    by: str
    rules: tuple[InWords, ...]


@dataclass(frozen=True, slots=True)
class TrackPage:
    """A track as the page shows it."""

    key: str
    label: Words
    stages: tuple[Station, ...]
    rulebooks: tuple[Rulebook, ...]


def tracks() -> list[TrackPage]:
    """All tracks, in their order."""
    purposes = {row.key: str(Words.of(row.label)) for row in Purpose.objects.all()}
    colleagues = team.names()
    return [
        TrackPage(
            track.key,
            track.label,
            track.stages,
            tuple(_in_words(one, track.stages, purposes, colleagues) for one in track.versions),
        )
        for track in policies.described()
    ]


def track(key: str) -> TrackPage | None:
    """One of them."""
    return next((one for one in tracks() if one.key == key), None)


def happenings() -> list[tuple[str, str]]:
    """By what a rule may be set off, by kind: all that happens, and nothing that follows from it."""
    named = [(kind.name, str(kind.label)) for kind in kinds() if is_activity(kind.name) and not kind.is_verdict]
    return sorted(named, key=lambda one: one[1].casefold())


def _in_words(
    version: Version, stages: tuple[Station, ...], purposes: Mapping[str, str], colleagues: Mapping[int, str]
) -> Rulebook:
    known = {stage.key: stage for stage in stages}
    rules = []
    for rule in version.rules:
        goal = known.get(rule.stage)
        happens, where = _what(rule)
        labels = {name: part.label for name, part in parts((rule.happenings[0].kind,)).items()} if where else {}
        conditions = [_condition(name, value, labels, purposes) for name, value in where.items()]
        if rule.after and (before := known.get(rule.after)):
            conditions.append(str(Words(f"at least {before.label.en}", f"mindestens {before.label.de}")))
        rules.append(
            InWords(
                rule=rule,
                happens=happens,
                conditions=tuple(conditions),
                leads_to=str(goal.label) if goal else rule.stage,
                glyph=goal.glyph if goal else 1,
                reopens=rule.reopens,
                problem=entering.problem(rule),
            )
        )
    return Rulebook(version.version, version.created_at, colleagues.get(version.published_by or 0, ""), tuple(rules))


def _what(rule: Rule) -> tuple[str, Mapping[str, object]]:
    """What has to happen and what it has to carry; of a rule that asks more than that, the whole in words."""
    return happens(rule), rule.happenings[0].where if is_plain(rule) else {}


def _condition(name: str, value: object, labels: Mapping[str, Words], purposes: Mapping[str, str]) -> str:
    """A value that the payload has to hold; what has no words yet stands there as it is stored."""
    label = labels.get(name, Words(name, name))
    if isinstance(value, AtLeast):
        return str(Words(f"{label.en} at least {value.number}", f"{label.de} mindestens {value.number}"))
    if said := _SAID.get((name, str(value))):
        return str(said)
    known = {"channel": _CHANNELS, "purpose": purposes}.get(name, {})
    return str(known.get(str(value), f"{label}: {value}"))
