"""The page of the rule language, docs/rules.md: how to write rules, and all that they can name, from the code."""

from collections.abc import Callable, Iterator
from typing import Any

Table = Callable[..., str]

PAGE = """\
# Rules / Regeln

[Deutsch](#regeln-schreiben)

Segments, scores, stages, routing and filters ask one kind of question. It is clicked together, or written:

```rule
company.industry is any of (Metall, Gießerei) and company.employees between 50 and 500
and (did page.viewed where path starts with "/preise" at least 2 times in the last 30 days
     or did form.submitted where offer is 12)
and not stage is any of (opportunity, customer)
```

## Writing rules

- A condition compares something known of a person with values: `company.employees at least 50`. What can be compared
  is listed [below](#what-can-be-compared), and how each type can be [here](#operators). Yes or no stands alone:
  `prospect`, `not customer`.
- `and` binds closer than `or`; parentheses group. `not` stands before a condition or a group. Case says nothing, line
  breaks neither, and `#` begins a remark.
- One plain word is a text. All other text stands in double quotation marks, as do words of the language:
  `city is "Bad Homburg"`, `"today"`. Numbers are written with a point and without separators: `1000.5`.
- Days: `2026-11-30`, `today`, `yesterday`, `tomorrow`, `this week`, `last month`, `next year`, `30 days ago`,
  `in 7 days`. Weeks begin on Monday, days at midnight of the installation's time zone. `in the last 30 days` counts
  back from this moment, `after 30 days ago` from midnight.
- `=`, `!=`, `>=`, `<=`, `>` and `<` may stand for `is`, `is not`, `at least`, `at most`, `more than` and `less than`.

What people did is asked by [kind of touchpoint](touchpoints.md). Behind `where` stand conditions on what a touchpoint
carries (of several kinds what all of them carry), with commas between them; all have to hold for the same touchpoint.
Then how often, and when:

```rule
did page.viewed
did any of (call.made, meeting.held) where minutes at least 10, by is colleague at least 2 times in the last 30 days
never did form.submitted where offer is 12
did mail.opened between 2 and 5 times before 2026-11-30
sum of amount of purchase.made in the last 365 days at least 1000
last page.viewed before 30 days ago
first purchase.made on last year
count of meeting.held in the last 90 days is any of (1, 2)
any colleague (did page.viewed where path contains preise in the last 7 days)
```

`any colleague (…)` holds if the rule in parentheses holds for somebody else of the same company. A group of one
condition, which the page of a segment may leave behind, is written `all (…)` or `any (…)`.

## Regeln schreiben

Segmente, Scores, Phasen, Zuteilung und Filter stellen dieselbe Art von Frage. Man klickt sie zusammen oder schreibt
sie; die Wörter der Sprache sind englisch.

- Eine Bedingung vergleicht, was von einer Person bekannt ist, mit Werten: `company.employees at least 50`. Was sich
  vergleichen lässt, steht [unten](#what-can-be-compared), wie je nach Typ, [hier](#operators). Ja oder Nein steht
  allein: `prospect`, `not customer`.
- `and` (und) bindet stärker als `or` (oder); Klammern gruppieren. `not` (nicht) steht vor einer Bedingung oder Gruppe.
  Groß und klein ist gleich, Zeilen dürfen umbrechen, und mit `#` beginnt eine Bemerkung.
- Ein einfaches Wort ist Text. Jeder andere Text steht in Anführungszeichen, auch Wörter der Sprache:
  `city is "Bad Homburg"`, `"today"`. Zahlen haben einen Punkt und keine Trennzeichen: `1000.5`.
- Tage: `2026-11-30`, `today` (heute), `yesterday`, `tomorrow`, `this week`, `last month`, `next year`, `30 days ago`
  (vor 30 Tagen), `in 7 days`. Wochen beginnen am Montag, Tage um Mitternacht der eingestellten Zeitzone.
  `in the last 30 days` zählt von diesem Augenblick zurück, `after 30 days ago` ab Mitternacht.
- `=`, `!=`, `>=`, `<=`, `>` und `<` stehen auch für `is`, `is not`, `at least`, `at most`, `more than`, `less than`.

Was jemand getan hat, fragt man nach der [Art des Kontaktpunkts](touchpoints.md). Hinter `where` stehen, mit Kommas
getrennt, Bedingungen an diesen Kontaktpunkt, danach wie oft und wann; die Beispiele stehen [oben](#writing-rules).
`never did` heißt nie, `sum of … of` die Summe, `first` und `last` das erste und letzte Mal, `any colleague (…)` jemand
anders derselben Firma.

## Operators

One meaning of the unknown for all: an operator holds only for what is known. One that negates another holds exactly
where that does not, *for the unknown too*: `industry is not Metall` includes everybody whose industry we do not know.
The same goes for `not`. An empty text, list or address is unknown. Text is compared without regard to case.

Für alle gilt dasselbe: Ein Vergleich trifft nur auf Bekanntes zu. Einer, der einen anderen verneint, trifft genau
dort zu, wo jener es nicht tut, *auch auf Unbekanntes*. Das gilt auch für `not`. Leerer Text, leere Listen und leere
Adressen sind unbekannt. Groß und klein ist bei Text gleich.

"""
BEHIND = """\
`matches` knows `*` for any letters and `?` for one. A place is a country (`DE`), postal codes (`79`,
`"79000-79999"`), both (`"AT 80"`) or a town. Steps are choices with an order, such as stages. `before` and `after` a
span mean before it begins and after it ends, `between` from the beginning of the first to the end of the second.

"""
OPERANDS = """\
## What can be compared

An installation adds what it declares itself: `consent.<channel>` and `consent.<channel>.<purpose>`, own fields as
`custom.<field>` or by their key alone, `source.<field>` (who told us) and `told.<field>` (when), `stage`, `stage.since`
and `stage.reached.<stage>`, the stages of customers as yes or no (`mql`, `customer`), other tracks as
`stage.<track>`, `score.engagement` and `score.part.<rule>`, and `segment.<number>` with `segment.<number>.since`.

"""
FIELDS = """\
## What touchpoints carry

Every touchpoint has these, and beside them those of its kind:

"""
TAKES = {"nothing": "–", "one": "one value", "two": "two values", "list": "a list", "length": "a length of time"}


