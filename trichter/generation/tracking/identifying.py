"""Who a visitor is, as another system says by `identify` or `alias`: only of sources that may."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from trichter.facts.contacts import fields
from trichter.facts.timeline.hits import sources
from trichter.facts.timeline.hits.visitors import BY_NUMBER, SYSTEM
from trichter.facts.timeline.models import ActorType
from trichter.generation.tracking.visits import Line
from trichter.spine.touch import Actor, Touch

_FIELDS = {
    "firstName": "first_name",
    "first_name": "first_name",
    "lastName": "last_name",
    "last_name": "last_name",
    "phone": "phone",
    "title": "position",
    "position": "position",
    "website": "website",
}
_ADDRESS = {"street": "street", "city": "city", "postalCode": "postal_code", "state": "region", "country": "country"}


def touches(lines: Iterable[Line]) -> list[Touch]:
    """What these lines say of who somebody is."""
    telling = [line for line in lines if line.kind in ("identify", "alias")]
    if not telling:
        return []
    trusts = trusted()
    return [touch for line in telling if line.source in trusts for touch in _touch(line)]


def trusted() -> set[int]:
    """The sources that may say who somebody is."""
    return {source.id for source in sources.listing() if source.may_identify}


def _touch(line: Line) -> Iterator[Touch]:
    traits = line.properties
    address = traits.get("email")
    external = (f"{SYSTEM}{line.source}", line.person) if line.person else None
    email = address if isinstance(address, str) and fields.can_hold("email", address) else None
    if not external and not email:
        return
    previous = traits.get("previousId")
    visitor = str(previous) if line.kind == "alias" and previous else line.visitor
    yield Touch(
        "visitor.identified",
        {"source": line.source, "traits": _told(traits)},
        email=email,
        external=external,
        visitor=None if visitor.startswith(BY_NUMBER) else visitor,
        occurred_at=line.at,
        learned=_learned(traits, email),
        actor=Actor(ActorType.API),
        key=f"hit {line.id}",
    )


def _told(traits: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in traits.items() if name != "previousId"}


def _learned(traits: Mapping[str, Any], email: str | None) -> dict[str, Any]:
    """What our fields can hold of it; all of it stands in the touchpoint."""
    learned: dict[str, Any] = {field: traits[name] for name, field in _FIELDS.items() if traits.get(name)}
    if email:
        learned["email"] = email
    if isinstance(name := traits.get("name"), str) and not learned.keys() & {"first_name", "last_name"}:
        first, _space, last = name.strip().rpartition(" ")
        learned |= {"first_name": first, "last_name": last}
    firm = traits.get("company")
    if isinstance(firm, Mapping) and isinstance(firm.get("name"), str):
        learned["company"] = {"name": firm["name"]}
    elif isinstance(firm, str) and firm.strip():
        learned["company"] = {"name": firm}
    if isinstance(address := traits.get("address"), Mapping):
        learned["address"] = {ours: str(address[name]) for name, ours in _ADDRESS.items() if address.get(name)}
    return {name: value for name, value in learned.items() if value and fields.can_hold(name, value)}
