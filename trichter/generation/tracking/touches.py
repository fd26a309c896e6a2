"""From a line of the log of somebody who is known to a touchpoint."""

from typing import Any

from trichter.facts.timeline.models import Channel
from trichter.generation.tracking.contents import Contents
from trichter.generation.tracking.events import path_of
from trichter.generation.tracking.visits import Line, Visit
from trichter.spine.touch import Touch

PAGES = frozenset({"page", "screen"})
_KINDS = {
    "track": "web.tracked",
    "outbound": "web.link_followed",
    "download": "web.file_taken",
    "form_started": "web.form_begun",
    "form_abandoned": "web.form_abandoned",
}
"""Those that are missing here say who somebody is, or how long a page was open, and are no touchpoints."""
LONGEST = 500


def touch_of(line: Line, visit: Visit | None, contents: Contents, *, contact: int) -> Touch | None:
    """The touchpoint; None for what is none. The channel is that of the visit."""
    is_page = line.kind in PAGES
    kind = "page.viewed" if is_page else _KINDS.get(line.kind)
    if kind is None:
        return None
    return Touch(
        kind,
        _page(line, visit, contents) if is_page else _event(line, visit),
        contact=contact,
        occurred_at=line.at,
        channel=visit.channel if visit else Channel.DIRECT.value,
        campaign=(visit.campaign or None) if visit else None,
        key=f"hit {line.id}",
    )


def _page(line: Line, visit: Visit | None, contents: Contents) -> dict[str, Any]:
    about = contents.of(path_of(line.url))
    told: dict[str, Any] = {"url": line.url or line.name, "title": line.title or line.name}
    told |= {"phase": about.phase} if about.phase else {}
    return told | {"topics": list(about.topics)} | _within(visit)


def _event(line: Line, visit: Visit | None) -> dict[str, Any]:
    plain = {name: _plain(value) for name, value in line.properties.items()}
    told = {"name": line.name, "url": line.url, "title": line.title, "properties": plain}
    return told | _within(visit)


def _within(visit: Visit | None) -> dict[str, Any]:
    return {"visit": visit.id} if visit else {}


def _plain(value: Any) -> Any:
    """What nests is kept as it is, what is long is cut off."""
    return value[:LONGEST] if isinstance(value, str) else value
