"""The fields of a person, the standard ones and those that the house declared, with who told them and when."""

from collections.abc import Iterator

from trichter.facts.contacts import fields
from trichter.facts.contacts.freemail import FREEMAIL
from trichter.facts.contacts.models import ContactKind, FieldDefinition, FieldType
from trichter.facts.staff.models import Team, User
from trichter.facts.timeline.models import ActorType
from trichter.kernel.words import Words
from trichter.qualification.rules.comparing import literal
from trichter.qualification.rules.operands import Operand, Option, Relation, register, register_family
from trichter.qualification.rules.types import Type

_TYPES = {
    FieldType.TEXT: Type.TEXT,
    FieldType.NUMBER: Type.NUMBER,
    FieldType.MONEY: Type.MONEY,
    FieldType.DATE: Type.DATE,
    FieldType.BOOLEAN: Type.FLAG,
    FieldType.CHOICE: Type.CHOICE,
    FieldType.MANY: Type.MANY,
}
_PLAIN = (*(name for name in fields.COLUMNS if name not in fields.DATES), *fields.ADDRESS_PARTS)
_DOMAIN = "lower(split_part(c.email, '@', 2))"
_SOURCES = Words("Source and age of fields", "Herkunft und Alter von Feldern")
_CUSTOM = Words("Own fields", "Eigene Felder")


def _label(name: str) -> Words:
    return fields.STANDARD[name].label if name in fields.STANDARD else fields.COMPANY_LABELS[name]


def _reads(name: str) -> frozenset[str]:
    return frozenset({f"field:{'address' if name in fields.ADDRESS_PARTS else name}"})


register(
    *(Operand(name, _label(name), Type.TEXT, f"NULLIF(c.{name}, '')", _reads(name)) for name in _PLAIN),
    *(Operand(name, _label(name), Type.DATE, f"c.{name}", _reads(name)) for name in sorted(fields.DATES)),
    Operand("place", fields.STANDARD["address"].label, Type.PLACE, "c", frozenset({"field:address"})),
    Operand(
        "email.domain",
        Words("Domain of the e-mail address", "Domain der E-Mail-Adresse"),
        Type.TEXT,
        f"NULLIF({_DOMAIN}, '')",
        frozenset({"field:email"}),
    ),
    Operand(
        "email.is_business",
        Words("Business e-mail address", "Geschäftliche E-Mail-Adresse"),
        Type.FLAG,
        f"CASE WHEN c.email <> '' THEN {_DOMAIN} <> ALL({literal(sorted(FREEMAIL))}) END",
        frozenset({"field:email"}),
    ),
    Operand(
        "kind",
        Words("Person or organisation", "Person oder Organisation"),
        Type.CHOICE,
        "c.kind",
        frozenset({"kind:contact.captured", "kind:contact.imported"}),
        options=lambda: tuple(Option(value, str(label)) for value, label in ContactKind.choices),
    ),
    Operand("tags", Words("Tags", "Schlagwörter"), Type.MANY, "NULLIF(c.tags, '{}')", frozenset({"tags"})),
    Operand("created", Words("Known since", "Bekannt seit"), Type.TIME, "c.created_at", frozenset({"created"})),
    Operand(
        "owner",
        Words("Owner", "Zuständig"),
        Type.CHOICE,
        "c.owner_id::text",
        frozenset({"field:owner"}),
        options=lambda: tuple(Option(str(user.pk), str(user)) for user in User.objects.order_by("pk")),
    ),
    Operand(
        "team",
        Words("Team of the owner", "Team der zuständigen Person"),
        Type.MANY,
        "ot.teams",
        frozenset({"field:owner", "teams"}),
        relation=Relation(
            "ot",
            join="LEFT JOIN (SELECT user_id, array_agg(team_id::text) AS teams FROM staff_user_teams GROUP BY user_id)"
            " AS ot ON ot.user_id = c.owner_id",
        ),
        options=lambda: tuple(Option(str(team.pk), str(team)) for team in Team.objects.order_by("pk")),
    ),
)


def _custom() -> Iterator[Operand]:
    for definition in FieldDefinition.objects.order_by("pk"):
        yield _declared(definition)


def _declared(field: FieldDefinition) -> Operand:
    key = literal(field.key)
    at, text = f"c.properties->{key}", f"NULLIF(c.properties->>{key}, '')"
    value = {
        Type.NUMBER: f"CASE jsonb_typeof({at}) WHEN 'number' THEN ({at})::numeric END",
        Type.MONEY: f"CASE jsonb_typeof({at}) WHEN 'number' THEN ({at})::numeric END",
        Type.FLAG: f"CASE jsonb_typeof({at}) WHEN 'boolean' THEN ({at})::boolean END",
        Type.DATE: f"CASE WHEN pg_input_is_valid({text}, 'date') THEN ({text})::date END",
        Type.MANY: f"CASE jsonb_typeof({at}) WHEN 'array' THEN"
        f" NULLIF(ARRAY(SELECT jsonb_array_elements_text({at})), '{{}}') END",
    }
    kind = _TYPES[FieldType(field.type)]
    options = tuple(Option(str(option), str(option)) for option in field.options)
    return Operand(
        f"custom.{field.key}",
        Words.of(field.label),
        kind,
        value.get(kind, text),
        frozenset({f"field:custom:{field.key}"}),
        options=(lambda: options) if options else None,
        group=_CUSTOM,
    )


def _names() -> list[str]:
    return [*fields.STANDARD, *(f"custom:{key}" for key in FieldDefinition.objects.values_list("key", flat=True))]


def _told_by() -> Iterator[Operand]:
    offered = tuple(Option(value, str(label)) for value, label in ActorType.choices)
    for name in _names():
        label = str(fields.STANDARD[name].label) if name in fields.STANDARD else name.removeprefix("custom:")
        yield Operand(
            f"source.{name.replace(':', '.')}",
            Words(f"Source of {label}", f"Herkunft von {label}"),
            Type.CHOICE,
            f"c.sources #>> ARRAY[{literal(name)}, 'by']",
            frozenset({f"field:{name}"}),
            options=lambda: offered,
            group=_SOURCES,
        )


def _told_at() -> Iterator[Operand]:
    for name in _names():
        label = str(fields.STANDARD[name].label) if name in fields.STANDARD else name.removeprefix("custom:")
        yield Operand(
            f"told.{name.replace(':', '.')}",
            Words(f"When we were told {label}", f"Wann wir {label} erfahren haben"),
            Type.TIME,
            f"(c.sources #>> ARRAY[{literal(name)}, 'at'])::timestamptz",
            frozenset({f"field:{name}"}),
            group=_SOURCES,
        )


register_family("custom", _custom)
register_family("source", _told_by)
register_family("told", _told_at)
