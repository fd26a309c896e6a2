"""What an installation knows and a file may name: colleagues, stages, fields and purposes, read once for a run."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trichter.facts.consent.models import Purpose
from trichter.facts.contacts.fields import Definitions
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import Channel
from trichter.qualification.lifecycle.tracks import ways


@dataclass(frozen=True, slots=True)
class Custom:
    """A custom field: its type (`contacts.models.FieldType`) and, for a choice, what may be chosen."""

    type: str
    options: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class House:
    """All of it."""

    owners: Mapping[str, int] = field(default_factory=dict)
    stages: Mapping[str, frozenset[str]] = field(default_factory=dict)
    aside: frozenset[tuple[str, str]] = frozenset()
    customs: Mapping[str, Custom] = field(default_factory=dict)
    purposes: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset(Channel.values)


def read() -> House:
    """The house as it is now."""
    customs = {key: Custom(d.type, frozenset(map(str, d.options))) for key, d in Definitions().by_key.items()}
    tracks = ways()
    return House(
        owners={email.casefold(): user for email, user in User.objects.values_list("email", "id")},
        stages={track: frozenset(way.positions) for track, way in tracks.items()},
        aside=frozenset((track, stage) for track, way in tracks.items() for stage in way.aside),
        customs=customs,
        purposes=frozenset(Purpose.objects.values_list("key", flat=True)),
    )