def page(table: Table) -> str:
    """The whole page."""
    return PAGE + _operators(table) + BEHIND + OPERANDS + _operands(table) + FIELDS + _fields(table)


def _operators(table: Table) -> str:
    from trichter.qualification.rules.operators import OPERATORS
    from trichter.qualification.rules.types import Type

    rows = (
        (
            f"`{one.key}`",
            one.says.de.replace("%s", "…"),
            TAKES[one.takes],
            *("x" if kind in one.types else "" for kind in Type),
            f"holds, as it negates `{one.negates}`" if one.negates else _unknown(one.key),
        )
        for one in OPERATORS.values()
    )
    return table("Operator", "Deutsch", "Takes", *Type, "Of the unknown it", rows=rows)


def _unknown(key: str) -> str:
    return "holds" if key == "is unknown" else "does not hold"


def _operands(table: Table) -> str:
    from trichter.qualification.rules.operands import declared

    known = sorted(declared(), key=lambda one: one.name)
    rows = ((f"`{one.name}`", one.type.value, one.label.en, one.label.de, one.group.de) for one in known)
    return table("Name", "Type", "English", "Deutsch", "Gruppe", rows=rows)


def _fields(table: Table) -> str:
    from trichter.facts.timeline.registry import kinds
    from trichter.qualification.rules.touching import AT, parts

    carried = {kind.name: parts([kind.name]) for kind in kinds()}
    shared = set.intersection(*(set(one) for one in carried.values()))
    first = next(iter(carried.values()))
    common = table(
        "Field", "Type", "English", "Deutsch", rows=(_part(first[name]) for name in sorted(shared) if name != AT)
    )
    own = {name: {part: one for part, one in known.items() if part not in shared} for name, known in carried.items()}
    rows = ((f"`{name}`", ", ".join(_typed(known))) for name, known in own.items() if known)
    return common + table("Kind", "Fields", rows=rows)


def _part(part: Any) -> tuple[str, ...]:
    return f"`{part.name}`", part.type.value, part.label.en, part.label.de


def _typed(known: dict[str, Any]) -> Iterator[str]:
    return (f"`{name}` ({known[name].type.value})" for name in sorted(known))
