"""What narrows a list of people, said in the rule language: so a list becomes a segment, which stays true by itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trichter.facts.timeline.models import Campaign
from trichter.insight.filtering import ME, NONE, TRACK, Filter, Values, place
from trichter.qualification.rules.checking import check, read
from trichter.qualification.rules.tree import Rule
from trichter.qualification.segments.catalogue import PREFIX

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ruled:
    """The rule, None if nothing of what narrows can be said in one; `left_out` are the facets that cannot."""

    rule: Rule | None
    left_out: tuple[str, ...]


def ruled(chosen: Filter) -> Ruled:
    """Those who stand in the list now and whoever comes to fit it. Raises `BadRule` for what is there no more."""
    nodes, left_out = [], ["q"] if chosen.text else []
    for name, values in chosen.facets:
        if name == "reached_in":
            continue  # said with what was reached
        if name not in _SAID:
            left_out.append(name)
            continue
        said = (*values[:1], *chosen.values("reached_in")[:1]) if name == "reached" else values
        nodes.append(_SAID[name](said, chosen.me))
    if not nodes:
        return Ruled(None, tuple(left_out))
    return Ruled(check(read({"where": _all(nodes)})).rule, tuple(left_out))


def _compare(operand: str, operator: str, *values: object) -> Node:
    return {"operand": operand, "operator": operator, "values": list(values)}


def _all(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else {"all": list(nodes)}


def _any(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else {"any": list(nodes)}


def _one_of(operand: str, values: Sequence[str], operator: str = "is any of") -> Node:
    """Of a choice; `none` is the unknown."""
    known = [value for value in values if value != NONE]
    nodes = [_compare(operand, operator, *known)] if known else []
    return _any(nodes + ([_compare(operand, "is unknown")] if NONE in values else []))


def _stage(values: Values, _me: int | None) -> Node:
    by_track: dict[str, list[str]] = {}
    for track, stage in map(place, values):
        by_track.setdefault(track, []).append(stage)
    return _any([_one_of(_stage_of(track), stages) for track, stages in by_track.items()])


def _stage_of(track: str) -> str:
    return "stage" if track == TRACK else f"stage.{track}"


def _owner(values: Values, me: int | None) -> Node:
    return _one_of("owner", [str(me) if value == ME else value for value in values])


def _campaign(values: Values, _me: int | None) -> Node:
    keys = dict(Campaign.objects.filter(pk__in=[int(value) for value in values]).values_list("pk", "key"))
    return _one_of("campaign.first", [keys.get(int(value), value) for value in values])


def _within(operand: str, values: Values) -> Node:
    return _any([_span(operand, value) for value in values])


def _span(operand: str, value: str) -> Node:
    """`30d` or `2026-08-01..2026-10-31`, of which either end may be open."""
    if value.endswith("d"):
        return _compare(operand, "in the last", _days(value))
    first, _between, last = value.partition("..")
    if not first and not last:
        return _compare(operand, "is known")
    if first and last:
        return _compare(operand, "between", {"day": first}, {"day": last})
    if last:
        return {"not": _any([_compare(operand, "after", {"day": last}), _compare(operand, "is unknown")])}
    return {"not": _any([_compare(operand, "before", {"day": first}), _compare(operand, "is unknown")])}


def _days(value: str) -> Node:
    return {"length": int(value.removesuffix("d")), "unit": "day"}


def _silent(values: Values, _me: int | None) -> Node:
    return _any([_silent_since(value) for value in values])


def _silent_since(value: str) -> Node:
    if value.endswith("d"):
        return _compare("active", "not in the last", _days(value))
    first = {"day": value.partition("..")[0]}
    return _any([_compare("active", "before", first), _compare("active", "is unknown")])


def _reached(values: Values, _me: int | None) -> Node:
    track, stage = place(values[0])
    operand = f"{_stage_of(track)}.reached.{stage}"
    return _span(operand, values[1]) if len(values) > 1 else _compare(operand, "is known")


def _imported(values: Values, _me: int | None) -> Node:
    about = {"operand": "about", "operator": "is any of", "values": [f"import {value}" for value in values]}
    return {"did": {"kinds": ["contact.imported"], "where": [about]}}


_SAID: dict[str, Callable[[Values, int | None], Node]] = {
    "stage": _stage,
    "owner": _owner,
    "team": lambda values, _me: _one_of("team", values, "has any of"),
    "channel": lambda values, _me: _one_of("channel.first", values),
    "campaign": _campaign,
    "tag": lambda values, _me: _one_of("tags", values, "has any of"),
    "consent": lambda values, _me: _compare("consent.email", "is any of", *values),
    "created": lambda values, _me: _within("created", values),
    "active": lambda values, _me: _within("active", values),
    "silent": _silent,
    "reached": _reached,
    "imported": _imported,
    "fit": lambda values, _me: _one_of("grade.fit", values),
    "engagement": lambda values, _me: _one_of("grade.engagement", values),
    "buying": lambda values, _me: _one_of("buying_phase", values),
    "segment": lambda values, _me: _any([_compare(f"{PREFIX}.{int(value)}", "is", "yes") for value in values]),
}
"""By facet. What has no operand of its own (a next step) cannot be said."""
