"""Touchpoints as rules see them: what of each can be compared, and which of them are meant.

Rules read the effective view: what was taken back or judged a machine's counts no more. Read from the view itself,
each of ten million rows would be looked up for corrections; so those without any, nearly all, come straight from the
table, and only the others from the view.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from trichter.facts.timeline.models import ActorType, Channel
from trichter.facts.timeline.registry import kind_named
from trichter.kernel.words import Words
from trichter.qualification.rules.comparing import Given, compared, literal, texts
from trichter.qualification.rules.operands import Operand, Option
from trichter.qualification.rules.tree import Did, Touches
from trichter.qualification.rules.types import Type

AT = "at"
"""The name under which `Touches.when` compares the time."""
_COLUMNS = "contact_id, id, kind, occurred_at, channel, campaign_id, subject_type, subject_id, actor_type, payload"
_CORRECTED = "timeline_touchpoint k WHERE k.target_id IS NOT NULL"


def told(among: str, *, are_many: bool = False) -> str:
    """The effective touchpoints of a population, `among` being its condition on `contact_id`, as a select.

    Of few people all touchpoints are read: a plan made while a kind was rare would look for it among everybody's. Of
    many, whoever asks for some kinds finds them as the planner thinks best.
    """
    fence = "" if are_many else "OFFSET 0"
    return f"""
        (SELECT {_COLUMNS} FROM timeline_touchpoint t
        WHERE {among.format("t.contact_id")} AND NOT EXISTS (
            SELECT FROM {_CORRECTED} AND k.contact_id = t.contact_id AND k.target_id = t.id
                AND {among.format("k.contact_id")}) {fence})
        UNION ALL
        SELECT e.* FROM (
            SELECT DISTINCT k.contact_id, k.target_id FROM {_CORRECTED} AND {among.format("k.contact_id")} OFFSET 0
        ) AS corrected, LATERAL (
            SELECT {_COLUMNS} FROM timeline_effective v
            WHERE v.contact_id = corrected.contact_id AND v.id = corrected.target_id AND NOT v.is_void OFFSET 0
        ) AS e
    """


def parts(kinds: Sequence[str]) -> dict[str, Operand]:
    """What can be compared of touchpoints of these kinds, by name: the value stands in row `t`.

    Of their payloads only what all of them carry; a consent's own channel stands before that by which it came. Raises
    `UnknownKind`.
    """
    carried = [_payload_of(name) for name in kinds]
    common = {name: part for name, part in carried[0].items() if all(name in one for one in carried[1:])}
    return _COMMON | common


def meant(touches: Touches, given: Given) -> str:
    """The condition on row `t` that it is one of these."""
    conditions = [f"t.kind = ANY({texts(touches.kinds)})"]
    known = parts(touches.kinds)
    for compare in (*touches.where, *([touches.when] if touches.when else [])):
        part = known[compare.operand]
        conditions.append(compared(part, part.value, compare.operator, compare.values, given))
    return " AND ".join(conditions)


_LABELS = {
    "title": Words("Title", "Titel"),
    "url": Words("Address of the page", "Adresse der Seite"),
    "path": Words("Path of the page", "Pfad der Seite"),
    "seconds": Words("Seconds", "Sekunden"),
    "minutes": Words("Minutes", "Minuten"),
    "text": Words("Text", "Text"),
    "place": Words("Place", "Ort"),
    "product": Words("Product", "Produkt"),
    "amount": Words("Amount", "Betrag"),
    "points": Words("Points", "Punkte"),
    "currency": Words("Currency", "Währung"),
    "external_id": Words("External id", "Externe Nummer"),
    "direction": Words("Direction", "Richtung"),
    "outcome": Words("Outcome", "Ergebnis"),
    "purpose": Words("Purpose", "Verwendungszweck"),
    "topics": Words("Topics", "Themen"),
    "phase": Words("Buying phase", "Kaufphase"),
    "wants": Words("Wants", "Möchte"),
    "language": Words("Language", "Sprache"),
    "address": Words("Address", "Adresse"),
    "reason": Words("Reason", "Grund"),
    "offer": Words("Offer", "Content-Angebot"),
    "need": Words("Need", "Bedarf"),
    "interest": Words("Interest", "Interesse"),
    "source": Words("Source", "Quelle"),
}


_NAMED: dict[str, Callable[[], Sequence[Option]]] = {}


def name_numbers(field: str, options: Callable[[], Sequence[Option]]) -> None:
    """Declare what the numbers in a field of payloads name, an offer for one: so a rule is said and chosen by names."""
    _NAMED[field] = options
    _payload_of.cache_clear()


@lru_cache(maxsize=256)
def _payload_of(kind: str) -> dict[str, Operand]:
    found = {}
    for field, told in kind_named(kind).payload.model_fields.items():
        if (part := _part(field, told.annotation)) is not None:
            found[part.name] = part
    if "url" in found:
        found["path"] = _operand("path", Type.TEXT, _PATH)
    if "utm" in kind_named(kind).payload.model_fields:
        found |= {key: _operand(key, Type.TEXT, _text_at("utm", key)) for key in _UTM}
    return found


_UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")
_PATH = "NULLIF(regexp_replace(t.payload->>'url', '^[a-z]+://[^/]*|[?#].*$', '', 'gi'), '')"
"""Of an address, or of what is a path already."""


def _text_at(*names: str) -> str:
    return "NULLIF(t.payload #>> " + literal("{" + ",".join(names) + "}") + ", '')"


def _part(field: str, annotation: Any) -> Operand | None:
    """A field of a payload as an operand; None if it has parts of its own."""
    plain, options = _plain(annotation)
    at = f"t.payload->{literal(field)}"
    if options:
        return _operand(field, Type.CHOICE, _text_at(field), options=options)
    if plain is str:
        return _operand(field, Type.TEXT, _text_at(field))
    if plain is bool:
        return _operand(field, Type.FLAG, f"CASE jsonb_typeof({at}) WHEN 'boolean' THEN ({at})::boolean END")
    if plain in (int, float):
        is_money = field.endswith("_cents")
        number = f"CASE jsonb_typeof({at}) WHEN 'number' THEN ({at})::numeric END"
        sort = Type.MONEY if is_money else Type.NUMBER
        return replace(_operand(field.removesuffix("_cents"), sort, number), options=_NAMED.get(field))
    if plain is list:
        listed = f"ARRAY(SELECT jsonb_array_elements_text({at}))"
        return _operand(field, Type.MANY, f"CASE jsonb_typeof({at}) WHEN 'array' THEN NULLIF({listed}, '{{}}') END")
    return None


def _plain(annotation: Any) -> tuple[Any, tuple[str, ...]]:
    """The type below `Annotated` and `| None`, and its options if it is a choice."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _plain(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return _plain(next(one for one in get_args(annotation) if one is not type(None)))
    if origin is Literal:
        return str, tuple(str(one) for one in get_args(annotation) if one != "")
    if origin is list:
        return (list if get_args(annotation) == (str,) else None), ()
    return annotation, ()


