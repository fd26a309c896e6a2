"""The HTTP API of Segment, version 1, as its own libraries speak it: /v1/track, page, screen, identify, group, alias,
batch and import. At most 32 KB an event, 500 KB a batch (LAW 5.5)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from pydantic_core import to_json

from trichter.facts.timeline.origins.reading import utm_of
from trichter.generation.tracking.errors import NotUnderstood, TooLarge
from trichter.generation.tracking.events import CLOCKS_SET, OLDEST, SERVER, Client, Event

MOST_BYTES = 500 * 1024
MOST_OF_ONE = 32 * 1024
MOST_EVENTS = 2_500
KINDS = ("track", "page", "screen", "identify", "group", "alias")
CALLS = (*KINDS, "batch", "import")
"""The last part of the address."""
_MORE = ("previousId", "groupId")
_KNOWN_PAGE = ("url", "title", "referrer", "path", "search")


def events(call: str, body: Any, *, now: datetime) -> list[tuple[Event, Mapping[str, Any]]]:
    """Each with its context, without those that are too old. Raises `NotUnderstood` and `TooLarge`."""
    if not isinstance(body, dict):
        raise NotUnderstood("no object")
    oldest = now - OLDEST
    return [(event, context) for event, context in _events(call, body, now) if event.at > oldest]


def _events(call: str, body: Mapping[str, Any], now: datetime) -> list[tuple[Event, Mapping[str, Any]]]:
    if call not in ("batch", "import"):
        return [_event(call, body, {}, body.get("sentAt"), now)]
    told = body.get("batch")
    if not isinstance(told, list) or len(told) > MOST_EVENTS:
        raise NotUnderstood("batch")
    return [_event(None, one, _part(body, "context"), body.get("sentAt"), now) for one in told]


def client(context: Mapping[str, Any], sender: Client, *, is_browser: bool) -> Client:
    """Whom the event is about: a server tells it of others, and its own address and agent say nothing of them."""
    agent, address = context.get("userAgent"), context.get("ip")
    return Client(
        address=address if isinstance(address, str) else sender.address if is_browser else "",
        agent=agent if isinstance(agent, str) else sender.agent if is_browser else SERVER,
        purpose=sender.purpose if is_browser else "",
        objects=is_browser and sender.objects,
    )


def _event(
    call: str | None, told: Any, shared: Mapping[str, Any], sent: Any, now: datetime
) -> tuple[Event, Mapping[str, Any]]:
    if not isinstance(told, dict):
        raise NotUnderstood("batch")
    if len(to_json(told)) > MOST_OF_ONE:
        raise TooLarge
    kind = call or told.get("type")
    visitor, person = _id(told, "anonymousId"), _id(told, "userId")
    if kind not in KINDS:
        raise NotUnderstood("type")
    if not visitor and not person:
        raise NotUnderstood("anonymousId, userId")
    own = told.get("context")
    context = {**shared, **own} if isinstance(own, dict) else shared
    page = _part(context, "page")
    properties = _part(told, "traits" if kind in ("identify", "group") else "properties")
    if kind in ("page", "screen"):
        page = page | {name: properties[name] for name in _KNOWN_PAGE if name in properties}
    more = {name: told[name] for name in _MORE if told.get(name)}
    event = Event(
        message=str(told.get("messageId") or uuid4()),
        kind=kind,
        at=_at(told, told.get("sentAt") or sent, now),
        name=_text(told, "event" if kind == "track" else "name"),
        visitor=visitor,
        person=person,
        url=_text(page, "url"),
        title=_text(page, "title"),
        referrer=_text(page, "referrer"),
        properties={**properties, **more} if more else properties or None,
        campaign=_campaign(_part(context, "campaign")),
        agrees=_agrees(context),
    )
    return event, context


def _agrees(context: Mapping[str, Any]) -> bool | None:
    """As Segment's consent tools say it: one category allowed at least; None where they say nothing."""
    if "consent" not in context:
        return None
    preferences = _part(_part(context, "consent"), "categoryPreferences")
    return any(value is True for value in preferences.values())


def _campaign(told: Mapping[str, Any]) -> dict[str, str]:
    if not told:
        return {}
    names = {"name": "campaign"}
    return utm_of({f"utm_{names.get(name, name)}": value for name, value in told.items() if isinstance(value, str)})


def _at(told: Mapping[str, Any], sent: Any, now: datetime) -> datetime:
    """By our clock: the sender's own may be wrong, what lies between two of its times is not."""
    happened, was_sent = _time(told.get("originalTimestamp") or told.get("timestamp")), _time(sent)
    if happened is None:
        return now
    ago = max((was_sent or now) - happened, timedelta())
    return now - ago if ago < now - CLOCKS_SET else now


def _time(told: Any) -> datetime | None:
    if not isinstance(told, str):
        return None
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _id(told: Mapping[str, Any], name: str) -> str | None:
    value = told.get(name)
    return str(value) if isinstance(value, _TEXT_OR_NUMBER) and value != "" else None


_TEXT_OR_NUMBER = (str, int)


def _part(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = told.get(name)
    return value if isinstance(value, dict) else {}


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""
