"""What the stages of a track are called, and by which rules people come to them, for pages about both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from trichter.kernel.words import Words
from trichter.qualification.lifecycle.models import Policy, Stage, Track
from trichter.qualification.lifecycle.tracks import Rule, UnknownStage, UnknownTrack


@dataclass(frozen=True, slots=True)
class Station:
    """A stage; position 0 is off the path."""

    key: str
    label: Words
    position: int
    glyph: int


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a track's policy."""

    version: int
    rules: tuple[Rule, ...]
    created_at: datetime
    published_by: int | None


@dataclass(frozen=True, slots=True)
class Described:
    """A track with its stages in their order, and its policy, the version in force first."""

    key: str
    label: Words
    stages: tuple[Station, ...]
    versions: tuple[Version, ...]


def described() -> list[Described]:
    """All tracks, in their order."""
    return [_described(row) for row in Track.objects.prefetch_related("stages", "policies").order_by("position")]


@transaction.atomic
def name_stages(track: str, labels: Mapping[str, Words]) -> None:
    """Other words for stages; which there are, and their order, stays. Raises `UnknownTrack` and `UnknownStage`."""
    if not Track.objects.filter(key=track).exists():
        raise UnknownTrack(track=track)
    for stage, label in labels.items():
        if not Stage.objects.filter(track=track, key=stage).update(label=label.row()):
            raise UnknownStage(stage=stage, track=track)


def _described(row: Track) -> Described:
    on_path = sorted(row.stages.all(), key=lambda stage: (stage.position == 0, stage.position))
    policies = sorted(row.policies.all(), key=lambda policy: -policy.version)
    return Described(
        row.key,
        Words.of(row.label),
        tuple(Station(stage.key, Words.of(stage.label), stage.position, stage.glyph) for stage in on_path),
        tuple(_version(policy) for policy in policies),
    )


def _version(policy: Policy) -> Version:
    rules = tuple(Rule.model_validate(rule) for rule in policy.rules)
    return Version(policy.version, rules, policy.created_at, policy.published_by)
