"""The parts of a profile as steps: what each reads of a row, how it checks it, and where it puts it."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts.fields import ADDRESS_PARTS, COLUMNS, COMPANY_PARTS, STANDARD
from trichter.facts.contacts.identifiers import external
from trichter.facts.contacts.models import FieldType
from trichter.generation.imports import names, values
from trichter.generation.imports.consents import consents
from trichter.generation.imports.profiles import Cell, Item
from trichter.generation.imports.workshop import Draft, Read, Step, Workshop, filled, learned, learned_part
from trichter.qualification.lifecycle.deciding import ReasonMissing
from trichter.spine.touch import Stage

IMPORTED = "contact.imported"
UNKNOWN_CHANNEL = _("there is no channel “%(given)s”")
UNKNOWN_STAGE = _("there is no stage “%(given)s” on the track “%(track)s”")
UNKNOWN_TRACK = _("there is no track “%(given)s”")
UNKNOWN_COLLEAGUE = _("no colleague has the e-mail address “%(given)s”")
UNKNOWN_FIELD = _("there is no such field")
NOT_A_CHOICE = _("“%(given)s” is not one of the choices")
TAG_TOO_LONG = _("a tag is longer than 80 characters")
_LONGEST_TAG = 80


def _time(shop: Workshop) -> Iterator[Step]:
    if cell := shop.profile.occurred_at:
        yield shop.step(cell, shop.time(cell), filled("occurred_at"))


def _fields(shop: Workshop) -> Iterator[Step]:
    for name, cell in shop.profile.fields.items():
        if name not in COLUMNS:
            raise shop.refuse(f"fields.{name}", UNKNOWN_FIELD)
        read = values.day(cell.formats) if name == "birthday" else _standard(name, shop)
        yield shop.step(cell, read, learned(name))


def _whole_name(shop: Workshop) -> Iterator[Step]:
    """A part that stands in a column of its own is believed rather than what is read out of the whole."""
    if cell := shop.profile.whole_name:
        yield shop.step(cell, lambda text: names.parts(values.text(text)), _put_names)


def _put_names(draft: Draft, found: dict[str, str]) -> None:
    draft.learned |= {name: value for name, value in found.items() if not draft.learned.get(name)}


def _standard(name: str, shop: Workshop) -> Read:
    clean, region = STANDARD[name].clean, shop.profile.region
    return lambda text: clean(str(text), region=region)


def _identifiers(shop: Workshop) -> Iterator[Step]:
    given = shop.profile.identifiers
    if given.contact:
        yield shop.step(given.contact, values.integer(decimal="."), filled("contact"))
    if email := given.email or shop.profile.fields.get("email"):
        yield shop.step(email, _standard("email", shop), filled("email"))
    if given.phone:
        yield shop.step(given.phone, _standard("phone", shop), filled("phone"))
    if given.external:
        yield shop.step(Cell(column=given.external.column), partial(_id_in, given.external.system), filled("external"))


def _id_in(system: str, text: str) -> tuple[str, str]:
    external(system, text)
    return system, str(text)


def _customs(shop: Workshop) -> Iterator[Step]:
    for key, cell in shop.profile.custom.items():
        if key not in shop.house.customs:
            raise shop.refuse(f"custom.{key}", UNKNOWN_FIELD)
        yield shop.step(cell, _custom(key, cell, shop), learned(f"custom:{key}"))


def _custom(key: str, cell: Cell, shop: Workshop) -> Read:
    custom = shop.house.customs[key]
    readers: dict[str, Read] = {
        FieldType.TEXT: values.text,
        FieldType.NUMBER: values.number(decimal=shop.profile.file.decimal),
        FieldType.MONEY: values.money(decimal=shop.profile.file.decimal),
        FieldType.DATE: values.day(cell.formats),
        FieldType.BOOLEAN: values.truth,
    }
    if custom.type in readers:
        return readers[custom.type]
    one = partial(_choice, {option.casefold(): option for option in custom.options})
    return partial(_choices, one) if custom.type == FieldType.MANY else one


def _choice(choices: Mapping[str, str], text: str) -> str:
    try:
        return choices[text.casefold()]
    except KeyError:
        raise ValueError(NOT_A_CHOICE % {"given": text}) from None


def _choices(one: Read, text: str) -> list[Any]:
    return [one(part.strip()) for part in text.split(",") if part.strip()]


def _address(shop: Workshop) -> Iterator[Step]:
    for part, cell in shop.profile.address.items():
        if part not in ADDRESS_PARTS:
            raise shop.refuse(f"address.{part}", UNKNOWN_FIELD)
        yield shop.step(cell, values.country if part == "country" else values.text, learned_part("address", part))


def _company(shop: Workshop) -> Iterator[Step]:
    readers: dict[str, Read] = {
        "country": values.country,
        "employees": values.integer(decimal=shop.profile.file.decimal),
        "phone": _standard("phone", shop),
    }
    for part, cell in shop.profile.company.items():
        if part not in COMPANY_PARTS:
            raise shop.refuse(f"company.{part}", UNKNOWN_FIELD)
        yield shop.step(cell, readers.get(part, values.text), learned_part("company", part))


def _channel(shop: Workshop) -> Iterator[Step]:
    default = Cell(constant="import") if shop.kind.name == IMPORTED else None
    if cell := shop.profile.channel or default:
        yield shop.step(cell, partial(_channel_named, shop.house.channels), filled("channel"))


def _channel_named(channels: frozenset[str], text: str) -> str:
    if text not in channels:
        raise ValueError(UNKNOWN_CHANNEL % {"given": text})
    return str(text)


def _campaign(shop: Workshop) -> Iterator[Step]:
    if shop.profile.campaign:
        yield shop.step(shop.profile.campaign, values.text, filled("campaign"))


def _stage(shop: Workshop) -> Iterator[Step]:
    claimed = shop.profile.stage
    if claimed is None:
        return
    if claimed.track not in shop.house.stages:
        raise shop.refuse("stage.track", UNKNOWN_TRACK % {"given": claimed.track})
    read = partial(_stage_named, claimed.track, shop.house.stages[claimed.track])
    for stage in (claimed.stage, *claimed.values.values(), claimed.otherwise):
        if stage and stage not in shop.house.stages[claimed.track]:
            raise shop.refuse("stage", UNKNOWN_STAGE % {"given": stage, "track": claimed.track})
    yield shop.step(claimed.cell, read, filled("stage"))
    if claimed.reason:
        yield shop.step(claimed.reason, values.text, _put_reason)
    yield shop.columns.title(claimed.reason or claimed.cell), partial(_check_reason, shop.house.aside)


def _stage_named(track: str, stages: frozenset[str], text: str) -> Stage:
    if text not in stages:
        raise ValueError(UNKNOWN_STAGE % {"given": text, "track": track})
    return Stage(str(text), track)


def _put_reason(draft: Draft, reason: str) -> None:
    if draft.stage:
        draft.stage = replace(draft.stage, reason=reason)


def _check_reason(aside: Container[tuple[str, str]], _cells: Sequence[str], draft: Draft) -> None:
    stage = draft.stage
    if stage and (stage.track, stage.stage) in aside and not stage.reason.strip():
        raise ReasonMissing


def _tags(shop: Workshop) -> Iterator[Step]:
    for tag in shop.profile.tags.always:
        yield shop.step(Cell(constant=tag), _one_tag, _put_tags)
    for column in shop.profile.tags.columns:
        yield shop.step(Cell(column=column), partial(_many_tags, shop.profile.tags.separator), _put_tags)


def _one_tag(text: str) -> list[str]:
    return [text]


def _many_tags(separator: str, text: str) -> list[str]:
    tags = [" ".join(part.split()) for part in values.text(text).split(separator)]
    if any(len(tag) > _LONGEST_TAG for tag in tags):
        raise ValueError(TAG_TOO_LONG)
    return [tag for tag in tags if tag]


def _put_tags(draft: Draft, tags: list[str]) -> None:
    for tag in tags:
        draft.learned[f"tag:{tag}"] = True


def _owner(shop: Workshop) -> Iterator[Step]:
    if shop.profile.owner:
        yield shop.step(shop.profile.owner, partial(_colleague, shop.house.owners), learned("owner"))


def _colleague(owners: Mapping[str, int], text: str) -> int:
    try:
        return owners[text.casefold()]
    except KeyError:
        raise ValueError(UNKNOWN_COLLEAGUE % {"given": text}) from None


def _payload(shop: Workshop) -> Iterator[Step]:
    for name, item in shop.profile.payload.items():
        if name not in shop.kind.payload.model_fields and shop.kind.name != IMPORTED:
            raise shop.refuse(f"payload.{name}", UNKNOWN_FIELD)
        yield shop.step(item, _item(item, shop.profile.file.decimal), partial(_put_item, name))


def _item(item: Item, decimal: str) -> Read:
    readers: dict[str, Callable[[], Read]] = {
        "text": lambda: values.text,
        "integer": lambda: values.integer(decimal=decimal),
        "number": lambda: values.number(decimal=decimal),
        "money": lambda: values.money(decimal=decimal),
        "date": lambda: values.day(item.formats),
        "truth": lambda: values.truth,
    }
    return readers[item.type]()


def _put_item(name: str, draft: Draft, value: Any) -> None:
    draft.payload[name] = value


PARTS: tuple[Callable[[Workshop], Iterator[Step]], ...] = (
    _time, _fields, _whole_name, _identifiers, _customs, _address, _company, _channel, _campaign, _stage, _tags, _owner,
    _payload, consents,
)  # fmt: skip
"""In the order in which problems are told; answers last, for they need the addresses."""
