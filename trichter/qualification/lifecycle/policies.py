"""What the stages of a track are called, and by which rules people come to them: read, and changed as a new version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.entering import refuse_unaskable
from trichter.qualification.lifecycle.models import Policy, Stage, Track
from trichter.qualification.lifecycle.tracks import Rule, UnknownStage, UnknownTrack, ways


class PolicyChanged(DomainError):
    sentence = _("Somebody else has published other rules meanwhile. Look at theirs, then change them once more.")


class BadRule(DomainError):
    sentence = _("The rule “%(rule)s” leads to “%(stage)s”, which is no stage of this track.")


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


@transaction.atomic
def publish(track: str, *, rules: Sequence[Rule], seen: int | None = None, by: int | None = None) -> Policy:
    """A new version of a track's policy: it decides from now on, not about what is decided.

    `seen` is the version that it is to follow. Raises `BadRule`, `PolicyChanged` and `UnknownTrack`, and the rule
    language's own for a condition that cannot be asked.
    """
    Track.objects.select_for_update(no_key=True).filter(key=track).first()  # one version after the other
    way = ways()[track]
    if seen not in (None, way.policy):
        raise PolicyChanged
    for rule in rules:
        for stage in filter(None, (rule.stage, rule.after)):
            if stage not in way.positions:
                raise BadRule(rule=rule.key, stage=stage)
    refuse_unaskable(rules)
    stored = [rule.model_dump(mode="json", exclude_defaults=True) for rule in rules]
    before = Policy.objects.filter(track_id=track, version=way.policy).first()
    return Policy.objects.create(
        track_id=track,
        version=way.policy + 1,
        rules=stored,
        created_at=clock.now(),
        published_by=by,
        timed_until=before.timed_until if before else None,
    )


def timed_until(track: str) -> datetime:
    """Up to when it was considered whom time has led on: at first since when the rules hold."""
    row = Policy.objects.filter(track_id=track).order_by("-version").values_list("timed_until", "created_at").first()
    return (row[0] or row[1]) if row else clock.now()


def timed(track: str, version: int, until: datetime) -> None:
    """Time up to then has been considered by this version."""
    Policy.objects.filter(track_id=track, version=version).update(timed_until=until)


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
