"""The tracks and their policy as they hold now, read once for a batch."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, ValidationError

from trichter.kernel import bulk
from trichter.kernel.errors import DomainError
from trichter.qualification.lifecycle import happening
from trichter.qualification.lifecycle.happening import Happening
from trichter.qualification.rules import tree as written


class UnknownStage(DomainError):
    sentence = _("There is no stage “%(stage)s” on the track “%(track)s”.")


class UnknownTrack(DomainError):
    sentence = _("There is no track “%(track)s”.")


class Rule(BaseModel):
    """Whatever lets `when` hold, a rule of the rule language in its JSON form, leads to `stage`; in older versions of a
    policy a touchpoint of `kind`, where its payload says so.

    `after` asks that the person stands at least there already; `reopens` leads back even those who were set aside.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    kind: str = ""
    stage: str
    where: Mapping[str, Any] = {}
    when: Mapping[str, Any] | None = None
    after: str | None = None
    reopens: bool = False

    @cached_property
    def happenings(self) -> tuple[Happening, ...]:
        """The touchpoints that decide it by themselves; none if it has to be asked (`entering`)."""
        if self.when is None:
            return (Happening(self.kind, self.where),)
        try:
            return happening.of(written.Rule.model_validate(self.when).where)
        except ValidationError:
            return ()

    def fits(self, kind: str, payload: Mapping[str, Any]) -> bool:
        """Whether this touchpoint decides it."""
        return any(one.is_meant(kind, payload) for one in self.happenings)


@dataclass(frozen=True)
class Way:
    """One track: the positions of its stages (0 is off the path) and the rules of its latest policy."""

    track: str
    positions: Mapping[str, int]
    policy: int
    rules: Sequence[Rule]

    @cached_property
    def by_key(self) -> dict[str, Rule]:
        """The rules by their names."""
        return {rule.key: rule for rule in self.rules}

    @property
    def length(self) -> int:
        """The number of stages on the path."""
        return max(self.positions.values())

    @property
    def aside(self) -> frozenset[str]:
        """The stages off the path."""
        return frozenset(stage for stage, position in self.positions.items() if position == 0)

    def position(self, stage: str) -> int:
        """Raises `UnknownStage`."""
        if stage not in self.positions:
            raise UnknownStage(stage=stage, track=self.track)
        return self.positions[stage]

    @cached_property
    def by_kind(self) -> dict[str, list[Rule]]:
        """The rules that a touchpoint of a kind may set off."""
        grouped: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for kind in dict.fromkeys(one.kind for one in rule.happenings):
                grouped.setdefault(kind, []).append(rule)
        return grouped


class Ways(Mapping[str, Way]):
    """All tracks by key; and by which version of its rules the buying phase is told (`buying`)."""

    def __init__(self, ways: Mapping[str, Way], *, buying: int | None = None) -> None:
        self._ways = ways
        self.buying = buying

    def __getitem__(self, track: str) -> Way:
        try:
            return self._ways[track]
        except KeyError:
            raise UnknownTrack(track=track) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._ways)

    @cached_property
    def asked(self) -> str:
        """The rules of entry that no touchpoint decides by itself, as JSON: lists of track, key and rule."""
        rules = [(track, rule) for track, way in self.items() for rule in way.rules if not rule.happenings]
        return bulk.json([(track, rule.key, rule.when) for track, rule in rules])

    def __len__(self) -> int:
        return len(self._ways)


def ways() -> Ways:
    """The tracks with the policy that holds now."""
    return asked_ways()()


def asked_ways() -> Callable[[], Ways]:
    """As `ways`, to be fetched later."""
    rows = bulk.ask(_WAYS, prepare=True)
    return lambda: _ways(tuple(rows()))


@lru_cache(maxsize=16)
def _ways(rows: tuple[tuple[Any, ...], ...]) -> Ways:
    """Read once in this process as long as they are the same."""
    ways = {
        track: Way(track, bulk.read_json(positions), version, _rules(rules))
        for track, positions, version, rules, _buying in rows
    }
    return Ways(ways, buying=rows[0][-1] if rows else None)


_WAYS = """
    SELECT t.key, (SELECT jsonb_object_agg(s.key, s.position) FROM lifecycle_stage s WHERE s.track_id = t.key),
           coalesce(p.version, 0), coalesce(p.rules, '[]'), (SELECT max(id) FROM lifecycle_buyingrules)
    FROM lifecycle_track t
    LEFT JOIN LATERAL (
        SELECT version, rules FROM lifecycle_policy WHERE track_id = t.key ORDER BY version DESC LIMIT 1) p ON true
    ORDER BY t.position
"""


def _rules(stored: str) -> tuple[Rule, ...]:
    return tuple(Rule.model_validate(rule) for rule in bulk.read_json(stored))
