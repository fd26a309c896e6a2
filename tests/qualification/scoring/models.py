"""Small scoring models for tests, put in force as the house would."""

from typing import Any

from trichter.qualification.scoring import renewing, versions
from trichter.qualification.scoring.content import Content

PAGE = {"kinds": ["page.viewed"]}


def compare(operand: str, operator: str, *values: object) -> dict[str, object]:
    return {"operand": operand, "operator": operator, "values": list(values)}


def fit(key: str, points: int, where: dict[str, Any], group: str | None = None) -> dict[str, Any]:
    return {"key": key, "label": {"en": key}, "points": points, "rule": {"where": where}, "group": group}


def did(key: str, points: int, *kinds: str, most: int = 10, where: tuple[Any, ...] = ()) -> dict[str, Any]:
    touches = {"kinds": list(kinds), "where": list(where)}
    return {"key": key, "label": {"en": key}, "points": points, "most": most, "did": touches}


def model(*rules: dict[str, Any], **given: Any) -> dict[str, Any]:
    """The JSON form of a version with these rules."""
    return {
        "fit": [rule for rule in rules if "rule" in rule],
        "engagement": [rule for rule in rules if "did" in rule],
    } | given


def in_force(*rules: dict[str, Any], **given: Any) -> Content:
    """Let a version with these rules answer."""
    content = versions.save_draft("business", model(*rules, **given))
    versions.publish("business")
    renew()
    return content


def renew() -> None:
    """Score everybody by the version that is wanted."""
    renewal = renewing.begin()
    assert renewal is not None
    for part in renewing.ranges(2):
        renewing.fill(renewal, part)
    renewing.index()
    assert renewing.take_over(renewal.edition)
    renewing.keep_past()