def _operand(name: str, kind: Type, value: str, *, options: tuple[str, ...] = ()) -> Operand:
    offered = tuple(Option(key, key) for key in options)
    return Operand(
        name,
        _LABELS.get(name, Words(name, name)),
        kind,
        value,
        frozenset(),
        options=(lambda: offered) if offered else None,
    )


def _channels() -> tuple[Option, ...]:
    return tuple(Option(value, str(label)) for value, label in Channel.choices)


def _actors() -> tuple[Option, ...]:
    return tuple(Option(value, str(label)) for value, label in ActorType.choices)


_COMMON = {
    AT: Operand(AT, Words("Time", "Zeit"), Type.TIME, "t.occurred_at", frozenset()),
    "channel": Operand("channel", Words("Channel", "Kanal"), Type.CHOICE, "t.channel", frozenset(), options=_channels),
    "campaign": Operand(
        "campaign",
        Words("Campaign", "Kampagne"),
        Type.TEXT,
        "(SELECT key FROM timeline_campaign WHERE id = t.campaign_id)",
        frozenset(),
    ),
    "by": Operand("by", Words("Who", "Wer"), Type.CHOICE, "t.actor_type", frozenset(), options=_actors),
    "about": Operand(
        "about", Words("About what", "Worüber"), Type.TEXT, "t.subject_type || ' ' || t.subject_id", frozenset()
    ),
}
"""What every touchpoint carries beside its payload."""


def measured(did: Did) -> tuple[str, Operand]:
    """The aggregate of the rows `t` that are meant, to be followed by FILTER, and as what it is compared."""
    match did.measure:
        case "count":
            return "count(*)", _COUNT
        case "sum":
            part = parts(did.did.kinds)[did.of or ""]
            return f"sum({part.value})", part
        case "first":
            return "min(t.occurred_at)", _COMMON[AT]
        case _:
            return "max(t.occurred_at)", _COMMON[AT]


_COUNT = Operand("count", Words("Number", "Anzahl"), Type.NUMBER, "", frozenset())
