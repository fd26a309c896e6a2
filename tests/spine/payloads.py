"""Payloads with something in every field, and how each kind comes about."""

from datetime import date, datetime
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from tests.factories import bernd, does, newsletter
from trichter.facts.timeline.models import Touchpoint
from trichter.facts.timeline.registry import Kind, kind_named
from trichter.spine.touch import Stage

OUR_WORDS = {
    "purpose": "newsletter",
    "track": "customer",
    "stage": "mql",
    "stage_from": "lead",
    "rule": "form",
    "currency": "EUR",
    "template": "letter",
    "ground": "requested",
}


def filled(kind: Kind, text: str) -> dict[str, Any]:
    """A valid payload in which every field holds something, and every free text holds `text`."""
    return {name: _value(name, field.annotation, text) for name, field in kind.payload.model_fields.items()}


def happens(contact: int, name: str, text: str) -> int:
    """Let a touchpoint of that kind come about as in life, with `text` wherever it may stand; its id."""
    kind = kind_named(name)
    payload = filled(kind, text)
    if name == "stage.reached":
        does(contact, "stage.set", {"track": "customer", "stage": "lead", "reason": text})
        claiming = does(contact, "note.written", {"text": text}, stage=Stage("sql", reason=text))
        return Touchpoint.objects.get(kind=name, caused_by=claiming).id
    if name.startswith("consent."):
        newsletter()
        payload |= {"wording": None}
    if name in ("contact.merged", "contact.unmerged"):
        payload["loser"] = bernd()
    if name == "contact.unmerged":
        does(contact, "contact.merged", {"loser": payload["loser"], "reason": text})
    if not name.startswith("touchpoint."):
        return does(contact, name, payload)
    target = does(contact, "note.written", {"text": text})
    if name == "touchpoint.restored":
        does(contact, "touchpoint.retracted", target=target)
    return does(contact, name, payload | ({"payload": {"text": text}} if "payload" in payload else {}), target=target)


def _value(name: str, annotation: Any, text: str) -> Any:
    origin = get_origin(annotation)
    if name in OUR_WORDS and origin is not Literal:
        return OUR_WORDS[name]
    if origin is Annotated:
        return _value(name, get_args(annotation)[0], text)
    if origin in (Union, UnionType):
        return _value(name, next(part for part in get_args(annotation) if part is not type(None)), text)
    if origin is Literal:
        return get_args(annotation)[0]
    if origin in (list, dict):
        return _several(name, annotation, text)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {part: _value(part, field.annotation, text) for part, field in annotation.model_fields.items()}
    examples: dict[Any, Any] = {str: f"{text} {name}", bool: True, int: 3, float: 1.5}
    examples |= {datetime: "2026-03-04T10:00:00Z", date: "2026-03-04"}
    return examples[annotation]


def _several(name: str, annotation: Any, text: str) -> Any:
    *_keys, of = get_args(annotation)
    if get_origin(annotation) is list:
        return [_value(name, of, text)]
    if of is str:
        return {f"{text} {name}": f"{text} {name}"}
    return {f"{text} question": f"{text} {name}", "more": {"deep": [text, {text: text}]}}
